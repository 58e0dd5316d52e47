"""`hoso_signer`: who signed, in what office, on whose behalf.

The block stands at the bottom right of the page on which the body ends: authority lines (`TM.`, `KT.` …), the position in
capitals, room for signature and seal, the name. Attachments behind the signed page bring blocks of their own, so the first
good block wins over later ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from spacy.language import Language
from spacy.tokens import Doc

from extractor.fields.anchors import anchored
from extractor.fields.proposal import Proposal
from extractor.fields.trust import trust
from extractor.fields.words import Work
from extractor.layout import Row, Sheet, folded_lines, prints, split_row
from extractor.record import Box
from extractor.values.names import bare_name, is_authority, name_likeness, tidy_authority
from extractor.values.text import fold, is_caps, tidy

NAME = "hoso_signer"

GOOD = 4.0
"""Points from which a block is taken without looking at later pages."""
SEALED = 4.0
"""Points for a seal: of two who sign side by side the one whose signature it covers signs for the agency."""
BLURRED = 86
"""Per cent of agreement at which a blurred caption still is a position; two positions share at most 80."""
EXCHANGED = 0.75
"""Most that a position can be sure of where letters of the declared one stand in for blurred ones: a person looks."""
NAME_WITHIN = 15
"""The name stands at most this many word heights under the position: room for seal and signature is about 30 mm."""


_BEHALF = re.compile(r"(TM|KT|TL|TUQ)[.,:;]*$")


@dataclass(frozen=True)
class Block:
    """One signature block; `authority` holds the lines on whose behalf one signs, each of one or two printed lines."""

    sheet: Sheet
    authority: tuple[tuple[Row, ...], ...]
    position: tuple[Row, ...]
    name: Row | None
    points: float


@Language.component(NAME)
def signer(doc: Doc) -> Doc:
    """Adds proposals for the signer, and keeps the block's page in `doc.user_data` for the marks."""
    best: Block | None = None
    for block in blocks(doc):
        if best is None or block.points > best.points + (1.0 if block.sheet is not best.sheet else 0.0):
            best = block
        if best.points >= GOOD and block.sheet is not best.sheet:
            break
    doc.user_data["signature_block"] = best
    if best:
        doc._.proposals.extend(_proposals(best, doc._.work))
    return doc


def blocks(doc: Doc) -> Iterator[Block]:
    """Every signature block of the document, page by page."""
    work: Work = doc._.work
    recipients = {span._.page: span._.row.middle for span in anchored(doc, "recipients")}
    for index, sheet in enumerate(work.sheets):
        if work.profile and work.profile.signatures and prints(folded_lines(sheet), work.profile.backs):
            # A notary's words under a contract have a signer of their own.
            continue
        top = doc._.head.body if index == 0 else 0.0
        parts = [_begun(part) for row in sheet.rows if row.middle > top for part in split_row(row, 1.6 * sheet.unit)]
        yield from _on_page(parts, sheet, recipients.get(sheet.page.number), work)


def _on_page(parts: Sequence[Row], sheet: Sheet, recipients: float | None, work: Work) -> Iterator[Block]:
    taken: set[int] = set()
    for index, part in enumerate(parts):
        if index in taken or not _is_caption(part, work):
            continue
        stack = [part]
        for later in range(index + 1, len(parts)):
            other = parts[later]
            if other.middle - stack[-1].middle > 2.3 * sheet.unit:
                break
            same_column = abs(other.box.centre[0] - part.box.centre[0]) < 0.13 * sheet.width
            if same_column and (_is_caption(other, work) or (is_authority(stack[-1].text) and is_caps(other.text, 0.8))):
                stack.append(other)
                taken.add(later)
        yield _block(stack, parts, sheet, recipients, work)


def _begun(part: Row) -> Row:
    """A caption without the scraps of a seal that were read before its `TM.` or `KT.`."""
    for index, token in enumerate(part.tokens[:-1]):
        if _BEHALF.match(token.text):
            return Row(part.tokens[index:]) if is_authority(Row(part.tokens[index:]).text) else part
    return part


def _is_caption(part: Row, work: Work) -> bool:
    text = tidy(part.text).strip(" .,:;-_|'")
    if not is_caps(text, 0.8) or len(text.split()) > 9:
        return False
    return is_authority(text) or _position(text, work) is not None


def _position(text: str, work: Work) -> str | None:
    """The declared position that a caption is, or begins with, marks aside; None for anything else."""
    plain = fold(re.sub(r"^(Q|K/T|KT|TM|TL)\s*[.,]\s*", "", tidy(text)))
    known = _folded(work.profiles.gazetteer.positions)
    for position in (*_captions(work), *known):
        if plain == position or (plain.startswith(f"{position} ") and len(plain.split()) <= len(position.split()) + 4):
            return position
    return _alike(plain, known)


def _alike(plain: str, known: Sequence[str]) -> str | None:
    """The position that strokes of a pen or a seal have blurred into `plain`; spaces do not count."""
    printed = plain.replace(" ", "")
    whole = [position for position in known if position.replace(" ", "").endswith(printed)]
    if len(printed) >= 5 and whole:
        # Readers lose letters under a seal; they hardly ever add any.
        return min(whole, key=len)
    if len(printed) < 7:
        return None
    best = max(known, key=lambda position: fuzz.ratio(printed, position.replace(" ", "")), default="")
    return best if fuzz.ratio(printed, best.replace(" ", "")) >= BLURRED else None


def _captions(work: Work) -> tuple[str, ...]:
    profile = work.profile
    return tuple(fold(caption) for caption in profile.signatures) if profile else ()


@lru_cache(maxsize=4)
def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted((fold(word) for word in words), key=len, reverse=True))


def _block(stack: list[Row], parts: Sequence[Row], sheet: Sheet, recipients: float | None, work: Work) -> Block:
    behalf = _behalf(stack, work)
    last_words = [row for row in stack if not any(row in lines for lines in behalf)]
    if len(last_words) > 1 and all(_position(tidy(row.text), work) for row in last_words):
        # The others are authority lines whose `KT.` or `TL.` was not read.
        behalf += [(row,) for row in last_words[:-1]]
        last_words = last_words[-1:]
    position = tuple(last_words[:2])
    authority = tuple(sorted(behalf, key=lambda lines: lines[0].middle))
    name = _name(stack, parts, sheet, work)
    last = stack[-1]
    seals = [box for box in sheet.page.seals if _near(box, stack, sheet)]
    beside = recipients is not None and abs(stack[0].middle - recipients) < 9 * sheet.unit
    points = (
        2.0 * (last.box.centre[0] > 0.52 * sheet.width)
        + 1.5 * beside
        + 1.5 * bool(name)
        + 1.0 * bool(authority)
        + SEALED * bool(seals)
        + 0.5 * (stack[0].middle > 0.4 * sheet.height)
        - 2.0 * (not name and not seals and not beside)
    )
    return Block(sheet, authority, position, name, points)


def _behalf(stack: Sequence[Row], work: Work) -> list[tuple[Row, ...]]:
    """The authority lines of a stack of captions; a body's name goes on below: `TM. ỦY BAN NHÂN DÂN` / `XÃ HẢI HÒA`."""
    found: list[tuple[Row, ...]] = []
    open_line = False
    for row in stack:
        if is_authority(row.text):
            found.append((row,))
            open_line = fold(row.text).startswith("tm ")
        elif open_line and row is not stack[-1] and _position(tidy(row.text), work) is None:
            found[-1] = (*found[-1], row)
        else:
            open_line = False
    return found


def _near(box: Box, stack: Sequence[Row], sheet: Sheet) -> bool:
    captions = Box.around([row.evidence for row in stack])
    reach = 0.25 * min(sheet.page.width, sheet.page.height)
    (x, y), (u, v) = box.centre, captions.centre
    return abs(x - u) < reach and abs(y - v) < reach


def _name(stack: Sequence[Row], parts: Sequence[Row], sheet: Sheet, work: Work) -> Row | None:
    captions = Box.around([row.box for row in stack])
    middle = captions.centre[0]
    best: tuple[float, Row] | None = None
    for part in (*parts, *_as_read(sheet)):
        below = part.middle - stack[-1].middle
        if not 0.8 * sheet.unit < below < NAME_WITHIN * sheet.unit:
            continue
        if abs(part.box.centre[0] - middle) > 0.16 * sheet.width:
            continue
        bare = _without_degree(part)
        likeness = name_likeness(bare.text, work.profiles.gazetteer.surnames)
        if likeness >= 0.7 and (best is None or likeness > best[0]):
            best = (likeness, bare)
    return best[1] if best else None


def _as_read(sheet: Sheet) -> Iterator[Row]:
    """The reader's own lines: a stamped name may stand so near to other text that a row joins them.

    A sheet laid out from a part of a page holds no more than that part's words.
    """
    tokens = {id(token.word): token for row in sheet.rows for token in row.tokens}
    for line in sheet.page.lines:
        own = tuple(tokens[id(word)] for word in line.words if id(word) in tokens)
        if own:
            yield Row(own)


def _without_degree(part: Row) -> Row:
    """A name in small letters without the degree before it, however it was misread (`BSCRI.`), and scraps of a seal.

    A word with figures in it may be the family name, and stays.
    """
    named = [bool(re.fullmatch(r"[^\W\d_]{2,}", token.text)) and token.text.istitle() for token in part.tokens]
    start = named.index(True) if any(named) else 0
    degree = all(sum(map(str.isupper, token.text)) > 1 or token.text[-1] in ".:" for token in part.tokens[:start])
    return Row(part.tokens[start:]) if degree and all(named[start:]) and len(named) - start > 1 else part


def _proposals(block: Block, work: Work) -> Iterator[Proposal]:
    page = block.sheet.page.number
    zone = min(1.0, 0.5 + 0.1 * block.points)
    if block.authority:
        rows = [row for lines in block.authority for row in lines]
        lines = [tidy_authority(" ".join(tidy(row.text) for row in each)) for each in block.authority]
        read, text = " / ".join(lines), " / ".join(work.spelling.mend(line) for line in lines)
        yield Proposal("signer_authority", text, text, 0.95 * zone * trust(rows), page, _around(rows), "zone", read=read)
    if block.position:
        read = " ".join(tidy(row.text).strip(" .,:;-_|'") for row in block.position)
        text = _declared(work.spelling.mend(read), work)
        box = _around(block.position)
        if _stands_in_for(text, block):
            yield Proposal("signer_position", text, None, 0.6, page, box, "zone", state="unreadable")
        else:
            confidence = (0.95 if fold(text) in _folded(work.profiles.gazetteer.positions) else trust(block.position)) * zone
            if fold(text).replace(" ", "") != fold(read).replace(" ", "") or _is_end(text, block, work):
                confidence = min(confidence, EXCHANGED)
            yield Proposal("signer_position", text, text, confidence, page, box, "zone", read=read)
    elif block.authority:
        rows = [row for lines in block.authority for row in lines]
        yield Proposal("signer_position", None, None, 0.6, page, _around(rows), "zone", state="unreadable")
    if block.name:
        text = bare_name(block.name.text)
        confidence = zone * trust([block.name])
        yield Proposal("signer_name", tidy(block.name.text), text, confidence, page, block.name.evidence, "zone")
    elif block.position and block.points >= GOOD:
        yield _unread_name(block)


def _unread_name(block: Block) -> Proposal:
    """A block with seal or list of recipients bears a name that was not read: a coloured rubber stamp, or under the seal."""
    last, sheet = block.position[-1].evidence, block.sheet
    room = NAME_WITHIN * last.height
    box = Box(last.x0, last.y1, last.x1, last.y1 + room) if sheet.page.rotation == 0 else last
    box = box.clipped(sheet.page.width, sheet.page.height)
    return Proposal("signer_name", None, None, 0.6, sheet.page.number, box, "zone", state="unreadable")


def _stands_in_for(position: str, block: Block) -> bool:
    """Whether a position is the very one that is signed for (`KT. CHỦ TỊCH` over `CHỦ TỊCH`): then `PHÓ` was not read."""
    return any(fold(tidy_authority(lines[0].text)) == f"kt {fold(position)}" for lines in block.authority)


def _declared(text: str, work: Work) -> str:
    """The position with the letters of the declared one: `CHÍ CỤC TRƯỚNG`, `CHICỤC TRƯƠNG` → `CHI CỤC TRƯỞNG`.

    Of two that differ only in marks (`THỨ TRƯỞNG`, `THỦ TRƯỞNG`) the nearer one.
    """
    plain = fold(text)
    if plain in _captions(work):
        return text
    positions = work.profiles.gazetteer.positions
    known = tuple(fold(position) for position in positions)
    found = plain if plain in known else _alike(plain, known)
    if found is None or plain.startswith(f"{found} "):
        return text
    same = [position.upper() for position, folded in zip(positions, known, strict=True) if folded == found]
    return max(same, key=lambda position: fuzz.ratio(position, text.upper()))


def _is_end(text: str, block: Block, work: Work) -> bool:
    """Whether a position may be only the end of a declared one: a seal hid the letters before it.

    That it hid `PHÓ` shows elsewhere: deputies sign for somebody.
    """
    plain = fold(text)
    longer = [known for known in _folded(work.profiles.gazetteer.positions) if known != plain and known.endswith(f" {plain}")]
    return any(block.authority or not re.match(r"(pho|quyen) ", known) for known in longer)


def _around(rows: Sequence[Row]) -> Box:
    return Box.around([row.evidence for row in rows])
