"""Readers that vote: one reads every line, the others are asked where it is in doubt.

TrueOCR reads each line more than once, with other margins: words that it reads differently, or is not sure of, are doubtful.
Tesseract reads those words again. Where it agrees, the matter is settled; where it does not, AsterOCR reads them too, and the
vote decides. So the price of a page follows its difficulty.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from extractor import networks
from extractor.errors import ReadingFailed
from extractor.raster import CleanImage, Stamp
from extractor.reading import asterocr, trueocr
from extractor.reading.agreement import Vote, elect
from extractor.reading.ballot import VIEWS_SAY, Ballot, joined
from extractor.reading.finder import find_lines
from extractor.reading.glyphs import Span, text_of, trimmed, words_of
from extractor.reading.ink import tightened
from extractor.reading.mrz import read_mrz
from extractor.reading.names import may_hold_name, named_words, read_name
from extractor.reading.order import reading_order
from extractor.reading.reader import PageText
from extractor.reading.rubbish import without_rubbish
from extractor.reading.tesseract_lines import TesseractLines
from extractor.record import Box, Finding, Line, Word


@dataclass(frozen=True)
class Plan:
    """Who reads what."""

    margins: tuple[float, ...]
    """Paper above and below a line in TrueOCR's views, in line heights; the first view is the pivot."""
    tesseract: bool = False
    asterocr: bool = False
    sure: float = 0.97
    """Least confidence that every character of a word must have for the word to be beyond doubt."""
    always: bool = False
    """Ask all readers about all words, doubtful or not."""

    def asks(self, ballot: Ballot) -> list[Span]:
        """The words of a line about which the next reader is asked."""
        return ballot.words() if self.always else ballot.open(self.sure)


PLANS = {
    "fast": Plan((0.25,), tesseract=True, sure=0.8),
    "balanced": Plan((0.25, 0.2, 0.3), tesseract=True, asterocr=True),
    "careful": Plan((0.25, 0.2, 0.3), tesseract=True, asterocr=True, always=True),
}

_NEAR = 10
"""Doubtful words with at most this many characters between them are read by Tesseract in one piece, which is cheaper."""

_PIECES = 80
"""Pieces of a page about which AsterOCR is asked at most, in the order of the page's lines."""

_SCRAP = 0.5
"""Confidence below which a line inside a seal is a scrap of the seal."""

_STAMP_SAY = 2.0
"""Weight of AsterOCR in a stamp, whose narrow scripts it reads best: of 56 name stamps it reads 33 with at most one wrong
letter, TrueOCR 9 and Tesseract 8."""

_STAMP_ENDS = 0.2
"""Paper left and right of a stamp's lettering, in its heights."""

_STAMP_DPI = 300
"""Resolution of a stamp's picture, dots per inch."""

_STAMP_LETTERS = 5
"""Fewer are a scrap of a seal."""

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
        first, *others = self._plan.margins
        views = [trueocr.read_lines(pixels, boxes, first)]
        views += [trueocr.read_lines(pixels, boxes, margin) for margin in others if time.monotonic() < deadline]
        ballots = [Ballot(box, [view[index] for view in views]) for index, box in enumerate(boxes)]
        ballots = [ballot for ballot in ballots if ballot.pivot]
        try:
            hurried = self._ask(image, ballots, deadline)
        except ReadingFailed:
            # Tesseract alone gave up; what the others read still stands.
            hurried = True
        lines = [tightened(line, pixels) for ballot in ballots if (line := ballot.line(self.name)) is not None]
        zones = read_mrz(image, lines)
        kept = without_rubbish(_without_scraps(lines, image.seals))
        for stamp in image.stamps if self._plan.asterocr else ():
            line = self._stamped(stamp, deadline)
            if line is not None:
                kept = (*(rest for each in kept if (rest := _outside(each, stamp.box)) is not None), line)
        ordered = reading_order(kept, pixels.shape[1], pixels.shape[0])
        return PageText(ordered, zones, (_HURRIED,) if hurried else ())

    def _ask(self, image: CleanImage, ballots: Sequence[Ballot], deadline: float) -> bool:
        """Asks the other readers about what is doubtful. Whether there was too little time to ask about everything."""
        plan = self._plan
        if self._tesseract is not None:
            self._tesseract.show(image.pixels, image.dpi)
            for ballot in ballots:
                for span in joined(plan.asks(ballot), _NEAR if not plan.always else len(ballot.pivot)):
                    seconds = deadline - time.monotonic()
                    if seconds <= 0:
                        return True
                    ballot.hear(span, self._tesseract.read_piece(ballot.place(span), seconds))
        # Of print as strong as it was AsterOCR reads more right: line CER of generated pages 1.1 % instead of 1.2 %.
        soft = image.pixels if image.soft is None else image.soft
        asked = 0
        for ballot in ballots if plan.asterocr else ():
            longest = int(asterocr.LONGEST * ballot.box.height / ballot.box.width * len(ballot.pivot))
            for span in joined(plan.asks(ballot), 0, longest):
                if time.monotonic() > deadline:
                    return True
                asked += 1
                if asked > _PIECES and not plan.always:
                    return False
                ballot.hear(span, asterocr.read_piece(soft, ballot.place(span)))
        return False

    def _stamped(self, stamp: Stamp, deadline: float) -> Line | None:
        """The line that the stamp's own picture shows; None where it is a scrap, or there is no time to read it."""
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            return None
        longer = _STAMP_ENDS * stamp.lettering.height
        place = replace(stamp.lettering, x0=stamp.lettering.x0 - longer, x1=stamp.lettering.x1 + longer)
        votes = [Vote(asterocr.read_piece(stamp.pixels, place), _STAMP_SAY)]
        for margin in self._plan.margins:
            (view,) = trueocr.read_lines(stamp.pixels, [stamp.lettering], margin)
            votes.append(Vote(view, VIEWS_SAY / len(self._plan.margins)))
        if self._tesseract is not None:
            self._tesseract.show(stamp.pixels, _STAMP_DPI)
            votes.append(Vote(self._tesseract.read_piece(stamp.lettering, seconds), 1.0))
        # The picture lies in a frame of its own: its letters share the place in the copy evenly.
        elected = trimmed(elect(votes))
        step = stamp.box.width / max(1, len(elected))
        level = tuple(glyph._replace(x=stamp.box.x0 + (index + 0.5) * step) for index, glyph in enumerate(elected))
        if sum(glyph.char.isalpha() for glyph in elected) < _STAMP_LETTERS:
            return None
        name = read_name(stamp) if may_hold_name(text_of(elected)) and time.monotonic() < deadline else None
        return Line(named_words(name, stamp.box) if name else words_of(level, stamp.box), stamp.box, self.name)

    def close(self) -> None:
        """See `Reader.close`."""
        if self._tesseract is not None:
            self._tesseract.close()


def _outside(line: Line, box: Box) -> Line | None:
    """The line's words whose middles lie outside `box`."""
    return _only(line, [word for word in line.words if not _within(word.box.centre, box)])


def _without_scraps(lines: Iterable[Line], seals: Sequence[Box]) -> list[Line]:
    """The lines without what was made of the lettering around a seal: doubtful lines whose middles lie inside one."""
    return [line for line in lines if line.confidence >= _SCRAP or not any(_within(line.box.centre, seal) for seal in seals)]


def _only(line: Line, words: Sequence[Word]) -> Line | None:
    if len(words) == len(line.words):
        return line
    return replace(line, words=tuple(words), box=Box.around([word.box for word in words])) if words else None


def _within(point: tuple[float, float], box: Box) -> bool:
    return box.x0 <= point[0] < box.x1 and box.y0 <= point[1] < box.y1
