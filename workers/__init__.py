"""The service around the library: storage, queue, database, web."""
