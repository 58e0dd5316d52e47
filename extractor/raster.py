"""Pixels on their way from a file to a reader. They never enter the record."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from extractor.record import Box, Finding, Line, PageKind, Quality, Transform

Pixels = NDArray[np.uint8]
"""Grey `(height, width)` or colour `(height, width, 3)` in OpenCV's order blue, green, red."""


@dataclass(frozen=True)
class PageImage:
    """A page as its file shows it, upright after `/Rotate` or EXIF, in page coordinates."""

    pixels: Pixels
    dpi: float
    """Pixels per inch: rendered (PDF), declared, or estimated where the file is silent or absurd."""
    kind: PageKind = "scan"
    text_layer: tuple[Line, ...] = ()
    """The file's own text, boxes in page coordinates; empty where there is none or it was asked to be ignored."""
    findings: tuple[Finding, ...] = ()

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """Pixels."""
        return int(self.pixels.shape[1])


@dataclass(frozen=True)
class Stamp:
    """A line of red lettering outside the seals, often a signer's name: level grey pictures of the red ink alone.

    Red ink is dark; paper, black print and pens are white. The pictures are a second look at ink that also stands in the copy,
    there as it leans and under what crosses it.
    """

    pictures: tuple[Pixels, Pixels, Pixels]
    """In one frame: as dark as the ink is; the same without what lies within seals; as dark as the ink is red."""
    lettering: Box
    """Where the line stands in the pictures: what a reader of lines is to be asked for."""
    box: Box
    """Where it stands in the clean copy."""

    @property
    def pixels(self) -> Pixels:
        """The first picture."""
        return self.pictures[0]


@dataclass(frozen=True)
class CleanImage:
    """A copy of a page made for reading: grey, upright, deskewed, seals and coloured ink faded.

    `transform` leads from its pixels to page coordinates. `seals`, `signatures`, `handwriting` and the boxes of `stamps` are
    in the clean copy's own pixels.
    """

    pixels: Pixels
    dpi: float
    transform: Transform = Transform()
    rotation: int = 0
    skew: float = 0.0
    quality: Quality = Quality()
    blank: bool = False
    seals: tuple[Box, ...] = ()
    signatures: tuple[Box, ...] = ()
    handwriting: tuple[Box, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    soft: Pixels | None = None
    """The same copy with its print as strong as it was, for readers that see tone marks better so; None: there is no other."""
    findings: tuple[Finding, ...] = field(default=())
