"""Any file as a stream of pages: PDF, TIFF, JPEG or PNG, one page in memory at a time."""

from extractor.pages.source import SourceFile, open_source

__all__ = ["SourceFile", "open_source"]
