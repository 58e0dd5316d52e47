"""What README and docs say is there: every link, every command with its options, every setting."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from extractor.learned import VARIABLE
from workers.api.problems import STATUSES
from workers.cli import app
from workers.commands.key import MEANINGS
from workers.database.keys import SCOPES
from workers.settings import Settings

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
COMMAND = typer.main.get_command(app)


def each(pages: tuple[Path, ...] = PAGES) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", pages, ids=[str(page.relative_to(ROOT)) for page in pages])


def code(text: str) -> Iterator[str]:
    """Fenced blocks line by line without their comments, and what stands between backticks."""
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    for block in blocks:
        yield from (line.split("  #")[0] for line in block.replace("\\\n", " ").splitlines())
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def mistake(line: str) -> str | None:
    """What a command line names that the program does not have."""
    try:
        words = shlex.split(line)
    except ValueError:
        words = line.split()
    command = COMMAND
    for word in words:
        if word in ("&&", "|", ">", ";"):
            break
        if word.startswith("--") and word != "--":
            names = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
            if word.partition("=")[0] not in {*names, "--help"}:
                return f"{command.name} has no {word}"
        elif isinstance(command, TyperGroup) and re.fullmatch(r"[a-z][a-z-]*", word):
            if word not in command.commands:
                return f"there is no {word}"
            command = command.commands[word]
    return None


@each()
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        name, _, part = target.partition("#")
        file = page.parent / name if name else page
        assert file.exists(), target
        if part:
            headings = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert part in map(anchor, headings), target


@each()
def test_every_command_and_option_is_there(page: Path) -> None:
    lines = [
        found[1] for text in code(page.read_text(encoding="utf-8")) if (found := re.search(r"(?:^|[\s/=])hoso +(\S.*)", text))
    ]
    assert not [f"{line}: {wrong}" for line in lines if (wrong := mistake(line))]


@each()
def test_every_setting_is_there(page: Path) -> None:
    known = {name.upper() for name in Settings.model_fields} | {VARIABLE.removeprefix("HOSO_")}
    reading = {name.upper() for name in Settings.model_fields["reading"].default.__class__.model_fields}
    # Those of the tests of faults are no settings of the service.
    for name in set(re.findall(r"\bHOSO_(?!FAULT_)([A-Z0-9_]+)", page.read_text(encoding="utf-8"))):
        first, _, second = name.partition("__")
        assert first in known, name
        assert not second or second.partition("__")[0] in reading, name


@each()
def test_nothing_is_left_to_be_filled_in(page: Path) -> None:
    assert not re.search(r"@[A-Z]+@|\bTODO\b|\bTBD\b|\bFIXME\b", page.read_text(encoding="utf-8"))


def test_every_code_and_scope_of_the_api_is_explained() -> None:
    explained = set(code((ROOT / "docs" / "api.md").read_text(encoding="utf-8")))
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "workers" / "api").glob("*.py") if path.stem != "webhook"]
    codes = set(re.findall(r'\( ?\d{3}, "([a-z0-9-]+)"', " ".join(" ".join(sources).split()))) | set(STATUSES)
    assert len(codes) > 20
    assert codes - explained == set()
    assert set(SCOPES) == set(MEANINGS)
    assert set(SCOPES) - explained == set()


def test_every_page_of_the_documentation_is_linked_from_another() -> None:
    linked = {
        (page.parent / target.partition("#")[0]).resolve()
        for page in PAGES
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    }
    assert [page.name for page in PAGES[1:] if page not in linked] == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("batch start s3://scans/kho --retry", None),
        ("backup check /backup/hoso", None),
        ("batch begin s3://scans/kho", "there is no begin"),
        ("batch start --fast", "start has no --fast"),
        ("serve", "there is no serve"),
    ],
)
def test_a_wrong_command_would_be_seen(line: str, wrong: str | None) -> None:
    assert mistake(line) == wrong
