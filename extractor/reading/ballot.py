"""One line in the making: what every reader reads in it, which of its words are in doubt, and what the vote elects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.reading.agreement import Vote, elect, places
from extractor.reading.glyphs import Glyph, Reading, Span, text_of, trimmed, word_spans, words_of
from extractor.record import Box, Line

VIEWS_SAY = 1.3
"""Weight of TrueOCR's views together, against 1 of either other reader: it breaks a tie between them. Figures hardly move
between 0.8 and 1.8. A judge that knew Vietnamese syllables and the page's own words made nothing better, and is not here."""

_SPACE = Glyph(" ", 1.0, 0.0)


@dataclass(frozen=True)
class _Heard:
    """What another reader reads in a span of the pivot; `at` are the places of `reading` at each of the span's boundaries."""

    span: Span
    reading: Reading
    at: list[int]

    def within(self, span: Span) -> Reading:
        return self.reading[self.at[span.start - self.span.start] : self.at[span.end - self.span.start]]


class Ballot:
    """One line and what everybody reads in it."""

    def __init__(self, box: Box, views: Sequence[Reading]) -> None:
        self.box = box
        self.pivot = views[0]
        whole = Span(0, len(self.pivot))
        self._views = [_Heard(whole, view, places(self.pivot, view)) for view in views]
        self._heard: list[_Heard] = []

    def words(self) -> list[Span]:
        """The pivot's words."""
        return word_spans(self.pivot)

    def open(self, sure: float) -> list[Span]:
        """The words that are not settled: doubtful, and not read alike by all who were asked. `sure` is the least confidence
        that every character of a word must have for the word to be beyond doubt.
        """
        return [word for word in self.words() if self._doubtful(word, sure) and not self._settled(word)]

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
        votes = [Vote(view.within(span), VIEWS_SAY / len(self._views)) for view in self._views]
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
