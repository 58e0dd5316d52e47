"""What the stages after reading propose for pages whose truth is known, and whether it is right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from extractor.documents import split
from extractor.evaluation.truth import TrueDocument, Value
from extractor.fields import entities, ranking
from extractor.fields.entities import propose
from extractor.fields.features import Context, absence, features
from extractor.fields.finding import lay_out, pipeline
from extractor.fields.proposal import Proposal
from extractor.fields.ranker import contenders
from extractor.fields.words import make_doc
from extractor.learning.corpus import Known
from extractor.profiles import Profiles, strip_ordinal
from extractor.record import Document
from extractor.values.compare import same


@dataclass(frozen=True)
class Offer:
    """One proposal: what speaks for it, and whether it is right."""

    proposal: Proposal
    features: Mapping[str, float]
    right: bool


@dataclass(frozen=True)
class Case:
    """One field of one document that was read, and everything that was proposed for it; never empty.

    Where nothing was proposed the one offer is the absence.
    """

    file: str
    """No case of a file is ever learned from while another one of it is judged."""
    type: str
    field: str
    """With its ordinal."""
    kind: str
    """The value type."""
    true: Value
    handwritten: bool
    offers: tuple[Offer, ...]

    @property
    def base(self) -> str:
        """The field as it is declared."""
        return strip_ordinal(self.field)


def replay(known: Iterable[Known], profiles: Profiles, recognisers: Mapping[str, Language] | None = None) -> Iterator[Case]:
    """The cases of every file, document by document; `recognisers` of entities, by file, add what they propose.

    A document that was read is compared with the true one that begins on the same page; fields of which the truth says
    nothing are left out.
    """
    for each in known:
        for document, truth, doc in replayed(each, profiles):
            if recognisers is not None:
                doc._.proposals.extend(propose(doc, recognisers[each.name]))
            yield from _cases(each.name, document, truth, doc)


def replayed(known: Known, profiles: Profiles) -> Iterator[tuple[Document, TrueDocument, Doc]]:
    """The documents of a file that begin where true ones do, and spaCy's `Doc` of each with what the rules propose."""
    pages = known.dossier.pages
    truths = {truth.pages[0]: truth for truth in known.truth.described}
    for document in split(pages, profiles):
        truth = truths.get(document.pages[0])
        sheets = lay_out(document, pages, profiles)
        if truth is None or not any(each.rows for each in sheets):
            continue
        nlp = pipeline()
        doc = make_doc(nlp.vocab, document, sheets, profiles)
        for name, component in nlp.pipeline:
            # A shipped recogniser may have learned from this very file, and choosing is what is to be learned.
            if name not in (entities.NAME, ranking.NAME):
                doc = component(doc)
        yield document, truth, doc


def _cases(file: str, document: Document, truth: TrueDocument, doc: Doc) -> Iterator[Case]:
    grouped: dict[str, list[Proposal]] = {}
    for proposal in doc._.proposals:
        grouped.setdefault(proposal.field, []).append(proposal)
    context = Context(doc._.work, grouped)
    for field in {**dict.fromkeys(truth.fields), **grouped}:
        if strip_ordinal(field) not in truth.fields or not context.kind(field):
            continue
        offers = contenders(grouped.get(field) or [absence(field)])
        judged = judge(offers, truth, field, context.kind(field))
        yield Case(
            file=file,
            type=document.type,
            field=field,
            kind=context.kind(field),
            true=truth.fields.get(field),
            handwritten=field in truth.handwritten,
            offers=tuple(Offer(each, features(each, context), right) for each, right in zip(offers, judged, strict=True)),
        )


def judge(offers: Sequence[Proposal], truth: TrueDocument, field: str, kind: str) -> tuple[bool, ...]:
    """Whether each proposal for `field`, of the value type `kind`, is right.

    A value is right where it is the true one, an absence where the paper has none. That something is there and cannot be
    read is right where a pen wrote it, or where the paper has it and no proposal reads it; a date cut to its year or month
    must also begin the true one.
    """
    true = truth.fields.get(field)
    by_hand = field in truth.handwritten
    read = [_is_true(each, true, truth.alternatives.get(field, ()), kind) for each in offers]
    return tuple(
        right if each.state in ("found", "conflict")
        else true is None and not by_hand if each.state == "absent"
        else _begins(each, true) and (by_hand or (true is not None and not any(read)))
        for each, right in zip(offers, read, strict=True)
    )  # fmt: skip


def _is_true(proposal: Proposal, true: Value, alternatives: Sequence[str], kind: str) -> bool:
    if proposal.state not in ("found", "conflict"):
        return False
    value = proposal.value if proposal.value is not None else proposal.text
    return value is not None and same(kind, true, value, alternatives)


def _begins(proposal: Proposal, true: Value) -> bool:
    return proposal.value is None or (isinstance(true, str) and true.startswith(str(proposal.value)))
