"""The service around the library: storage, queue, database, workers, web pages. No extraction logic lives here."""
