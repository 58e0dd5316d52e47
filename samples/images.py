"""A captured page as bytes: JPEG, CCITT group 4, and the layers that archive scanners' software makes."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from samples.degrade import Ink
from samples.render import Pixels

BITONAL_THRESHOLD = 160
_STRIP_OFFSETS, _ROWS_PER_STRIP, _STRIP_BYTES = 273, 278, 279


@dataclass(frozen=True)
class Layers:
    """Mixed raster content: a coarse background, a coarse foreground, and a fine stencil that chooses between them."""

    background: bytes
    foreground: bytes
    stencil: bytes
    """CCITT group 4 in the size of the page; black is foreground."""


def picture(pixels: Pixels, ink: Ink) -> Image.Image:
    """The page in its final colours: 24 bit, 8 bit or 1 bit."""
    image = Image.fromarray(pixels, "RGB")
    if ink == "colour":
        return image
    grey = image.convert("L")
    return grey if ink == "grey" else grey.point(lambda v: 255 if v > BITONAL_THRESHOLD else 0).convert("1")


def jpeg(image: Image.Image, quality: int, dpi: float) -> bytes:
    """A baseline JPEG that declares its resolution."""
    target = BytesIO()
    image.save(target, "JPEG", quality=quality, dpi=(round(dpi), round(dpi)))
    return target.getvalue()


def group4(image: Image.Image) -> bytes:
    """A 1-bit image as one bare CCITT group 4 strip; libtiff codes white as 1, so a PDF that embeds it says `BlackIs1`."""
    target = BytesIO()
    image.save(target, "TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP: image.height})
    with Image.open(target) as tiff:
        tags = tiff.tag_v2  # type: ignore[attr-defined]
        offset, count = tags[_STRIP_OFFSETS][0], tags[_STRIP_BYTES][0]
    return target.getvalue()[offset : offset + count]


def layers(pixels: Pixels, dpi: float, *, coarse: float = 120.0, quality: int = 45) -> Layers:
    """Splits a page as archive software does: faint strokes fall through the stencil and blur into the background."""
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    local = np.asarray(cv2.blur(grey, (61, 61)), dtype=np.int16)
    stencil = (grey.astype(np.int16) < local - 38) & ~_red(pixels)
    size = (round(pixels.shape[1] * coarse / dpi), round(pixels.shape[0] * coarse / dpi))
    wide_stencil = np.asarray(cv2.dilate(stencil.astype(np.uint8), np.ones((5, 5), np.uint8)), dtype=bool)
    paper = np.asarray(cv2.dilate(pixels, np.ones((15, 15), np.uint8)), dtype=np.uint8)
    behind = np.where(wide_stencil[:, :, None], paper, pixels)
    ahead = np.asarray(cv2.erode(pixels, np.ones((9, 9), np.uint8)), dtype=np.uint8)
    half = (size[0] // 2, size[1] // 2)
    return Layers(
        jpeg(_reduced(behind, size), quality, coarse),
        jpeg(_reduced(ahead, half), quality, coarse / 2),
        group4(Image.fromarray(np.where(stencil, 0, 255).astype(np.uint8), "L").convert("1")),
    )


def _reduced(pixels: Pixels, size: tuple[int, int]) -> Image.Image:
    return Image.fromarray(np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8), "RGB")


def _red(pixels: Pixels) -> NDArray[np.bool_]:
    """Stamp ink and its soft edges, which stay in the background unless print runs through them."""
    smooth = np.asarray(cv2.GaussianBlur(pixels, (0, 0), 2), dtype=np.int16)
    red = (smooth[:, :, 0] - smooth[:, :, 1:].min(axis=2) > 45) & (pixels[:, :, 0] > 110)
    return np.asarray(cv2.dilate(red.astype(np.uint8), np.ones((5, 5), np.uint8)), dtype=bool) & (pixels[:, :, 0] > 110)
