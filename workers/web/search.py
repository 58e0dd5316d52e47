"""Which stored papers does this person or number have? For reuse: what is stored need not be handed in again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, FastAPI, Query, Request, Response

from extractor import amending
from extractor.profiles import Profiles, load_profiles
from workers.database import search
from workers.database.search import Paper, Question, Stated
from workers.identity import User
from workers.identity.audit import note_seen
from workers.masking import masked
from workers.service import Service
from workers.web.frame import Frame, Needs
from workers.web.rooms import READERS

PER_PAGE = 25
MOST_FIELDS = 6
"""Of a paper in the list, those that match first."""
OPENLY = ("reviewer", "checker", "approver", "auditor")
"""Who sees personal values; others see them masked."""

Asked = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True)
class Shown:
    """A value of a paper. `anchor` names its box on the page of the dossier."""

    label: str
    value: str
    matches: bool
    hidden: bool
    anchor: str


@dataclass(frozen=True)
class Found:
    """A paper in the list."""

    paper: Paper
    fields: tuple[Shown, ...]


def add_search(app: FastAPI, service: Service, frame: Frame) -> None:
    """Adds `/search`."""
    profiles = load_profiles(service.settings.reading.profiles)
    people = frozenset(each.name for profile in profiles.all for each in profile.people.values())
    types = sorted(profile.name for profile in profiles.all)

    @app.get("/search")
    def papers(
        request: Request,
        user: Annotated[User, Depends(Needs(*READERS))],
        query: Asked = "",
        name: Asked = "",
        number: Asked = "",
        type_: Annotated[str, Query(alias="type", max_length=200)] = "",
        before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    ) -> Response:
        # PostgreSQL keeps no zero byte, and finds nothing by it.
        given = {"query": query, "name": name, "number": number, "type": type_}
        asked = {key: each.replace("\0", "").strip() for key, each in given.items()}
        found: list[Paper] = []
        if any(asked.values()):
            note_seen(service.engine, user, "dossiers.searched", after={key: each for key, each in asked.items() if each})
            question = Question(asked["query"], asked["number"] or None, asked["name"] or None, asked["type"] or None, people)
            found = search.papers(service.engine, question, before, PER_PAGE + 1)
        shown = [_found(each, profiles, openly=user.may(*OPENLY)) for each in found[:PER_PAGE]]
        older = found[PER_PAGE - 1].id if len(found) > PER_PAGE else None
        return frame.page(request, "search.html", found=shown, asked=asked, types=types, older=older, first=before is None)


def _found(paper: Paper, profiles: Profiles, *, openly: bool) -> Found:
    order = {name: place for place, name in enumerate(profiles.fields(paper.type))}
    said = [each for each in paper.fields if each.value and not _is_flag(paper, each, profiles)]
    ranked = sorted(said, key=lambda each: (not each.matches, order.get(each.name, len(order))))
    return Found(paper, tuple(_shown(paper, each, profiles, openly=openly) for each in ranked[:MOST_FIELDS]))


def _is_flag(paper: Paper, field: Stated, profiles: Profiles) -> bool:
    spec = profiles.spec(paper.type, field.name)
    return spec is not None and spec.type == "flag"


def _shown(paper: Paper, field: Stated, profiles: Profiles, *, openly: bool) -> Shown:
    spec = profiles.spec(paper.type, field.name)
    # A field that no profile here declares comes from a set of others, and may be personal.
    hidden = not openly and (spec is None or spec.sensitive)
    value = amending.write_as(spec.type if spec is not None else "text", field.value or "")
    return Shown(
        label=spec.label if spec is not None else field.name,
        value=masked(value) if hidden else value,
        matches=field.matches,
        hidden=hidden,
        anchor=f"f{paper.position}-{field.name}",
    )
