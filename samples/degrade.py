"""What age, a photocopier, a scanner or a phone does to a sheet, with the projective map that leads from sheet to scan.

Everything that moves pixels is in one matrix, so that truth boxes follow exactly; everything else only changes values.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.record import Transform
from samples.render import Pixels, paint
from samples.sheet import DPI, Colour, Sheet, mm

Device = Literal["scanner", "phone"]
Ink = Literal["colour", "grey", "bitonal"]
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Wear:
    """How a page is worn and captured. The defaults are a clean office scanner."""

    device: Device = "scanner"
    ink: Ink = "colour"
    dpi: int = 300
    paper: Colour = (250, 250, 248)
    toner: float = 0.97
    patchy: float = 0.05
    skew: float = 0.0
    """Degrees, clockwise."""
    turn: int = 0
    """Quarter turns clockwise: a page fed sideways or upside down."""
    blur: float = 0.5
    """Standard deviation in pixels of the scan."""
    noise: float = 2.0
    """Standard deviation in grey levels."""
    light: float = 0.02
    """How much darker the darkest side is, 0 to 1."""
    shadow: float = 0.0
    """Depth of one soft-edged shadow across the page, 0 to 1."""
    bleed: float = 0.0
    """How much of the other side shows through, 0 to 1."""
    specks: int = 0
    holes: int = 0
    border: bool = False
    """The lid was open: black around the paper."""
    tilt: float = 0.0
    """Perspective: how far a corner may move, as a share of the page's width."""


@dataclass(frozen=True)
class Scan:
    """A captured page: pixels (red, green, blue), their resolution, and the map from sheet to scan pixels."""

    pixels: Pixels
    dpi: float
    transform: Transform


def scanner(rng: random.Random) -> Wear:
    """A page from an office scanner or an archive's: clean, faint, yellow, photocopied or bitonal."""
    kind = rng.choice(["clean", "clean", "archive", "archive", "copy", "bitonal"])
    skew = rng.gauss(0, 0.5)
    turn = rng.choices([0, 2, 1, 3], [0.88, 0.06, 0.03, 0.03])[0]
    if kind == "clean":
        return Wear(dpi=rng.choice([200, 300]), skew=skew, turn=turn, noise=rng.uniform(1, 3), bleed=rng.uniform(0, 0.03))
    if kind == "archive":
        return Wear(
            dpi=rng.choice([150, 200, 300]),
            paper=rng.choice([(236, 226, 200), (244, 240, 228), (226, 222, 212)]),
            toner=rng.uniform(0.5, 0.8),
            patchy=rng.uniform(0.1, 0.35),
            skew=rng.gauss(0, 1.2),
            turn=turn,
            blur=rng.uniform(0.5, 0.9),
            noise=rng.uniform(3, 6),
            light=rng.uniform(0, 0.1),
            bleed=rng.uniform(0.02, 0.1),
            specks=rng.randint(10, 90),
            holes=rng.choice([0, 2]),
            border=rng.random() < 0.3,
        )
    if kind == "copy":
        return Wear(
            ink="grey",
            dpi=200,
            toner=0.9,
            patchy=0.3,
            skew=rng.gauss(0, 1),
            turn=turn,
            blur=0.9,
            noise=5,
            specks=rng.randint(60, 260),
            border=rng.random() < 0.5,
        )
    return Wear(ink="bitonal", dpi=rng.choice([200, 300]), skew=skew, turn=turn, noise=8, specks=rng.randint(0, 120))


def phone(rng: random.Random) -> Wear:
    """A photo taken by hand over a desk."""
    return Wear(
        device="phone",
        dpi=rng.choice([170, 200, 230]),
        paper=rng.choice([(240, 238, 230), (232, 234, 238)]),
        toner=0.92,
        skew=rng.gauss(0, 2.0),
        blur=rng.uniform(0.5, 1.0),
        noise=rng.uniform(2, 5),
        light=rng.uniform(0.1, 0.3),
        shadow=rng.uniform(0.1, 0.35),
        tilt=rng.uniform(0.01, 0.045),
    )


def capture(sheet: Sheet, wear: Wear, rng: random.Random, back: Sheet | None = None) -> Scan:
    """`sheet` as `wear` leaves it. `back` is what is printed on the other side, for bleed-through."""
    seed = rng.getrandbits(32)
    noise = np.random.default_rng(seed)
    pixels = paint(sheet, paper=wear.paper, toner=wear.toner, patchy=wear.patchy, seed=seed)
    if wear.bleed and back is not None:
        pixels = _bled(pixels, back, wear.bleed)
    _speckle(pixels, wear.specks, noise)
    _punch(pixels, wear.holes)
    pixels, matrix = _photographed(pixels, wear, rng, noise) if wear.device == "phone" else _scanned(pixels, wear, rng)
    pixels = _toned(pixels, wear, noise)
    pixels, matrix = _turned(pixels, matrix, wear.turn)
    return Scan(pixels, wear.dpi, Transform(tuple(float(v) for v in matrix.ravel())))  # type: ignore[arg-type]


def _scanned(pixels: Pixels, wear: Wear, rng: random.Random) -> tuple[Pixels, Matrix]:
    high, wide = pixels.shape[:2]
    scale = wear.dpi / DPI
    margin = rng.uniform(mm(3), mm(8)) if wear.border else 0.0
    angle = math.radians(wear.skew)
    shift_x, shift_y = margin + rng.gauss(0, mm(0.8)), margin * 0.5 + rng.gauss(0, mm(0.8))
    middle = _move(wide / 2, high / 2)
    turn = np.array([[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0], [0, 0, 1.0]])
    matrix = np.diag([scale, scale, 1.0]) @ _move(shift_x, shift_y) @ middle @ turn @ np.linalg.inv(middle)
    size = (round((wide + margin) * scale), round((high + margin) * scale))
    beyond = (12, 12, 14) if wear.border else tuple(min(255, c + 3) for c in wear.paper)
    return _warped(pixels, matrix, size, scale, beyond), matrix


def _photographed(pixels: Pixels, wear: Wear, rng: random.Random, noise: np.random.Generator) -> tuple[Pixels, Matrix]:
    high, wide = pixels.shape[:2]
    scale, edge = wear.dpi / DPI, rng.uniform(0.03, 0.07) * wide
    corners = []
    for x, y in ((0, 0), (wide, 0), (wide, high), (0, high)):
        x_moved, y_moved = (rng.uniform(-wear.tilt, wear.tilt) * wide for _ in range(2))
        corners.append(((edge + x + x_moved) * scale, (edge + y + y_moved) * scale))
    source = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    projected = cv2.getPerspectiveTransform(source, np.array(corners, np.float32))
    centre = _move((wide / 2 + edge) * scale, (high / 2 + edge) * scale)
    angle = math.radians(wear.skew)
    turn = np.array([[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0], [0, 0, 1.0]])
    matrix = centre @ turn @ np.linalg.inv(centre) @ projected
    size = (round((wide + 2 * edge) * scale), round((high + 2 * edge) * scale))
    desk = _desk(size, rng, noise)
    sheet = _warped(pixels, matrix, size, scale, (0, 0, 0))
    cover = _warped(np.full_like(pixels, 255), matrix, size, scale, (0, 0, 0)).astype(np.float32) / 255
    cast = cv2.GaussianBlur(cover, (0, 0), 14 * scale)
    ground = desk * (1 - 0.45 * cast)
    return (ground * (1 - cover) + sheet * cover).astype(np.uint8), matrix


def _warped(pixels: Pixels, matrix: Matrix, size: tuple[int, int], scale: float, beyond: tuple[int, ...]) -> Pixels:
    """`matrix` maps edges of pixels; OpenCV maps their centres, half a pixel further."""
    if scale < 1:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), 0.42 / scale), dtype=np.uint8)
    centred = _move(-0.5, -0.5) @ matrix @ _move(0.5, 0.5)
    border = tuple(float(channel) for channel in beyond)
    warped = cv2.warpPerspective(
        pixels, centred, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=border
    )
    return np.asarray(warped, dtype=np.uint8)


def _toned(pixels: Pixels, wear: Wear, noise: np.random.Generator) -> Pixels:
    high, wide = pixels.shape[:2]
    tone = np.asarray(cv2.GaussianBlur(pixels, (0, 0), wear.blur), dtype=np.float32) if wear.blur else pixels.astype(np.float32)
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    heading = noise.uniform(0, 2 * math.pi)
    slope = (x / wide - 0.5) * math.cos(heading) + (y / high - 0.5) * math.sin(heading)
    light = 1 - wear.light * (slope + 0.7) / 1.4
    if wear.shadow:
        place = noise.uniform(-0.3, 0.3)
        light = light * (1 - wear.shadow / (1 + np.exp(-(slope - place) * 18)))
    tone *= light[:, :, None]
    grain = noise.standard_normal((high, wide), dtype=np.float32) * wear.noise
    tone += np.asarray(cv2.GaussianBlur(grain, (0, 0), 0.7), dtype=np.float32)[:, :, None] * 1.6
    return np.clip(tone, 0, 255).astype(np.uint8)


def _turned(pixels: Pixels, matrix: Matrix, quarters: int) -> tuple[Pixels, Matrix]:
    for _ in range(quarters % 4):
        high = pixels.shape[0]
        pixels = np.ascontiguousarray(np.rot90(pixels, -1))
        matrix = np.array([[0, -1, high], [1, 0, 0], [0, 0, 1.0]]) @ matrix
    return pixels, matrix


def _bled(pixels: Pixels, back: Sheet, share: float) -> Pixels:
    behind = cv2.GaussianBlur(paint(back)[:, ::-1], (0, 0), 3)
    # The sheet behind may be of another size; beyond it there is paper.
    other = np.full(pixels.shape, 255, dtype=np.float32)
    high, wide = min(pixels.shape[0], behind.shape[0]), min(pixels.shape[1], behind.shape[1])
    other[:high, :wide] = behind[:high, :wide]
    return np.clip(pixels * (1 - share * (1 - other / 255)), 0, 255).astype(np.uint8)


def _speckle(pixels: Pixels, count: int, noise: np.random.Generator) -> None:
    high, wide = pixels.shape[:2]
    for _ in range(count):
        centre = int(noise.integers(0, wide)), int(noise.integers(0, high))
        grey = int(noise.integers(60, 190))
        cv2.circle(pixels, centre, int(noise.integers(1, 5)), (grey, grey, grey), -1, cv2.LINE_AA)


def _punch(pixels: Pixels, count: int) -> None:
    for number in range(count):
        y = pixels.shape[0] / 2 + (number - (count - 1) / 2) * mm(80)
        cv2.circle(pixels, (round(mm(11)), round(y)), round(mm(3)), (52, 50, 48), -1, cv2.LINE_AA)


def _desk(size: tuple[int, int], rng: random.Random, noise: np.random.Generator) -> NDArray[np.float32]:
    wide, high = size
    colour = rng.choice([(126, 96, 70), (88, 84, 82), (158, 150, 138)])
    grain = cv2.resize(noise.standard_normal((high // 3, 12), dtype=np.float32), (wide, high), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(np.array(colour, np.float32) + grain[:, :, None] * 7, 0, 255), np.float32)


def _move(x: float, y: float) -> Matrix:
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])
