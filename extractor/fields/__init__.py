"""Finds a document's fields: a spaCy pipeline over the words of its pages proposes candidates, one ranking fuses them."""

from extractor.fields.finding import find_fields

__all__ = ["find_fields"]
