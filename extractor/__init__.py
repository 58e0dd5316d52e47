"""hoso: reads scanned Vietnamese administrative dossiers and returns structured records."""

__version__ = "0.1.0"
