"""Cards of 85.6 × 54 mm: their grounds and pictures, drawn at 600 dpi, and how they come onto a copy's page.

A portrait is a shape without a face and a fingerprint is a pattern of waves: neither is anybody's.
"""

from __future__ import annotations

import math
import random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from extractor.record import Box, Transform
from samples.render import Plane, paint
from samples.sheet import DPI, Code, Colour, Evidence, Picture, Row, Sheet

CARD_DPI = 600
WIDE, HIGH = 85.6, 53.98
"""ID-1 of ISO/IEC 7810, millimetres."""


def cmm(length: float) -> float:
    """Millimetres as pixels of a card."""
    return length * CARD_DPI / 25.4


def cpt(size: float) -> float:
    """Typographic points as pixels of a card."""
    return size * CARD_DPI / 72


def blank_card(rng: random.Random, tints: tuple[Colour, Colour]) -> Sheet:
    """A card's ground: one tint running into the other, under fine waves."""
    sheet = Sheet(round(cmm(WIDE)), round(cmm(HIGH)))
    columns, lines = (np.linspace(0, 1, side // 2, dtype=np.float32) for side in (sheet.width, sheet.height))
    x, y = np.meshgrid(columns, lines)
    share = ((x + y) / 2)[:, :, None]
    ground = np.array(tints[0], np.float32) * (1 - share) + np.array(tints[1], np.float32) * share
    for _ in range(3):
        turn, swing = rng.uniform(0, math.pi), rng.uniform(0.03, 0.09)
        along = x * math.cos(turn) + y * math.sin(turn) + swing * np.sin(rng.uniform(7, 16) * (y - x) + rng.uniform(0, 6))
        waves = np.clip(np.sin(along * rng.uniform(240, 330)) - 0.75, 0, 1)[:, :, None]
        ground -= waves * np.array([rng.uniform(30, 80), rng.uniform(20, 60), rng.uniform(20, 60)], np.float32)
    tinted = Image.fromarray(np.clip(ground, 0, 255).astype(np.uint8), "RGB")
    sheet.pictures.append(Picture(tinted.resize((sheet.width, sheet.height), Image.Resampling.BILINEAR), 0, 0))
    return sheet


def portrait(rng: random.Random, width: float, height: float, *, woman: bool) -> Image.Image:
    """A head and shoulders without a face."""
    wide, high = round(width), round(height)
    image = Image.new("RGB", (wide, high), rng.choice([(226, 232, 240), (210, 222, 238), (236, 236, 234)]))
    draw = ImageDraw.Draw(image)
    hair, skin = rng.choice([(38, 32, 30), (58, 46, 40), (96, 94, 92)]), rng.choice([(222, 184, 156), (206, 166, 136)])
    coat = rng.choice([(40, 44, 60), (240, 240, 240), (96, 40, 48), (60, 84, 110)])

    def oval(x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        draw.ellipse(((x - rx) * wide, (y - ry) * high, (x + rx) * wide, (y + ry) * high), fill=fill)

    if woman:
        oval(0.5, 0.44, 0.29, 0.33, hair)
    oval(0.5, 1.04, 0.46, 0.30, coat)
    oval(0.5, 0.74, 0.13, 0.14, skin)
    oval(0.5, 0.36, 0.25, 0.24, hair)
    oval(0.5, 0.44, 0.21, 0.25, skin)
    return image.filter(ImageFilter.GaussianBlur(wide / 60))


def fingerprint(rng: random.Random, width: float, height: float) -> Image.Image:
    """Dark ridges in an oval."""
    wide, high = round(width), round(height)
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    u, v = x / wide - 0.5, y / high - 0.55
    noise = np.random.default_rng(rng.getrandbits(32)).random((6, 5), dtype=np.float32)
    bend: Plane = np.asarray(cv2.resize(noise, (wide, high), interpolation=cv2.INTER_CUBIC), np.float32)
    ridges = np.sin(95 * np.hypot(u * 0.9, v * 0.7 + 0.1 * u) + 9 * bend)
    inside = np.clip(6 * (0.46 - np.hypot(u, v * 0.9)), 0, 1)
    ink = np.clip(ridges * 2 + 0.4, 0, 1) * inside * (0.55 + 0.45 * bend)
    layers = [np.full(ink.shape, 40, np.uint8)] * 3 + [(ink * 220).astype(np.uint8)]
    return Image.fromarray(np.dstack(layers), "RGBA")


def chip(width: float, height: float) -> Image.Image:
    """A gold contact plate."""
    wide, high = round(width), round(height)
    image = Image.new("RGBA", (wide, high), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    gold, line = (206, 172, 98, 255), (150, 118, 52, 255)
    draw.rounded_rectangle((0, 0, wide - 1, high - 1), radius=wide // 8, fill=gold, outline=line, width=5)
    for share in (0.33, 0.66):
        draw.line((0, high * share, wide, high * share), fill=line, width=5)
    draw.ellipse((wide * 0.32, high * 0.25, wide * 0.68, high * 0.75), fill=gold, outline=line, width=5)
    return image


def lay(page: Sheet, card: Sheet, x: float, y: float, *, zoom: float = 1.0, turn: float = 0.0, grey: bool = False) -> Box:
    """Copies `card` onto `page`, its middle at (`x`, `y`), `zoom` times as large, `turn` degrees clockwise; returns its box.

    The copy is a picture of its own, and the card's truth goes with it. `grey`: the copier knew no colours.
    """
    angle, scale = math.radians(turn), zoom * DPI / CARD_DPI
    cos, sin = math.cos(angle) * scale, math.sin(angle) * scale
    across, down = card.width / 2, card.height / 2
    placed = Transform((cos, -sin, x - cos * across + sin * down, sin, cos, y - sin * across - cos * down, 0, 0, 1))
    whole = placed.box(Box(0, 0, card.width, card.height))
    left, top = math.floor(whole.x0), math.floor(whole.y0)
    copy = _warped(_painted(card, grey=grey), Transform((1, 0, -left, 0, 1, -top, 0, 0, 1)).after(placed), whole)
    page.pictures.append(Picture(copy, left, top))
    page.rows += [Row(row.text, placed.box(row.box)) for row in card.rows]
    page.evidence += [Evidence(part.field, placed.box(part.box)) for part in card.evidence]
    page.codes += [Code(code.kind, code.text, placed.box(code.box)) for code in card.codes]
    return whole


def _painted(card: Sheet, *, grey: bool) -> Image.Image:
    """The card with its round corners; a photocopier's greys are harder than its colours."""
    pixels = paint(card)
    if grey:
        plane = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.float32)
        hard = np.clip((plane - 70) * 1.5, 0, 255).astype(np.uint8)
        pixels = np.dstack([hard] * 3)
    image = Image.fromarray(pixels, "RGB")
    shape = Image.new("L", image.size, 0)
    ImageDraw.Draw(shape).rounded_rectangle((0, 0, image.width - 1, image.height - 1), radius=cmm(3.2), fill=255)
    image.putalpha(shape)
    return image


def _warped(image: Image.Image, placed: Transform, whole: Box) -> Image.Image:
    """`placed` maps edges of pixels; OpenCV maps their centres, half a pixel further."""
    half = Transform((1, 0, 0.5, 0, 1, 0.5, 0, 0, 1))
    back = Transform((1, 0, -0.5, 0, 1, -0.5, 0, 0, 1))
    matrix = np.array(back.after(placed).after(half).m, np.float64).reshape(3, 3)
    size = math.ceil(whole.x1) - math.floor(whole.x0), math.ceil(whole.y1) - math.floor(whole.y0)
    pixels = np.asarray(image)
    shrunk = math.hypot(matrix[0, 0], matrix[1, 0])
    if shrunk < 1:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), 0.35 / shrunk), np.uint8)
    return Image.fromarray(np.asarray(cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_LINEAR), np.uint8), "RGBA")
