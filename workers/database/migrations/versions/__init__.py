"""One module a change; never edited after it was released."""
