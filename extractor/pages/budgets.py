"""Limits that are checked before pixels are made."""

from __future__ import annotations

import math

from extractor.errors import BudgetExceeded
from extractor.settings import Limits

LEAST_DPI = 150.0
"""An oversize page is rendered at a lower resolution, but not below this one: under 150 dpi Vietnamese tone marks of 12-point
print are less than two pixels high."""


def check_bytes(name: str, size: int, limits: Limits) -> None:
    """Raises `BudgetExceeded` when a file of `size` bytes is too big."""
    if size > limits.max_bytes:
        raise BudgetExceeded(
            f"{name} has {size / 2**20:.0f} MiB; the limit is {limits.max_bytes / 2**20:.0f} MiB. "
            "Split it or scan it at a lower resolution."
        )


def check_pages(name: str, pages: int, limits: Limits) -> None:
    """Raises `BudgetExceeded` when a file has too many pages."""
    if pages > limits.max_pages:
        raise BudgetExceeded(f"{name} has {pages} pages; the limit is {limits.max_pages}. Split it into smaller files.")


def check_pixels(name: str, page: int, width: int, height: int, limits: Limits) -> None:
    """Raises `BudgetExceeded` when an image of `width` by `height` pixels is too big to decode."""
    if width * height > limits.max_pixels:
        raise too_many_pixels(name, page, width, height, limits)


def too_many_pixels(name: str, page: int, width: int, height: int, limits: Limits) -> BudgetExceeded:
    """The error for an image of `width` by `height` pixels."""
    return BudgetExceeded(
        f"{name}, page {page}, has an image of {width} x {height} pixels; the limit is "
        f"{limits.max_pixels / 1e6:.0f} million. Scan it again at 300 dpi."
    )


def fitting_dpi(name: str, page: int, size: tuple[float, float], dpi: float, limits: Limits) -> float:
    """The highest resolution, not above `dpi`, at which a page of `size` (width, height in points) fits the budget.

    Raises `BudgetExceeded` when that would be below `LEAST_DPI` (or below `dpi`, where that is less).
    """
    width, height = (max(points, 1.0) / 72 for points in size)
    fitting = min(dpi, math.floor(math.sqrt(limits.max_pixels / (width * height))))
    while fitting > 0 and math.ceil(width * fitting) * math.ceil(height * fitting) > limits.max_pixels:
        fitting -= 1
    if fitting < min(LEAST_DPI, dpi):
        raise BudgetExceeded(
            f"{name}, page {page}, is {width * 2.54:.0f} x {height * 2.54:.0f} cm, too big to render within "
            f"{limits.max_pixels / 1e6:.0f} million pixels. Save the page at its true paper size."
        )
    return float(fitting)
