"""`hoso user` as an operator types it."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner, Result

from tests.workers.alone import alone
from tests.workers.people import session_of
from workers.cli import app
from workers.commands.user import ADVICE, MEANINGS
from workers.database import users
from workers.database.users import Person
from workers.identity import ROLES, sessions
from workers.identity.first import FIRST, ensure_first, place
from workers.service import Service
from workers.web.users import REFUSALS

pytestmark = pytest.mark.stack


def user(hoso: CliRunner, *arguments: str) -> Result:
    result = hoso.invoke(app, ["user", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def find(service: Service, name: str) -> Person:
    return next(each for each in users.listed(service.engine) if each.name == name)


def enters(service: Service, name: str, password: str) -> bool:
    return sessions.look_up(service.engine, sessions.sign_in(service.engine, name, password.strip())) is not None


def test_every_role_and_refusal_is_explained() -> None:
    assert tuple(MEANINGS) == ROLES
    assert set(ADVICE) == set(REFUSALS)


def test_the_password_stands_alone_in_the_output_and_must_be_changed(hoso: CliRunner, mine: Service) -> None:
    made = user(hoso, "create", "Lan", "Trần Thị [b]Lan", "--role", "reviewer", "--role", "admin")
    assert (made.exit_code, made.stdout.count("\n")) == (0, 1)
    assert "cannot be shown again" in made.stderr
    assert enters(mine, "lan", made.stdout)
    assert (find(mine, "lan").roles, find(mine, "lan").must_change) == (("reviewer", "admin"), True)
    shown = user(hoso, "list").output
    assert "Trần Thị [b]Lan" in shown
    assert "reviewer, admin" in shown
    assert "must change the password" in shown
    assert made.stdout.strip() not in shown
    assert user(hoso, "create", "lan", "Lan khác", "--role", "auditor").exit_code == 1


def test_what_cannot_be_is_refused_with_what_can(hoso: CliRunner, mine: Service) -> None:
    before = len(users.listed(mine.engine))
    wrong = user(hoso, "create", "x", "X", "--role", "[b]root")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "There is no role [b]root." in wrong.stderr
    assert all(f"{each}: " in wrong.stderr for each in ROLES)
    assert user(hoso, "create", "có dấu", "X", "--role", "admin").exit_code == 2
    assert user(hoso, "create", "x", " ", "--role", "admin").exit_code == 2
    assert len(users.listed(mine.engine)) == before
    for command in (
        ["password", "nobody"],
        ["disable", "nobody"],
        ["enable", "nobody"],
        ["roles", "nobody", "--role", "admin"],
    ):
        assert user(hoso, *command).exit_code == 1


def test_roles_lock_and_password_are_changed(hoso: CliRunner, mine: Service) -> None:
    first = user(hoso, "create", "minh", "Nguyễn Văn Minh", "--role", "reviewer").stdout
    cookie = session_of(mine, find(mine, "minh").id)
    assert user(hoso, "roles", "MINH", "--role", "checker").exit_code == 0
    assert find(mine, "minh").roles == ("checker",)
    assert user(hoso, "disable", "minh").exit_code == 0
    assert sessions.look_up(mine.engine, cookie) is None
    assert not enters(mine, "minh", first)
    assert "disabled" in user(hoso, "list").output
    assert user(hoso, "enable", "minh").exit_code == 0
    second = user(hoso, "password", "minh").stdout
    assert not enters(mine, "minh", first)
    assert enters(mine, "minh", second)


def test_who_signs_in_elsewhere_has_no_password(hoso: CliRunner, mine: Service) -> None:
    made = user(hoso, "create", "hoa@example.org", "Lê Thị Hoa", "--role", "auditor", "--openid")
    assert made.exit_code == 0
    assert "OpenID" in made.output
    refused = user(hoso, "password", "hoa@example.org")
    assert (refused.exit_code, refused.stdout) == (1, "")


def test_the_last_admin_stays(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    with alone(service) as other:
        for name, value in other.settings.environment().items():
            monkeypatch.setenv(name, value)
        hoso = CliRunner(env={"COLUMNS": "200"})
        ensure_first(other.engine, other.settings.work_dir)
        assert "last admin" in user(hoso, "disable", FIRST).output
        assert "last admin" in user(hoso, "roles", FIRST, "--role", "auditor").output
        assert place(other.settings.work_dir).stat().st_mode & 0o777 == 0o600
        again = user(hoso, "password", FIRST).stdout
        assert not place(other.settings.work_dir).exists(), "what lay there opens nothing any more"
        assert enters(other, FIRST, again)
