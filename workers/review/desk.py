"""What somebody does with a dossier that they have before them. Each act is one transaction, proved by the lease."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from extractor import amending
from extractor.profiles import Profiles, load_profiles
from extractor.record import Box, Document, Dossier, State
from workers.corrections import PERSON, Correction, arranged, decided, of_document, paper
from workers.database import dossiers, leases, lists
from workers.database.corrections import DOCUMENTS, add_corrections, add_keyings, decisions_of, keyings_of, renew
from workers.database.deliveries import release, tell_again
from workers.database.leases import Lease
from workers.database.lists import Listed
from workers.database.reviews import Wanted, move
from workers.database.tables import ArrangementRow, CommentRow, CorrectionRow, DossierRow, KeyingRow, ReviewRow, Stage
from workers.doubts import Doubt, doubts
from workers.errors import BadDecision, LeaseLost, NotAllowed, RecordChanged, Undecided
from workers.identity import User
from workers.identity.audit import note
from workers.notation import kept
from workers.records import Records
from workers.review.keying import BLIND, Twice, keyed_twice, next_stage
from workers.review.wording import REASONS
from workers.service import Service

ROLES: Mapping[Stage, str] = {"review": "reviewer", "second": "reviewer", "arbiter": "checker", "approval": "approver"}
"""Who works at a stage; nobody at the others."""

LONGEST_COMMENT = 2000


@dataclass(frozen=True)
class Edit:
    """What somebody decided about a field. `document` is its index among the documents as they are now."""

    id: UUID
    document: int
    field: str
    state: State | Literal["as-read"]
    value: str | None = None
    why: Literal["seal"] | None = None
    page: int | None = None
    box: Box | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Applied:
    """Which edits are kept, also from an earlier try, and what is wrong with the others."""

    kept: tuple[UUID, ...]
    refused: Mapping[UUID, str]


@dataclass(frozen=True)
class _Open:
    """A dossier within a transaction, with its lease proved."""

    session: Session
    dossier: DossierRow
    review: ReviewRow


class Desk:
    """The acts, over one service. Safe to share between threads."""

    def __init__(self, service: Service, records: Records) -> None:
        self._service = service
        self._records = records
        self.profiles: Profiles = load_profiles(service.settings.reading.profiles)

    def claim(self, user: User, wanted: Wanted, exclude: Sequence[UUID] = ()) -> Lease | None:
        """The next dossier for this person; None when there is none. Raises `NotAllowed`."""
        self._may(user, wanted.stage)
        lease = leases.claim(self._service.engine, user.id, wanted, exclude)
        if lease is not None:
            self._note(user, "review.taken", lease.dossier)
        return lease

    def take(self, user: User, dossier: UUID) -> Lease:
        """This dossier. Raises `LeaseLost` when somebody has it, or it is not this person's to do."""
        stages: list[Stage] = [stage for stage, role in ROLES.items() if user.may(role)]
        lease = leases.take(self._service.engine, user.id, dossier, stages) if stages else None
        if lease is None:
            raise LeaseLost("Somebody else has this dossier now, or it is not yours to do.")
        self._note(user, "review.taken", dossier)
        return lease

    def keep(self, dossier: UUID, lease: UUID) -> datetime:
        """The page is still open. Raises `LeaseLost`."""
        until = leases.renew(self._service.engine, dossier, lease)
        if until is None:
            raise _lost()
        return until

    def give_back(self, user: User, dossier: UUID, lease: UUID) -> None:
        """Back to the list, unfinished. Nothing happens when it was lost already."""
        if leases.release(self._service.engine, dossier, lease):
            self._note(user, "review.given-back", dossier)

    def decide(self, user: User, dossier: UUID, lease: UUID, record: int, edits: Sequence[Edit]) -> Applied:
        """Keeps what was decided, and nothing twice. An edit that makes no sense is told, the others are kept.

        What two persons key changes nothing of the record before both agree, or an arbiter decided.
        """
        read = self._as_read(dossier, record)
        kept: list[UUID] = []
        refused: dict[UUID, str] = {}
        with self._open(user, dossier, lease, record, ("review", "second", "arbiter")) as at:
            before = _known(at.session, [each.id for each in edits])
            now = decided(read, decisions_of(at.session, dossier))
            corrections: list[Correction] = []
            keyings: list[Correction] = []
            for edit in edits:
                if edit.id not in before:
                    try:
                        correction = self._correction(user, now, edit)
                        blind = self._is_keyed(at.review.stage, now, edit)
                    except BadDecision as error:
                        refused[edit.id] = error.public_message
                        continue
                    (keyings if blind else corrections).append(correction)
                    before.add(edit.id)
                kept.append(edit.id)
            add_keyings(at.session, dossier, record, keyings)
            for each in keyings:
                _note_keyed(at.session, user, dossier, record, each)
            self._correct(at, user, read, record, corrections)
        return Applied(tuple(kept), refused)

    def _is_keyed(self, stage: Stage, now: Dossier, edit: Edit) -> bool:
        """Whether an edit is one of two keyings. Raises `BadDecision` where nothing else may be done at this stage."""
        document = now.documents[edit.document]
        field = document.fields.get(edit.field)
        open_ = field is None or field.source != PERSON
        if stage in BLIND and open_ and self.profiles.keyed_twice(document.type, edit.field):
            return True
        if stage == "second":
            raise BadDecision("Only fields that two persons key are keyed now; another person decided the others.")
        return False

    def _correct(self, at: _Open, user: User, read: Dossier, record: int, corrections: Sequence[Correction]) -> None:
        """Adds corrections, and notes from what to what they changed the record."""
        if not corrections:
            return
        now = decided(read, decisions_of(at.session, at.dossier.id))
        add_corrections(at.session, at.dossier.id, record, corrections)
        after = renew(at.session, at.dossier.id, read, record, self._doubts)
        for each in corrections:
            _note_field(at.session, user, at.dossier.id, record, each, now, after)

    def arrange(self, user: User, dossier: UUID, lease: UUID, record: int, edit: UUID, runs: Sequence[amending.Run]) -> None:
        """Makes these documents of the pages; fields of new ones are found anew, without reading a page again."""
        read = self._as_read(dossier, record)
        settings = self._service.settings.reading
        start = arranged(read, decisions_of(self._service.engine, dossier))
        try:
            documents = amending.rearranged(start, runs, settings, self._declared_code(dossier))
        except ValueError:
            raise BadDecision(
                "Every page belongs to exactly one document, and every document has a type that is declared."
            ) from None
        with self._open(user, dossier, lease, record, ("review", "arbiter")) as at:
            if at.session.execute(select(ArrangementRow.id).where(ArrangementRow.edit == edit)).scalar_one_or_none():
                return
            before = decided(read, decisions_of(at.session, dossier))
            at.session.add(
                ArrangementRow(
                    dossier_id=dossier,
                    record_id=record,
                    paper=paper(read),
                    documents=DOCUMENTS.dump_python(documents, mode="json"),
                    author=user.name,
                    user_id=user.id,
                    edit=edit,
                )
            )
            at.session.flush()
            after = renew(at.session, dossier, read, record, self._doubts)
            was, now = ({"documents": [_named(each) for each in record_.documents]} for record_ in (before, after))
            note(at.session, user, "pages.arranged", dossier=dossier, record=record, before=was, after=now)

    def turn(self, user: User, dossier: UUID, lease: UUID, record: int, page: int, degrees: int) -> None:
        """Has the dossier read anew with this page turned clockwise by `degrees` in all. The lease goes on."""
        read = self._as_read(dossier, record)
        if not 1 <= page <= len(read.pages) or degrees % 90:
            raise BadDecision("A page is turned by quarter turns, and is one of the dossier's.")
        with self._open(user, dossier, lease, record, ("review",)) as at:
            reading = dict(at.dossier.reading or {})
            turned = {int(number): degree for number, degree in reading.get(dossiers.TURNS, [])}
            was = turned.get(page, read.pages[page - 1].rotation)
            turned[page] = degrees % 360
            reading[dossiers.TURNS] = sorted(turned.items())
            before, after = {"degrees": was}, {"degrees": degrees % 360}
            note(at.session, user, "page.turned", dossier=dossier, record=record, page=page, before=before, after=after)
        dossiers.reread(self._service.engine, [dossier], queue="urgent", reading=reading)

    def comment(
        self, user: User, dossier: UUID, edit: UUID, text: str, document: Document | None = None, field: str | None = None
    ) -> None:
        """Says something about the dossier, a document or a field. Needs no lease: others may ask and answer."""
        text = unicodedata.normalize("NFC", text).strip()
        if not text or len(text) > LONGEST_COMMENT:
            raise BadDecision(f"A comment has 1 to {LONGEST_COMMENT} letters.")
        with Session(self._service.engine) as session, session.begin():
            if session.execute(select(CommentRow.id).where(CommentRow.edit == edit)).scalar_one_or_none():
                return
            session.add(
                CommentRow(
                    dossier_id=dossier,
                    type=document.type if document else None,
                    pages=list(document.pages) if document else None,
                    field=field,
                    user_id=user.id,
                    edit=edit,
                    text=text,
                )
            )
            note(
                session,
                user,
                "dossier.commented",
                dossier=dossier,
                document=_named(document) if document else None,
                field=field,
            )

    def finish(self, user: User, dossier: UUID, lease: UUID, record: int) -> Stage:
        """All that is to be done at this stage is done. Raises `Undecided` while it is not."""
        read = self._as_read(dossier, record)
        with self._open(user, dossier, lease, record, ("review", "second", "arbiter")) as at:
            stage = self._twice_keyed(at, user, read, record) if at.review.stage in BLIND else None
            if at.review.doubts and stage is None:
                raise Undecided("Some fields are still in doubt; decide each: a value, not on the paper, or not readable.")
            at.review.reviewer_id, at.review.reviewed_at = user.id, func.now()
            at.review.reason = at.review.note = None
            move(at.review, stage or ("approval" if self._service.settings.four_eyes else "approved"))
            if at.review.stage == "approved":
                _approved(at, user)
            leases.let_go(at.review)
            note(at.session, user, "review.finished", dossier=dossier, record=record)
            return at.review.stage

    def _twice_keyed(self, at: _Open, user: User, read: Dossier, record: int) -> Stage | None:
        """What two keyed alike counts from now on; returns where the rest goes, if any. Raises `Undecided`."""
        now = decided(read, decisions_of(at.session, at.dossier.id))
        fields = keyed_twice(now, keyings_of(at.session, at.dossier.id), self.profiles)
        others = any("keying" not in each.why for each in self._doubts(now))
        if others or any(not each.complete and each.by(user.id) is None for each in fields.values()):
            raise Undecided("Some fields are still to be decided or keyed: a value, not on the paper, or not readable.")
        agreed = [_agreed(each, user) for each in fields.values() if each.agreed is not None]
        self._correct(at, user, read, record, agreed)
        return next_stage(list(fields.values()))

    def approve(self, user: User, dossier: UUID, lease: UUID, record: int) -> Stage:
        """Another person than those who decided has looked at it. Raises `NotAllowed` for one of them."""
        with self._open(user, dossier, lease, record, ("approval",)) as at:
            if user.id in leases.deciders(at.session, dossier) | {at.review.reviewer_id}:
                raise NotAllowed("You decided something about this dossier yourself; somebody else must approve it.")
            move(at.review, "approved")
            _approved(at, user)
            leases.let_go(at.review)
            note(at.session, user, "review.approved", dossier=dossier, record=record)
            return at.review.stage

    def return_(self, user: User, dossier: UUID, lease: UUID, record: int, reason: str, text: str = "") -> Stage:
        """Back with a reason: from who approves to those who review, from these to where the paper came from."""
        if reason not in REASONS:
            raise BadDecision("Choose one of the reasons.")
        if len(text) > LONGEST_COMMENT:
            raise BadDecision(f"A note has at most {LONGEST_COMMENT} letters.")
        with self._open(user, dossier, lease, record, ("review", "second", "arbiter", "approval")) as at:
            move(at.review, "review" if at.review.stage == "approval" else "returned")
            at.review.reason, at.review.note = reason, text.strip() or None
            leases.let_go(at.review)
            note(at.session, user, "review.returned", dossier=dossier, record=record, after={"reason": reason})
            return at.review.stage

    # What the acts share

    @contextmanager
    def _open(self, user: User, dossier: UUID, lease: UUID, record: int, stages: Sequence[Stage]) -> Iterator[_Open]:
        with Session(self._service.engine) as session, session.begin():
            row = leases.lock_dossier(session, dossier)
            review = leases.held(session, dossier, lease)
            if row is None or review is None or review.holder_id != user.id:
                raise _lost()
            if row.published_id != record:
                raise RecordChanged("The dossier was read anew meanwhile; look at it again.")
            if review.stage not in stages:
                raise NotAllowed("This cannot be done at this stage.")
            self._may(user, review.stage)
            review.lease_until = session.execute(select(func.now())).scalar_one() + leases.LEASE
            yield _Open(session, row, review)

    def _may(self, user: User, stage: Stage) -> None:
        role = ROLES.get(stage)
        if role is None or not user.may(role):
            raise NotAllowed("Your roles do not allow this.")

    def _note(self, user: User, action: str, dossier: UUID) -> None:
        with Session(self._service.engine) as session, session.begin():
            note(session, user, action, dossier=dossier)

    def _listed(self, dossier: UUID, record: int) -> Listed:
        found = lists.by_id(self._service.engine, dossier)
        if found is None or found.record_id != record:
            raise RecordChanged("The dossier was read anew meanwhile; look at it again.")
        return found

    def _as_read(self, dossier: UUID, record: int) -> Dossier:
        found = self._listed(dossier, record)
        if found.source is None or found.configuration is None:
            raise RecordChanged("The dossier has no record any more.")
        return self._records.as_read(found.source, found.configuration)

    def _declared_code(self, dossier: UUID) -> str | None:
        with Session(self._service.engine) as session:
            declared = session.get_one(DossierRow, dossier).declared or {}
        return declared.get("dossier_code")

    def _doubts(self, record: Dossier) -> tuple[Doubt, ...]:
        return doubts(record, self.profiles)

    def _correction(self, user: User, now: Dossier, edit: Edit) -> Correction:
        if not 0 <= edit.document < len(now.documents):
            raise BadDecision("There is no such document in the dossier.")
        document = now.documents[edit.document]
        spec = self.profiles.spec(document.type, edit.field)
        if spec is None and edit.field not in document.fields:
            raise BadDecision("Documents of this type have no such field.")
        value = None
        if edit.state == "found":
            value = kept(spec, edit.value, document.fields.get(edit.field))
        if edit.box is not None and not (edit.page is not None and 1 <= edit.page <= len(now.pages)):
            raise BadDecision("The box lies on none of the dossier's pages.")
        return replace(
            of_document(document, edit.field, "absent", value, user.name, datetime.now(UTC)),
            state=edit.state,
            why=edit.why if edit.state == "unreadable" else None,
            page=edit.page if edit.box is not None else None,
            box=edit.box,
            user=user.id,
            edit=edit.id,
            seconds=edit.seconds,
        )


def _known(session: Session, edits: Sequence[UUID]) -> set[UUID]:
    """Those that were kept before."""
    wanted = [select(table.edit).where(table.edit.in_(edits)) for table in (CorrectionRow, KeyingRow)]
    return {each for query in wanted for each in session.execute(query).scalars() if each is not None}


def _agreed(field: Twice, user: User) -> Correction:
    """What two persons keyed, as a correction of the one who is done now."""
    keyed = field.agreed
    if keyed is None:
        raise ValueError("the keyings differ")
    return replace(keyed, author=user.name, user=user.id, edit=None, seconds=None)


def _approved(at: _Open, user: User) -> None:
    at.review.approver_id, at.review.approved_at = user.id, func.now()
    at.review.reason = at.review.note = None
    release(at.session, at.review.record_id)
    tell_again(at.session, at.review.record_id)


def _note_field(
    session: Session, user: User, dossier: UUID, record: int, correction: Correction, before: Dossier, after: Dossier
) -> None:
    def of(source: Dossier) -> dict[str, str | bool | None]:
        for document in source.documents:
            if (document.type, document.pages) == (correction.type, correction.pages):
                field = document.fields.get(correction.field)
                if field is not None:
                    return {"state": field.state, "value": field.value, "source": field.source}
        return {}

    was, now = of(before), of(after)
    same = (was.get("state"), was.get("value")) == (now.get("state"), now.get("value"))
    action = "field.taken-back" if correction.state == "as-read" else "field.confirmed" if same else "field.corrected"
    note(
        session,
        user,
        action,
        dossier=dossier,
        record=record,
        document=f"{correction.type} {_pages(correction.pages)}",
        field=correction.field,
        page=correction.page,
        before=was,
        after=now,
        seconds=correction.seconds,
    )


def _note_keyed(session: Session, user: User, dossier: UUID, record: int, keying: Correction) -> None:
    note(
        session,
        user,
        "field.keyed",
        dossier=dossier,
        record=record,
        document=f"{keying.type} {_pages(keying.pages)}",
        field=keying.field,
        page=keying.page,
        after={"state": keying.state, "value": keying.value},
        seconds=keying.seconds,
    )


def _named(document: Document) -> str:
    return f"{document.type} {_pages(document.pages)}"


def _pages(pages: Sequence[int]) -> str:
    """`1-3` for pages that follow one another, `1,3` for others."""
    if list(pages) == list(range(pages[0], pages[-1] + 1)):
        return str(pages[0]) if len(pages) == 1 else f"{pages[0]}-{pages[-1]}"
    return ",".join(map(str, pages))


def _lost() -> LeaseLost:
    return LeaseLost("Somebody else has this dossier by now, or it was given back; what you typed is not kept here.")
