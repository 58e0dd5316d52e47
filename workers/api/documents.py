"""Documents with their fields: those of a dossier, and which stored papers there are."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import FastAPI, Query, Request, Response

from extractor.profiles import load_profiles
from workers.api import cursors, shapes
from workers.api.access import Reader, note_read
from workers.api.cursors import Asked, Cursor, Limit, Nothing, TypeName
from workers.api.known import known_version
from workers.api.views import document_view
from workers.database import search
from workers.database.search import Question
from workers.service import Service


def add_documents(app: FastAPI, service: Service) -> None:
    """Adds `/documents` and `/dossiers/{dossier}/documents`."""
    engine = service.engine
    profiles = load_profiles(service.settings.reading.profiles)
    people = {each.name for profile in profiles.all for each in profile.people.values()}

    @app.get("/dossiers/{dossier}/documents", tags=["records"], summary="Its documents with their fields")
    def documents(
        request: Request, response: Response, dossier: UUID, key: Reader, cursor: Cursor = None, limit: Limit = 50
    ) -> shapes.Documents:
        """Personal values are masked for keys without the scope `read-sensitive`."""
        known_version(engine, dossier)
        if openly := key.may("read-sensitive"):
            note_read(request, key, "record.read", dossier, part="documents")
        return portion(request, response, Question(dossier=dossier), cursor, limit, openly=openly)

    @app.get("/documents", tags=["search"], summary="Which stored papers are there?")
    def papers(
        request: Request,
        response: Response,
        key: Reader,
        query: Annotated[str, Query(max_length=200, description="Words or beginnings of words, anywhere in a paper.")] = "",
        name: Annotated[Asked | Nothing, Query(description="Of a person whom it is about.")] = None,
        number: Annotated[
            Asked | Nothing,
            Query(description="A whole value: a personal number, a symbol, a code."),
        ] = None,
        type_: TypeName = None,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> shapes.Documents:
        """For reuse: what is stored already need not be handed in again.

        Everything that is asked for must be true of a paper. Capitals and tone marks do not count: `tran thi mau` finds
        `Trần Thị Mẫu`. Personal values are masked for keys without the scope `read-sensitive`.
        """
        question = Question(query, number, name, type_, people)
        if openly := key.may("read-sensitive"):
            note_read(request, key, "dossiers.searched", query=query or None, name=name, number=number, type=type_)
        return portion(request, response, question, cursor, limit, openly=openly)

    def portion(
        request: Request, response: Response, question: Question, cursor: str | None, limit: int, *, openly: bool
    ) -> shapes.Documents:
        rows = search.papers(engine, question, cursors.number(cursor), limit + 1)
        items, following = cursors.portion(request, response, rows, limit, lambda last: [last.id])
        shown = [document_view(request, each, profiles, openly=openly) for each in items]
        return shapes.Documents(items=shown, next=following)
