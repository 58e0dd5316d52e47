"""What receivers, networks and names may do to a sender, over real connections."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.workers.delivery.conftest import SECRET
from tests.workers.delivery.receiver import Deed, serving
from tests.workers.delivery.receiver import Receiver as Reference
from workers.delivery.post import RECEIPT_BYTES, Answer, Message, content, send
from workers.delivery.receivers import Receiver
from workers.errors import ForbiddenAddress, ReceiversError, UnknownHost

MESSAGE = Message("m-1", "k" * 64, '{"Ten": "Quyết định"}'.encode())
ENVIRONMENT = {"KEY": SECRET}
HERE = Path()


def _send(url: str, message: Message = MESSAGE, **settings: Any) -> Answer:
    given = {"secrets": ["env:KEY"], "allow_http": True, "allow_networks": ["127.0.0.0/8"], **settings}
    return send(message, Receiver.model_validate({"url": url, **given}), ENVIRONMENT, HERE)


def test_a_message_arrives_as_it_was_signed(receiver: Reference) -> None:
    answer = _send(receiver.url)
    assert (answer.code, answer.status, answer.content) == ("", 201, {"Ma": "P.m-1"})
    (seen,) = receiver.seen
    assert seen.json == {"Ten": "Quyết định"}
    assert seen.headers["idempotency-key"] == "k" * 64
    assert seen.headers["host"] == f"127.0.0.1:{receiver.port}"


def test_a_wrong_key_is_refused(receiver: Reference) -> None:
    ENVIRONMENT["WRONG"] = "another key, as plain text of 24 bytes or more"
    assert _send(receiver.url, secrets=["env:WRONG"]).code == "http-401"


def test_further_headers_carry_keys_of_agencies(receiver: Reference, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("Bearer abc\n")
    settings = Receiver.model_validate(
        {
            "url": receiver.url,
            "secrets": ["env:KEY"],
            "headers": {"Authorization": "file:token"},
            "allow_http": True,
            "allow_networks": ["127.0.0.1/32"],
        }
    )
    assert not send(MESSAGE, settings, ENVIRONMENT, tmp_path).code
    assert receiver.seen[0].headers["authorization"] == "Bearer abc"


def test_a_header_cannot_smuggle_another(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("abc\r\nX-Other: 1")
    settings = Receiver.model_validate({"url": "https://h/", "unsigned": True, "headers": {"Authorization": "file:token"}})
    with pytest.raises(ReceiversError):
        send(MESSAGE, settings, {}, tmp_path)


@pytest.mark.parametrize("secret", ["", "   ", "too short", "whsec_????"])
def test_a_weak_secret_is_refused_without_being_quoted(secret: str) -> None:
    settings = Receiver.model_validate({"url": "https://h/", "secrets": ["env:KEY"]})
    with pytest.raises(ReceiversError) as refused:
        send(MESSAGE, settings, {"KEY": secret}, HERE)
    assert "env:KEY" in refused.value.public_message
    assert not secret.strip() or secret not in refused.value.public_message


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_never_followed(receiver: Reference, status: int) -> None:
    with serving(Reference()) as inside:
        receiver.always = Deed(status, {"location": inside.url})
        assert _send(receiver.url).code == "redirect"
        receiver.always = Deed(status, {"location": "http://169.254.169.254/latest/meta-data/"})
        assert _send(receiver.url).code == "redirect"
        assert not inside.seen


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "0.0.0.0", "2130706433", "0x7f.1", "10.0.0.1"],
)
def test_an_address_inside_is_refused_however_it_is_written(receiver: Reference, host: str) -> None:
    with pytest.raises(ForbiddenAddress):
        _send(f"http://{host}:{receiver.port}/", allow_networks=[])
    assert not receiver.seen


def test_a_name_that_leads_inside_is_allowed_where_its_network_is(receiver: Reference) -> None:
    url = f"http://localhost:{receiver.port}/papers"
    with pytest.raises(ForbiddenAddress):
        _send(url, allow_networks=["10.0.0.0/8"])
    assert not _send(url, allow_networks=["127.0.0.1/32"]).code
    assert receiver.seen[0].headers["host"] == f"localhost:{receiver.port}"


def test_a_name_that_changes_its_mind_leads_to_the_checked_address(
    receiver: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    real = socket.getaddrinfo

    def rebinding(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        if host != "rebound.test":
            return real(host, port, *rest, **more)
        asked.append(host)
        return real("127.0.0.1" if len(asked) == 1 else "127.0.0.2", port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    url = f"http://rebound.test:{receiver.port}/papers"
    assert not _send(url, allow_networks=["127.0.0.1/32"]).code
    assert len(asked) == 1, "looked up once, and what was found is what is used"
    with pytest.raises(ForbiddenAddress):
        _send(url, allow_networks=["127.0.0.1/32"])


def test_of_a_names_addresses_only_the_good_ones_are_tried(receiver: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def several(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        if host != "several.test":
            return real(host, port, *rest, **more)
        # 127.0.0.3 is allowed and nobody listens there.
        return [each for name in ("10.0.0.1", "127.0.0.3", "127.0.0.1") for each in real(name, port, *rest, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", several)
    assert not _send(f"http://several.test:{receiver.port}/papers").code


def test_a_name_that_leads_nowhere(receiver: Reference) -> None:
    with pytest.raises(UnknownHost):
        _send("http://nowhere.invalid/")


def test_no_proxy_of_the_environment_sees_anything(receiver: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Reference()) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert not _send(receiver.url).code
        assert not proxy.seen


def test_nobody_there(receiver: Reference) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert _send(f"http://127.0.0.1:{free.getsockname()[1]}/").code == "unreachable"


def test_silence_ends(receiver: Reference) -> None:
    receiver.always = Deed(seconds=1.0)
    assert _send(receiver.url, read_seconds=0.2).code == "timeout"


@pytest.fixture
def drip() -> Iterator[str]:
    """A receiver that answers one byte at a time, for ever, and never falls silent."""
    import threading

    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-")
                while not ended.wait(0.05):
                    try:
                        connection.sendall(b"a")
                    except OSError:
                        return

        thread = threading.Thread(target=talk)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        ended.set()
        thread.join()


def test_an_answer_that_never_ends_is_left(drip: str) -> None:
    assert _send(drip, total_seconds=0.5).code == "timeout"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\x00\xff",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\n" + b"x: " + b"a" * 200_000,
    ],
)
def test_garbage_is_no_receipt(receiver: Reference, raw: bytes) -> None:
    receiver.always = Deed(raw=raw)
    answer = _send(receiver.url)
    assert (answer.code, answer.again) == ("garbage", True)


def test_a_huge_answer_is_not_read(receiver: Reference) -> None:
    receiver.always = Deed(200, body=b'{"a": "' + b"x" * 50_000_000 + b'"}')
    answer = _send(receiver.url)
    assert (answer.code, answer.content) == ("", None)


@pytest.mark.parametrize("header", ["-1", "abc", "1e9", "", "Thu, 99 Foo 2026 00:00:00 GMT", "٣"])
def test_nonsense_in_retry_after_is_passed_over(receiver: Reference, header: str) -> None:
    receiver.always = Deed(503, {"retry-after": header.encode().decode("latin-1")})
    assert _send(receiver.url).after is None


@pytest.mark.parametrize(("header", "least", "most"), [("120", 120, 120), ("Thu, 01 Jan 2099 00:00:00 GMT", 10**6, 10**10)])
def test_retry_after_is_seconds_or_a_date(receiver: Reference, header: str, least: float, most: float) -> None:
    receiver.always = Deed(503, {"retry-after": header})
    assert least <= (_send(receiver.url).after or -1) <= most


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (b'{"Ma": "H.1.01"}', {"Ma": "H.1.01"}),
        (b'"H.1.01"', "H.1.01"),
        (b"H.1.01\n", "H.1.01"),
        (b"", None),
        (b"<html>\n<body>Loi</body></html>", None),
        (b'{"a": "\\u0000"}', None),
        # No JSON that a database keeps, so short lines like any other.
        (b'"\\ud800"', '"\\ud800"'),
        (b'{"a": NaN}', '{"a": NaN}'),
        (b"1e999", "1e999"),
        (b"[" * 4000, None),
        (b"\xff\xfe", None),
        (b'"' + b"x" * RECEIPT_BYTES + b'"', None),
    ],
)
def test_what_is_kept_of_an_answer(body: bytes, kept: Any) -> None:
    assert content(body) == kept


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of our own for `paper.test`, with its key."""
    if shutil.which("openssl") is None:
        pytest.skip("makes a certificate with the program openssl, which is not installed")
    folder = tmp_path_factory.mktemp("tls")
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=paper.test", "-addext", "subjectAltName=DNS:paper.test"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    subprocess.run([*made, *names, *files], check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_bytes((folder / "certificate.pem").read_bytes() + (folder / "key.pem").read_bytes())
    return both


def test_certificates_are_verified_for_the_name_and_not_the_address(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo
    names = {"paper.test": "127.0.0.1", "other.test": "127.0.0.1"}
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: real(names.get(host, host), *rest, **more))
    own = certificate.with_name("certificate.pem")
    with serving(Reference([SECRET]), certificate) as receiver:
        good = f"https://paper.test:{receiver.port}/papers"
        assert not _send(good, ca_file=own).code
        assert _send(good).code == "tls", "nobody public vouches for it"
        assert _send(f"https://other.test:{receiver.port}/papers", ca_file=own).code == "tls"
        assert len(receiver.accepted) == 1
