"""`hoso delivery` as an operator types it."""

from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from tests.workers.delivery.conftest import SECRET, Outbox
from tests.workers.delivery.receiver import Deed, Receiver
from workers.commands.delivery import app

runner = CliRunner()


def _declared(folder: Path, text: str) -> Path:
    path = folder / "receivers.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_mistake_of_a_file_is_told(tmp_path: Path) -> None:
    path = _declared(tmp_path, "receivers:\n  a: {mode: pull, attemps: 1}\n  b: {url: 'ftp://h'}\n")
    ended = runner.invoke(app, ["check", str(path)])
    assert ended.exit_code == 1
    assert "line 2" in ended.output
    assert "line 3" in ended.output


def test_what_is_missing_here_is_told_and_no_mistake(tmp_path: Path) -> None:
    path = _declared(tmp_path, "receivers:\n  a: {url: 'https://h/', secrets: ['env:HOSO_NOT_SET'], types: [Quyết dịnh]}\n")
    ended = runner.invoke(app, ["check", str(path)])
    assert ended.exit_code == 0
    assert "env:HOSO_NOT_SET" in ended.output
    assert "Quyết dịnh" in ended.output


def test_a_receiver_can_be_tried(receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"receivers:\n  a: {{url: '{receiver.url}', secrets: ['env:K'], allow_http: true, allow_networks: [127.0.0.1/32]}}\n"
    monkeypatch.setenv("HOSO_RECEIVERS", str(_declared(tmp_path, text)))
    monkeypatch.setenv("K", SECRET)
    ended = runner.invoke(app, ["test", "a"])
    assert (ended.exit_code, "201" in ended.output) == (0, True)
    (told,) = receiver.accepted.values()
    assert (told["type"], told["data"]) == ("test", {})
    receiver.always = Deed(403)
    assert runner.invoke(app, ["test", "a"]).exit_code == 1
    assert runner.invoke(app, ["test", "b"]).exit_code == 2


@pytest.mark.stack
def test_dead_messages_are_listed_and_sent_again(outbox: Outbox, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    outbox.declare("secrets: ['env:HOSO_TEST_SECRET']", receiver.url)
    receiver.plan.append(Deed(422))
    message = outbox.tell()
    for name, value in outbox.service.settings.environment().items():
        monkeypatch.setenv(name, value)
    # A narrow terminal breaks ids.
    monkeypatch.setenv("COLUMNS", "250")
    listed = runner.invoke(app, ["list", "--state", "dead", "--receiver", outbox.name])
    assert listed.exit_code == 0, listed.output
    assert "http-422" in listed.output
    assert runner.invoke(app, ["resend"]).exit_code == 2
    assert runner.invoke(app, ["resend", str(uuid4())]).exit_code == 1
    assert runner.invoke(app, ["resend", "--dead", "--receiver", outbox.name]).exit_code == 0
    outbox.step()
    assert outbox.state(message).state == "sent"
    assert runner.invoke(app, ["resend", str(message)]).exit_code == 0
    outbox.step()
    assert len(receiver.accepted) == 2
