"""Finds the fields of a document with a spaCy pipeline of rules, and holds the papers of a dossier against each other."""

from extractor.fields.dossier import agree
from extractor.fields.finding import find_fields

__all__ = ["agree", "find_fields"]
