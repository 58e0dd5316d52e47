"""Signatures as the specification gives them."""

import pytest

from workers.delivery.signing import key, sign
from workers.errors import ReceiversError


def test_the_specifications_own_example() -> None:
    # From the test vectors of github.com/standard-webhooks/standard-webhooks.
    body = b'{"test": 2432232314}'
    made = sign([key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "env:A")], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_key_for_each_secret() -> None:
    assert len(sign([b"a" * 24, b"b" * 24], "m", 1, b"{}").split(" ")) == 2


@pytest.mark.parametrize("text", ["short", "whsec_", "whsec_AAAA", "whsec_not base64!"])
def test_weak_keys_are_refused(text: str) -> None:
    with pytest.raises(ReceiversError):
        key(text, "env:A")
