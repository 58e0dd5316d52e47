"""Readers that vote: one reads every line, the others are asked where it is in doubt.

TrueOCR reads each line more than once, with other margins: words that it reads differently, or is not sure of, are doubtful.
Tesseract reads those words again. Where it agrees, the matter is settled; where it does not, AsterOCR reads them too, and the
vote decides. So the price of a page follows its difficulty.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor import networks
from extractor.raster import CleanImage, Pixels
from extractor.reading import asterocr, trueocr
from extractor.reading.agreement import Vote, elect, places
from extractor.reading.finder import find_lines
from extractor.reading.finish import finish
from extractor.reading.glyphs import Glyph, Reading, Span, text_of, trimmed, word_spans, words_of
from extractor.reading.reader import PageText
from extractor.reading.tesseract_lines import TesseractLines
from extractor.record import Box, Finding, Line


@dataclass(frozen=True)
class Plan:
    """Who reads what. Weights are the say that a reader has; the views of TrueOCR share one say and a little."""

    margins: tuple[float, ...]
    """Paper above and below a line in TrueOCR's views, in line heights; the first view is the pivot."""
    tesseract: bool = False
    asterocr: bool = False
    sure: float = 0.97
    """Least confidence that every character of a word must have for the word to be beyond doubt."""
    always: bool = False
    """Ask all readers about all words, doubtful or not."""


PLANS = {
    "fast": Plan((0.25,), tesseract=True, sure=0.8),
    "balanced": Plan((0.25, 0.2, 0.3), tesseract=True, asterocr=True),
    "careful": Plan((0.25, 0.2, 0.3), tesseract=True, asterocr=True, always=True),
}

_VIEWS_SAY = 1.3
"""Weight of TrueOCR's views together, against 1 of either other reader: it breaks a tie between them. Figures hardly move
between 0.8 and 1.8. A judge that knew Vietnamese syllables and the page's own words made nothing better, and is not here."""

_NEAR = 10
"""Doubtful words with at most this many characters between them are read by Tesseract in one piece, which is cheaper."""

_SPACE = Glyph(" ", 1.0, 0.0)

_PIECES = 80
"""Pieces of a page about which AsterOCR is asked at most, in the order of the page's lines."""

_HURRIED = Finding("read-in-haste", "warning", "There was no time to read the doubtful words of this page again; look at it.")


class VotingReader:
    """TrueOCR, Tesseract and AsterOCR, as a `Plan` has it."""

    name = "voting"

    def __init__(self, plan: Plan, language: str) -> None:
        """Loads the engines that `plan` needs. Raises `SetupError`."""
        self._plan = plan
        self._tesseract = TesseractLines(language) if plan.tesseract else None
        used = [trueocr.NETWORK, *([asterocr.NETWORK] if plan.asterocr else [])]
        for name in ("lines", *used):
            networks.load(name)
        versions = [networks.manifest()[name].version for name in used]
        self.version = ", ".join([*versions, *([self._tesseract.version] if self._tesseract else [])])

    def read(self, image: CleanImage, deadline: float) -> PageText:
        """See `Reader.read`."""
        pixels = image.pixels
        boxes = find_lines(pixels, image.dpi)
        views = [trueocr.read_lines(pixels, boxes, margin) for margin in self._plan.margins]
        ballots = [_Ballot(box, [view[index] for view in views]) for index, box in enumerate(boxes)]
        ballots = [ballot for ballot in ballots if ballot.pivot]
        hurried = self._ask(pixels, image.dpi, ballots, deadline)
        lines = [line for ballot in ballots if (line := ballot.line(self.name)) is not None]
        ordered = finish(tuple(lines), 1.0, pixels.shape[1], pixels.shape[0])
        return PageText(ordered, (_HURRIED,) if hurried else ())

    def _ask(self, pixels: Pixels, dpi: float, ballots: Sequence[_Ballot], deadline: float) -> bool:
        """Asks the other readers about what is doubtful. Whether there was too little time to ask about everything."""
        plan = self._plan
        if self._tesseract is not None:
            self._tesseract.show(pixels, dpi)
            for ballot in ballots:
                for span in joined(ballot.open(plan), _NEAR if not plan.always else len(ballot.pivot)):
                    seconds = deadline - time.monotonic()
                    if seconds <= 0:
                        return True
                    ballot.hear(span, self._tesseract.read_piece(ballot.place(span), seconds))
        asked = 0
        for ballot in ballots if plan.asterocr else ():
            longest = int(asterocr.LONGEST * ballot.box.height / ballot.box.width * len(ballot.pivot))
            for span in joined(ballot.open(plan), 0, longest):
                if time.monotonic() > deadline:
                    return True
                asked += 1
                if asked > _PIECES and not plan.always:
                    return False
                ballot.hear(span, asterocr.read_piece(pixels, ballot.place(span)))
        return False

    def close(self) -> None:
        """See `Reader.close`."""
        if self._tesseract is not None:
            self._tesseract.close()


@dataclass(frozen=True)
class _Heard:
    """What another reader reads in a span of the pivot; `at` are the places of `reading` at each of the span's boundaries."""

    span: Span
    reading: Reading
    at: list[int]

    def within(self, span: Span) -> Reading:
        return self.reading[self.at[span.start - self.span.start] : self.at[span.end - self.span.start]]


class _Ballot:
    """One line and what everybody reads in it."""

    def __init__(self, box: Box, views: Sequence[Reading]) -> None:
        self.box = box
        self.pivot = views[0]
        whole = Span(0, len(self.pivot))
        self._views = [_Heard(whole, view, places(self.pivot, view)) for view in views]
        self._heard: list[_Heard] = []

    def open(self, plan: Plan) -> list[Span]:
        """The words that are not settled: doubtful, and not read alike by all who were asked."""
        words = word_spans(self.pivot)
        if plan.always:
            return words
        return [word for word in words if self._doubtful(word, plan.sure) and not self._settled(word)]

    def _doubtful(self, word: Span, sure: float) -> bool:
        """Whether TrueOCR is not sure of a character or of a space beside it, or its views differ."""
        around = self.pivot[max(0, word.start - 1) : word.end + 1]
        return any(glyph.confidence < sure for glyph in around) or any(not self._same(view, word) for view in self._views)

    def _settled(self, word: Span) -> bool:
        """Whether others were asked about the word and read it as half of TrueOCR's views or more do."""
        others = [heard for heard in self._heard if heard.span.start <= word.start and word.end <= heard.span.end]
        alike = sum(self._same(view, word) for view in self._views)
        return bool(others) and all(self._same(heard, word) for heard in others) and 2 * alike > len(self._views)

    def _same(self, heard: _Heard, word: Span) -> bool:
        return text_of(heard.within(word)).strip() == text_of(self.pivot[word.start : word.end])

    def place(self, span: Span) -> Box:
        """Where the words of `span` stand: from the space before to the space behind."""
        left = self.pivot[span.start - 1].x if span.start else self.box.x0
        right = self.pivot[span.end].x if span.end < len(self.pivot) else self.box.x1
        return Box(left, self.box.y0, max(right, left + 1), self.box.y1)

    def hear(self, span: Span, reading: Reading) -> None:
        """Notes what another reader reads in the words of `span`; the spaces around them are taken as read."""
        before = (_SPACE,) if span.start else ()
        behind = (_SPACE,) if span.end < len(self.pivot) else ()
        wider = Span(span.start - len(before), span.end + len(behind))
        reading = (*before, *reading, *behind)
        self._heard.append(_Heard(wider, reading, places(self.pivot[wider.start : wider.end], reading)))

    def line(self, source: str) -> Line | None:
        """The line that the vote elects; None when it elects nothing."""
        edges = {0, len(self.pivot), *(edge for heard in self._heard for edge in (heard.span.start, heard.span.end))}
        elected: list[Glyph] = []
        for start, end in pairwise(sorted(edges)):
            elected += self._elected(Span(start, end))
        words = words_of(trimmed(tuple(elected)), self.box)
        return Line(words, self.box, source) if words else None

    def _elected(self, span: Span) -> Reading:
        votes = [Vote(view.within(span), _VIEWS_SAY / len(self._views)) for view in self._views]
        for heard in self._heard:
            if heard.span.start <= span.start and span.end <= heard.span.end:
                votes.append(Vote(heard.within(span), 1.0))
        return elect(votes)


def joined(words: Sequence[Span], reach: int, longest: int | None = None) -> list[Span]:
    """Words at most `reach` characters and a space apart become one piece of at most `longest` characters."""
    pieces: list[Span] = []
    for word in words:
        last = pieces[-1] if pieces else None
        if last and word.start - last.end <= 1 + reach and (longest is None or word.end - last.start <= longest):
            pieces[-1] = Span(last.start, word.end)
        else:
            pieces.append(word)
    return pieces
