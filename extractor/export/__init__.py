"""What leaves the library as files. Text and JSON are the record's own (`Dossier.text`, `Dossier.to_json`)."""

from extractor.export.searchable import searchable_pdf

__all__ = ["searchable_pdf"]
