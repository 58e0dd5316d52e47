"""Vietnamese text and value types: parse, normalise, validate, compare. Knows nothing of pages."""
