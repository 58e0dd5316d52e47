"""A page made good to read: upright, level, evenly lit, without seals; and what was found on it on the way."""

from extractor.cleaning.recipe import Step, clean

__all__ = ["Step", "clean"]
