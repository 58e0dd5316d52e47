"""The service over HTTP, for programs."""
