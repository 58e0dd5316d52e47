"""Diagrams as inline SVG, in the colours of the page that they stand in."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from extractor.evaluation.acceptance import Acceptance
from extractor.evaluation.reliability import Reliability

SIZE = 320
"""Side of a diagram's area in its own units."""
LEFT, BELOW = 52, 40
"""Room for what is written at the axes."""
MOST_POINTS = 400
"""Of a curve."""
WORST = 0.25
"""Highest error share that the curve of risk shows."""


def reliability_diagram(reliability: Reliability) -> Markup:
    """Stated confidence against the share that is right, a dot a bin, the larger the more cases; the diagonal is perfect."""
    most = max((each.cases for each in reliability.bins), default=1)
    dots = Markup("").join(
        Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}"><title>{} · {:.3f} → {:.3f}</title></circle>').format(
            _x(each.stated), _y(each.right), 3 + 5 * (each.cases / most) ** 0.5, each.cases, each.stated, each.right
        )
        for each in reliability.bins
    )
    path = " ".join(f"{_x(each.stated):.1f},{_y(each.right):.1f}" for each in reliability.bins)
    ideal = Markup('<line class="ideal" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(_x(0), _y(0), _x(1), _y(1))
    line = Markup('<polyline points="{}"/>').format(path)
    return _frame(ideal + line + dots, ("Độ tin cậy được nêu", "Stated confidence"), ("Phần đúng", "Share right"), 1.0)


def risk_diagram(points: Sequence[Acceptance], own: Acceptance) -> Markup:
    """Share accepted against the share of that which is wrong, for every threshold; the dot: the record's own."""
    step = max(1, len(points) // MOST_POINTS)
    some = [each for each in points[::step] if each.share is not None and each.error is not None]
    path = " ".join(f"{_x(each.share or 0):.1f},{_y(min(1, (each.error or 0) / WORST)):.1f}" for each in some)
    line = Markup('<polyline points="{}"/>').format(path)
    dot = Markup("")
    if own.share is not None and own.error is not None:
        dot = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="5"/>').format(_x(own.share), _y(min(1, own.error / WORST)))
    return _frame(line + dot, ("Phần được chấp nhận", "Share accepted"), ("Phần sai", "Share wrong"), WORST)


def _x(share: float) -> float:
    return LEFT + SIZE * share


def _y(share: float) -> float:
    return 10 + SIZE * (1 - share)


def _frame(inside: Markup, across: tuple[str, str], up: tuple[str, str], highest: float) -> Markup:
    """The axes, with their names in Vietnamese and English, around what is drawn. The upward axis ends at `highest`."""
    ticks = Markup("")
    for part in (0, 0.2, 0.4, 0.6, 0.8, 1):
        ticks += Markup(
            '<line class="grid" x1="{0:.1f}" y1="{1:.1f}" x2="{0:.1f}" y2="{2:.1f}"/>'
            '<line class="grid" x1="{3:.1f}" y1="{4:.1f}" x2="{5:.1f}" y2="{4:.1f}"/>'
            '<text x="{0:.1f}" y="{6:.1f}" text-anchor="middle">{7:.0f}</text>'
            '<text x="{8:.1f}" y="{9:.1f}" text-anchor="end">{10:g}</text>'
        ).format(_x(part), _y(0), _y(1), _x(0), _y(part), _x(1), _y(0) + 16, 100 * part, LEFT - 6, _y(part) + 4,
                 round(100 * part * highest, 1))  # fmt: skip
    names = Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text>').format(_x(0.5), _y(0) + 34, _both(across))
    names += Markup('<text transform="translate(13 {:.1f}) rotate(-90)" text-anchor="middle">{}</text>').format(
        _y(0.5), _both(up)
    )
    size = f"0 0 {LEFT + SIZE + 14} {10 + SIZE + BELOW}"
    return Markup('<svg viewBox="{}" role="img">{}{}{}</svg>').format(size, ticks, inside, names)


def _both(words: tuple[str, str]) -> Markup:
    return Markup('<tspan class="vi" lang="vi">{}, %</tspan><tspan class="en" lang="en">{}, %</tspan>').format(*words)
