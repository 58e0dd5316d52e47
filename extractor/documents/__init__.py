"""Splits a run of pages into documents and names each type."""

from extractor.documents.splitting import split

__all__ = ["split"]
