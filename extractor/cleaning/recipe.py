"""Cleaning, step by step: from a page as its file shows it to a copy that is good to read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np

from extractor.cleaning import geometry
from extractor.cleaning.blank import is_blank
from extractor.cleaning.borders import foreign
from extractor.cleaning.colour import blue_ink, colour_fringes, red_ink, without_red
from extractor.cleaning.deskew import detect_skew
from extractor.cleaning.handwork import find_handwork
from extractor.cleaning.ink import binarise, millimetres
from extractor.cleaning.light import even, paper_map
from extractor.cleaning.orientation import detect_rotation
from extractor.cleaning.quality import colourfulness, measure
from extractor.cleaning.resolution import claimed_dpi, corrected_dpi, reading_scale
from extractor.cleaning.seals import Seal, find_seals
from extractor.cleaning.sheet import find_sheet
from extractor.cleaning.stamps import find_red_lines, lift
from extractor.cleaning.strength import strengthen
from extractor.raster import CleanImage, PageImage, Pixels
from extractor.record import Box, Transform

Step = Literal["sheet", "rotation", "skew", "scale", "borders", "light", "strength", "seals"]

COARSE_DPI = 100.0
"""Resolution at which decisions are made: a letter's body is 6 pixels high."""

_LEAST_SKEW = 0.3
"""Degrees below which turning the page blurs more than it straightens."""

_BRIDGE_MM = 1.2
"""A seal's outer ring is about a millimetre thick."""


def clean(image: PageImage, rotation: int | None = None, *, skip: Collection[Step] = ()) -> CleanImage:
    """A grey copy of `image` for reading: upright, level, evenly lit, without seals and edges; and what was found on it.

    `rotation` is the clockwise turn in degrees (0, 90, 180, 270) to use; None detects it, and leaves the page as it is when
    in doubt. `skip` names steps to leave out, to measure what they are worth. Never fails for want of content: an empty or
    tiny page comes back blank. Raises ValueError for a rotation that is no quarter turn.
    """
    if rotation is not None and rotation % 90:
        raise ValueError(f"rotation must be a multiple of 90 degrees, not {rotation}")
    place = _find_place(image, rotation, skip)
    grey = geometry.copy(_grey(image.pixels), place.back, place.scale, place.width, place.height, place.paper)
    coarse, dpi = _coarse(place)

    dark = np.asarray(cv2.cvtColor(coarse, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    quality = measure(grey, dark, dpi)
    edges = foreign(dark, dpi) if "borders" not in skip else np.zeros_like(dark)
    coarse[edges > 0] = 255

    paper = paper_map(coarse, dpi)
    lit = even(coarse, paper)
    lit_grey = np.asarray(cv2.cvtColor(lit, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    red, blue = red_ink(lit), blue_ink(lit)
    if colour_fringes(red, blue):
        red, blue = np.zeros_like(red), np.zeros_like(blue)
    seals = find_seals(red, dpi)

    height, width = grey.shape
    scale = 1 / place.coarse_scale
    if "seals" not in skip:
        for seal in seals:
            _fade(grey, image.pixels, place, seal, scale)
    if edges.any():
        grey[geometry.resize(edges, width, height) > 127] = 255
    if "light" not in skip:
        grey = even(grey, np.asarray(cv2.cvtColor(paper, cv2.COLOR_BGR2GRAY), dtype=np.uint8))
    soft = grey
    if "strength" not in skip:
        grey = strengthen(soft, place.dpi)

    black = binarise(lit_grey, dpi)
    black[(red > 0) | (blue > 0)] = 0
    rings = tuple(seal.box(1, dark.shape[1], dark.shape[0]) for seal in seals)
    signatures, handwriting = find_handwork(blue, black, rings, dpi)
    lines = find_red_lines(red, rings, dpi) if image.pixels.ndim == 3 else ()
    grow = geometry.scaling(width / dark.shape[1], height / dark.shape[0])
    return CleanImage(
        pixels=grey,
        soft=soft,
        dpi=place.dpi,
        transform=place.back,
        rotation=place.rotation,
        skew=place.skew,
        quality=replace(quality, colour=colourfulness(lit)),
        blank=is_blank(lit_grey, red, dpi),
        seals=tuple(grow.box(ring) for ring, seal in zip(rings, seals, strict=True) if seal.visible >= 0.5),
        signatures=tuple(grow.box(box) for box in signatures),
        handwriting=tuple(grow.box(box) for box in handwriting),
        stamps=tuple(lift(line, rings, image.pixels, place.back, place.dpi / place.scale, scale) for line in lines),
    )


@dataclass(frozen=True)
class _Place:
    """Where the copy lies on the page: its size, its map `back` to the page, and the copy for decisions beside it."""

    width: int
    height: int
    dpi: float
    back: Transform
    rotation: int
    skew: float
    scale: float
    """Factor from the page to the copy."""
    coarse_scale: float
    """Factor from the copy to the copy for decisions."""
    paper: int
    """Grey level that fills what lies beside the page."""
    small: Pixels
    """The whole page at the resolution for decisions, as its file shows it."""
    page_width: int
    page_height: int


def _find_place(image: PageImage, rotation: int | None, skip: Collection[Step]) -> _Place:
    dpi = claimed_dpi(image.dpi, image.width, image.height)
    small, factor = _small(image.pixels, dpi)
    grey = _grey(small)
    ink = binarise(grey, dpi * factor)
    better = corrected_dpi(ink, dpi * factor) / factor if "scale" not in skip else dpi
    if better != dpi:
        dpi = better
        small, factor = _small(image.pixels, dpi)
        grey = _grey(small)
        ink = binarise(grey, dpi * factor)

    paper = int(np.percentile(grey, 80))
    width, height = float(image.width), float(image.height)
    back = Transform()
    sheet = find_sheet(grey) if "sheet" not in skip else None
    if sheet is not None:
        flat, flat_width, flat_height = sheet
        ink = geometry.warp(ink, flat, round(flat_width), round(flat_height), paper=0)
        grey = geometry.warp(grey, flat, round(flat_width), round(flat_height))
        to_page = geometry.scaling(width / small.shape[1], height / small.shape[0])
        back = to_page.after(flat).after(geometry.scaling(factor, factor))
        width, height = flat_width / factor, flat_height / factor

    if rotation is None:
        rotation = 0 if "rotation" in skip else detect_rotation(grey)
    rotation %= 360
    back = back.after(geometry.unturn(rotation, width, height))
    if rotation in (90, 270):
        width, height = height, width

    skew = 0.0 if "skew" in skip else detect_skew(geometry.turn(ink, rotation))
    if abs(skew) < _LEAST_SKEW:
        skew = 0.0
    leaning, width, height = geometry.level(skew, width, height)
    back = back.after(leaning)

    scale = 1.0 if "scale" in skip else reading_scale(dpi, width, height)
    new_width, new_height = max(1, round(width * scale)), max(1, round(height * scale))
    back = back.after(geometry.scaling(width / new_width, height / new_height))
    return _Place(
        width=new_width,
        height=new_height,
        dpi=dpi * scale,
        back=back,
        rotation=rotation,
        skew=skew,
        scale=scale,
        coarse_scale=min(1.0, COARSE_DPI / (dpi * scale)),
        paper=paper,
        small=small,
        page_width=image.width,
        page_height=image.height,
    )


def _small(pixels: Pixels, dpi: float) -> tuple[Pixels, float]:
    """A copy for decisions, and the factor it is smaller by."""
    factor = min(1.0, COARSE_DPI / dpi)
    height, width = pixels.shape[:2]
    return geometry.resize(pixels, max(1, round(width * factor)), max(1, round(height * factor))), factor


def _coarse(place: _Place) -> tuple[Pixels, float]:
    """The copy for decisions, in colour and in the frame of the copy for reading, and its dots per inch."""
    width = max(1, round(place.width * place.coarse_scale))
    height = max(1, round(place.height * place.coarse_scale))
    to_small = geometry.scaling(place.small.shape[1] / place.page_width, place.small.shape[0] / place.page_height)
    back = to_small.after(place.back).after(geometry.scaling(place.width / width, place.height / height))
    coarse = geometry.warp(place.small, back, width, height, place.paper)
    colour = coarse if coarse.ndim == 3 else np.asarray(cv2.cvtColor(coarse, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
    return colour, place.dpi * place.coarse_scale


def _grey(pixels: Pixels) -> Pixels:
    return pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def _fade(grey: Pixels, pixels: Pixels, place: _Place, seal: Seal, scale: float) -> None:
    """Takes the red ink of `seal` (in the copy for decisions, `scale` times as small) out of `grey`, in place.

    Only inside the ring: a name stamp in the same red beside it stays as dark as it is.
    """
    height, width = grey.shape
    box = replace(seal, radius=seal.radius + 2).box(scale, width, height)
    left, top, right, bottom = int(box.x0), int(box.y0), min(width, int(box.x1) + 1), min(height, int(box.y1) + 1)
    if right <= left or bottom <= top:
        return
    source = place.back.box(Box(left, top, right, bottom)).clipped(pixels.shape[1], pixels.shape[0])
    x, y = int(source.x0), int(source.y0)
    part = pixels[y : int(source.y1) + 1, x : int(source.x1) + 1]
    if part.ndim != 3 or not part.size:
        return
    back = geometry.shift(-x, -y).after(place.back).after(geometry.shift(left, top))
    colour = geometry.copy(part, back, place.scale, right - left, bottom - top)
    disc = np.zeros(colour.shape[:2], np.uint8)
    centre = (round(seal.x * scale) - left, round(seal.y * scale) - top)
    cv2.circle(disc, centre, round(seal.radius * scale) + millimetres(0.4, place.dpi), (255,), cv2.FILLED)
    area = grey[top:bottom, left:right]
    faded = cv2.max(without_red(colour, millimetres(_BRIDGE_MM, place.dpi)), area)
    area[disc > 0] = faded[disc > 0]
