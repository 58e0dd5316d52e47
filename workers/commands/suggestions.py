"""`hoso suggestions`: labels and titles that people's corrections suggest, with their proof."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from extractor.console import console
from workers.commands import explained, many
from workers.settings import Settings


def suggestions(
    least: Annotated[int, typer.Option(min=2, help="Different dossiers in which the words must stand.")] = 3,
    newest: Annotated[int, typer.Option(min=1, help="Dossiers to look at, those that were decided about last.")] = 200,
    yaml: Annotated[Path | None, typer.Option("--yaml", metavar="FILE", help="Write them for a folder of types.")] = None,
    json: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write them with their figures.")] = None,
) -> None:
    """Suggest labels and titles from repeated corrections, each tried on the stored records first."""
    from workers.lessons.keeping import SUGGESTED
    from workers.lessons.suggestions import fragment, suggest
    from workers.service import connected, resolve

    with explained():
        with connected(resolve(Settings())) as service:
            found = suggest(service, least, newest)
        if json is not None:
            json.write_bytes(SUGGESTED.dump_json(found, indent=2))
        if yaml is not None and found.suggestions:
            yaml.write_text(fragment(found.suggestions), encoding="utf-8")
    if found.suggestions:
        table = Table("type", "field", "words", "dossiers", "issuers", "corrected", "gained", "lost", "known", "other values")
        for each in found.suggestions:
            figures = (each.dossiers, each.agencies, each.corrected, each.gained, each.lost, each.already, each.wrong)
            table.add_row(each.type, each.field or "(title)", escape(each.text), *map(str, figures))
        console.print(table)
        console.print(
            f"All together: {found.gained} would have been right, {found.lost} wrong that are right.", highlight=False
        )
    else:
        console.print("Nothing is suggested.")
    console.print(
        f"Looked at {many(found.looked_at, 'dossier')} of {found.decided} that people decided about.", highlight=False
    )
