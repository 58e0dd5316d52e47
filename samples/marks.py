"""Seals, signatures and rubber stamps as pictures with alpha, drawn at twice the size and reduced.

Sizes in pixels at 300 dpi. A round seal of a commune or a province measures 36 mm, its outer ring is a rope of two circles.
"""

from __future__ import annotations

import math
import random
from itertools import pairwise

import cv2
import numpy as np
from PIL import Image, ImageDraw

from samples.fonts import Face, advance, font
from samples.render import Plane
from samples.sheet import RED, Colour, mm

_SCALE = 2


def seal(around: str, inside: list[str], rng: random.Random, *, colour: Colour = RED, diameter: float = mm(36)) -> Image.Image:
    """A round seal: `around` runs along the ring, `inside` stands in the middle, a star closes the ring below."""
    side = int(diameter * _SCALE)
    alpha = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(alpha)
    middle, radius = side / 2, side / 2 - 6
    for r, width in ((radius, 17), (radius - 26, 8), (radius * 0.62, 9)):
        draw.ellipse((middle - r, middle - r, middle + r, middle + r), outline=255, width=width)
    _ring(alpha, around, middle, radius * 0.78, radius * 0.18)
    _star(draw, middle, middle + radius * 0.79, radius * 0.085)
    line = radius * 0.2
    for number, text in enumerate(inside):
        y = middle + (number - (len(inside) - 1) / 2) * line
        room = 1.05 * math.sqrt(max(0.05, (radius * 0.6) ** 2 - (y - middle) ** 2)) * 1.75
        fitted = font(
            Face.SANS_BOLD, min(line * 0.85, line * 0.85 * room / max(1.0, font(Face.SANS_BOLD, line * 0.85).getlength(text)))
        )
        draw.text((middle, y), text, fill=255, font=fitted, anchor="mm")
    return _inked(alpha, colour, rng, wear=0.35, turn=rng.uniform(-14, 14))


def emblem(diameter: float = mm(18)) -> Image.Image:
    """What stands for the national emblem on certificates: a red disc with a gold star in a gold wreath."""
    side = int(diameter * _SCALE)
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    middle = side / 2
    for share, colour in ((0.98, (198, 152, 34, 255)), (0.80, (204, 40, 40, 255))):
        r = middle * share
        draw.ellipse((middle - r, middle - r, middle + r, middle + r), fill=colour)
    for n in range(24):
        angle = math.pi * n / 12
        x, y = middle + middle * 0.89 * math.cos(angle), middle + middle * 0.89 * math.sin(angle)
        draw.ellipse((x - side * 0.02, y - side * 0.02, x + side * 0.02, y + side * 0.02), fill=(160, 60, 30, 255))
    _star(draw, middle, middle, middle * 0.5, fill=(232, 190, 60, 255))
    return picture.reduce(_SCALE)


def signature(rng: random.Random, colour: Colour, *, width: float = mm(42)) -> Image.Image:
    """A scribble: a smooth stroke with loops and a long closing flourish, thinner where the pen is fast."""
    wide, high = int(width * _SCALE), int(width * 0.55 * _SCALE)
    alpha = Image.new("L", (wide, high), 0)
    draw = ImageDraw.Draw(alpha)
    loops, phase = rng.uniform(3.0, 5.5), rng.uniform(0, math.pi)
    points = []
    for n in range(36):
        t = n / 35
        swing = (0.40 * (1 - t) ** 1.5 + 0.09) * (0.7 + 0.3 * math.sin(9 * t + phase))
        angle = 2 * math.pi * loops * t + phase
        points.append(
            (
                0.12 + 0.5 * t + 0.07 * math.cos(angle) + rng.gauss(0, 0.008),
                0.5 - 0.1 * t + swing * math.sin(angle) + rng.gauss(0, 0.02),
            )
        )
    points += [(0.72, 0.55), (0.4, 0.74), (0.2, 0.70), (0.5, 0.62), (0.97, 0.34 + rng.uniform(-0.12, 0.1))]
    path = _smooth([(x * wide, y * high) for x, y in points])
    for (x0, y0), (x1, y1) in pairwise(path):
        fast = min(1.0, math.hypot(x1 - x0, y1 - y0) / 22)
        draw.line((x0, y0, x1, y1), fill=255, width=max(4, round(9 - 5 * fast)))
    return _inked(alpha, colour, rng, wear=0.12, turn=rng.uniform(-12, 4))


def stamped(
    text: str, rng: random.Random, *, size: float, colour: Colour = RED, face: Face = Face.SERIF_BOLD_ITALIC
) -> Image.Image:
    """A line of rubber-stamped text."""
    letters = font(face, size * _SCALE)
    x0, y0, x1, y1 = letters.getbbox(text)
    alpha = Image.new("L", (int(x1 - x0) + 24, int(y1 - y0) + 24), 0)
    ImageDraw.Draw(alpha).text((12 - x0, 12 - y0), text, fill=255, font=letters)
    return _inked(alpha, colour, rng, wear=0.35, turn=rng.uniform(-3, 2))


def framed(text: str, rng: random.Random, *, colour: Colour = RED) -> Image.Image:
    """A stamp of bold capitals in a frame 8 mm high: `KHẨN` 20 mm wide, longer words 30 or 40 mm."""
    wide = int(mm(20 if len(text) < 5 else 30 if len(text) < 9 else 40) * _SCALE)
    high = int(mm(8) * _SCALE)
    alpha = Image.new("L", (wide, high), 0)
    draw = ImageDraw.Draw(alpha)
    draw.rectangle((6, 6, wide - 7, high - 7), outline=255, width=8)
    draw.text((wide / 2, high * 0.53), text, fill=255, font=font(Face.SERIF_BOLD, high * 0.52), anchor="mm")
    return _inked(alpha, colour, rng, wear=0.3, turn=rng.uniform(-3, 3))


def arrival(agency: str, number: str, day: str, rng: random.Random, *, pen: Colour, colour: Colour = RED) -> Image.Image:
    """The frame that a registry stamps on what comes in: CÔNG VĂN ĐẾN, number and day filled by hand."""
    wide, high = int(mm(52) * _SCALE), int(mm(25) * _SCALE)
    stamp, ink = Image.new("L", (wide, high), 0), Image.new("L", (wide, high), 0)
    draw, hand = ImageDraw.Draw(stamp), ImageDraw.Draw(ink)
    draw.rectangle((8, 8, wide - 9, high - 9), outline=255, width=9)
    caps, small, written = font(Face.SANS_BOLD, high * 0.14), font(Face.SERIF, high * 0.15), font(Face.HAND, high * 0.2)
    name = font(Face.SANS_BOLD, min(high * 0.13, high * 0.13 * wide * 0.9 / caps.getlength(agency)))
    draw.text((wide / 2, high * 0.16), agency, fill=255, font=name, anchor="mm")
    draw.text((wide / 2, high * 0.34), "CÔNG VĂN ĐẾN", fill=255, font=caps, anchor="mm")
    for y, label, value in ((0.52, "Số:", number), (0.70, "Ngày:", day), (0.88, "Chuyển:", "")):
        draw.text((wide * 0.06, high * y), label + "." * 34, fill=255, font=small, anchor="lm")
        hand.text((wide * (0.30 + rng.uniform(0, 0.1)), high * (y - 0.03)), value, fill=255, font=written, anchor="lm")
    turn = rng.uniform(-4, 4)
    base = _inked(stamp, colour, rng, wear=0.4, turn=turn)
    base.alpha_composite(_inked(ink, pen, rng, wear=0.05, turn=turn))
    return base


def _ring(alpha: Image.Image, text: str, middle: float, radius: float, size: float) -> None:
    """`text` around the upper side, letters as wide as they are, at most 300 degrees in all."""
    length = advance(Face.SANS_BOLD, size, text) * 1.08
    size *= min(1.0, math.radians(300) * radius / length)
    step = 1.08 / radius
    angle = -math.pi / 2 - advance(Face.SANS_BOLD, size, text) * step / 2
    for letter in text:
        wide = advance(Face.SANS_BOLD, size, letter) * step
        _letter(alpha, letter, font(Face.SANS_BOLD, size), middle, radius, angle + wide / 2)
        angle += wide


def _letter(alpha: Image.Image, letter: str, face: object, middle: float, radius: float, angle: float) -> None:
    cell = Image.new("L", (90, 120), 0)
    ImageDraw.Draw(cell).text((45, 62), letter, fill=255, font=face, anchor="mm")  # type: ignore[arg-type]
    turned = cell.rotate(-math.degrees(angle) - 90, resample=Image.Resampling.BICUBIC, expand=True)
    x = round(middle + radius * math.cos(angle) - turned.width / 2)
    y = round(middle + radius * math.sin(angle) - turned.height / 2)
    alpha.paste(255, (x, y), turned)


def _star(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, fill: int | tuple[int, int, int, int] = 255) -> None:
    points = [
        (x + r * math.sin(math.pi * n / 5), y - r * math.cos(math.pi * n / 5))
        for n, r in enumerate([radius, radius * 0.42] * 5)
    ]
    draw.polygon(points, fill=fill)


def _smooth(points: list[tuple[float, float]], steps: int = 14) -> list[tuple[float, float]]:
    """A Catmull-Rom curve through `points`."""
    path = []
    for p, a, b, n in zip([points[0], *points], points, points[1:], [*points[2:], points[-1]], strict=False):
        for step in range(steps):
            t = step / steps
            path.append(tuple(_spline(p[axis], a[axis], b[axis], n[axis], t) for axis in (0, 1)))
    return [(x, y) for x, y in path]


def _spline(p: float, a: float, b: float, n: float, t: float) -> float:
    return 0.5 * (2 * a + (b - p) * t + (2 * p - 5 * a + 4 * b - n) * t * t + (3 * a - p - 3 * b + n) * t**3)


def _inked(alpha: Image.Image, colour: Colour, rng: random.Random, *, wear: float, turn: float) -> Image.Image:
    """`alpha` turned, reduced, and printed with ink that does not take everywhere."""
    small = alpha.rotate(turn, resample=Image.Resampling.BICUBIC, expand=True).reduce(_SCALE)
    cover: Plane = np.asarray(small, dtype=np.float32) / np.float32(255)
    noise = np.random.default_rng(rng.getrandbits(32))
    shape = (max(2, small.height // 24), max(2, small.width // 24))
    patches = cv2.resize(noise.random(shape, dtype=np.float32), (small.width, small.height), interpolation=cv2.INTER_CUBIC)
    grain = cv2.GaussianBlur(noise.random(cover.shape, dtype=np.float32), (0, 0), 1.1)
    taken = np.clip(1 - wear * np.clip(1.5 * (patches - 0.35), 0, 1) - wear * 2.2 * np.clip(grain - 0.5, 0, 1), 0, 1)
    layers = [np.full(cover.shape, channel, np.uint8) for channel in colour]
    layers.append((cover * taken * 235).astype(np.uint8))
    return Image.fromarray(np.dstack(layers), "RGBA")
