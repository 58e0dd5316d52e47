"""`hoso key` as an operator types it."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner, Result

from workers.commands.key import app
from workers.database import keys
from workers.database.keys import SCOPES
from workers.service import Service

pytestmark = pytest.mark.stack


def said(result: Result) -> str:
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return " ".join(result.output.split())


def test_the_key_stands_alone_in_the_output_and_opens_what_it_was_made_for(hoso: CliRunner, mine: Service) -> None:
    ended = hoso.invoke(app, ["create", "một cửa", "--scope", "write", "--scope", "read", "--scope", "read"])
    assert ended.exit_code == 0, ended.output
    assert ended.stdout.count("\n") == 1
    assert "cannot be shown again" in ended.stderr
    key = keys.recognise(mine.engine, ended.stdout.strip())
    assert key is not None
    assert (key.name, key.scopes, key.expires_at) == ("một cửa", ("read", "write"), None)
    assert ended.stdout.strip() not in ended.stderr


def test_a_key_may_end_by_itself(hoso: CliRunner, mine: Service) -> None:
    made = hoso.invoke(app, ["create", "guest", "--scope", "read", "--days", "30"])
    key = keys.recognise(mine.engine, made.stdout.strip())
    assert key is not None
    assert key.expires_at is not None
    assert (key.expires_at - key.created_at).days == 30
    shown = said(hoso.invoke(app, ["list"]))
    assert f"{key.expires_at:%Y-%m-%d}" in shown
    assert hoso.invoke(app, ["create", "never", "--scope", "read", "--days", "0"]).exit_code == 2
    assert hoso.invoke(app, ["create", "far", "--scope", "read", "--days", "1e9"]).exit_code == 2


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\nb", "a\x00b"], ids=["empty", "blank", "long", "line", "zero"])
def test_a_name_that_is_none_is_refused(hoso: CliRunner, mine: Service, name: str) -> None:
    before = keys.listed(mine.engine)
    ended = hoso.invoke(app, ["create", name, "--scope", "read"])
    assert ended.exit_code == 2
    assert "needs a name" in said(ended)
    assert keys.listed(mine.engine) == before


def test_a_scope_that_there_is_not_is_refused_with_those_that_there_are(hoso: CliRunner, mine: Service) -> None:
    ended = hoso.invoke(app, ["create", "reader", "--scope", "read", "--scope", "[b]all"])
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert "There is no scope [b]all." in said(ended)
    assert all(f"{each}: " in said(ended) for each in SCOPES)
    assert "reader" not in {each.name for each in keys.listed(mine.engine)}
    assert hoso.invoke(app, ["create", "reader"]).exit_code == 2


def test_a_name_is_given_once_also_when_its_key_is_revoked(hoso: CliRunner) -> None:
    assert hoso.invoke(app, ["create", "portal", "--scope", "deliver"]).exit_code == 0
    for turn in ("taken", "revoked"):
        if turn == "revoked":
            assert hoso.invoke(app, ["revoke", "portal"]).exit_code == 0
        again = hoso.invoke(app, ["create", "portal", "--scope", "deliver"])
        assert (again.exit_code, again.stdout) == (1, ""), turn
        assert "There is a key of this name" in said(again)


def test_a_revoked_key_opens_nothing_and_is_listed_as_such(hoso: CliRunner, mine: Service) -> None:
    key = hoso.invoke(app, ["create", "old", "--scope", "read"]).stdout.strip()
    assert "never" in line(hoso, "old")
    assert keys.recognise(mine.engine, key) is not None
    assert "never" not in line(hoso, "old")
    assert hoso.invoke(app, ["revoke", "old"]).exit_code == 0
    assert keys.recognise(mine.engine, key) is None
    assert "revoked" in line(hoso, "old")
    assert key.rpartition("_")[2] not in hoso.invoke(app, ["list"]).output
    assert hoso.invoke(app, ["revoke", "old"]).exit_code == 1
    assert hoso.invoke(app, ["revoke", "nobody"]).exit_code == 1


def test_a_name_is_shown_as_it_is(hoso: CliRunner) -> None:
    assert hoso.invoke(app, ["create", "[red]x[/red]", "--scope", "read"]).exit_code == 0
    assert "[red]x[/red]" in said(hoso.invoke(app, ["list"]))


def line(hoso: CliRunner, name: str) -> str:
    """What the table says of a key."""
    return next(each for each in hoso.invoke(app, ["list"]).output.splitlines() if f" {name} " in each)
