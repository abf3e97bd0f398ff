"""Whose signature holds: the account's tokens and shared keys, and nobody else's."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from diary.db import db
from diary.outbox import CarrierEvent, Message, MessageState, status_token
from diary.web.webhooks import signature_holds
from tests.cast import Cast
from tests.factories import make_message

VECTORS = Path(__file__).parents[2].parent / "shared" / "twilio"
BASE = "http://localhost"
SID = "SM" + "a1" * 16
ACCOUNT = "AC" + "b2" * 16


@pytest.fixture
def out(cast: Cast) -> Message:
    """A message whose call began and whose answer never came."""
    return make_message(cast.sender, state=MessageState.DISPATCHING, tries=1)


def vectors() -> Iterator[Any]:
    path = VECTORS / "signature_vectors.json"
    if not path.exists():
        yield pytest.param(None, marks=pytest.mark.skip("no vectors at hand"))
        return
    held = json.loads(path.read_text("utf-8"))
    for vector in held["vectors"] + held["generated_here"]:
        is_form = vector["body"] is None and not vector.get("optional")
        if is_form:
            yield pytest.param(vector, id=vector["id"])


@pytest.mark.parametrize("vector", list(vectors()))
def test_signatures_hold_as_the_official_libraries_say(vector: dict[str, Any]) -> None:
    form = MultiDict([(name, value) for name, value in vector["params"]])
    token, signature = vector["auth_token"], vector["signature"]
    algorithm = vector.get("algorithm") or "HMAC_SHA1"
    holds = signature_holds(token, vector["url"], form, signature, algorithm)
    assert holds is vector["valid"]


@pytest.mark.parametrize("signature", [None, "", "x", "é", "A" * 5000])
def test_a_signature_that_is_none_does_not_hold(signature: str | None) -> None:
    assert not signature_holds("token", f"{BASE}/x", MultiDict(), signature)


def test_an_address_that_cannot_be_split_is_not_signed() -> None:
    address = "http://localhost:99999/twilio/inbound"
    assert not signature_holds("token", address, MultiDict(), "x")


def test_whatever_is_changed_afterwards_is_not_signed() -> None:
    chance = random.Random(5)
    url = "https://diary.example/twilio/inbound"
    form = {"From": "+15550100001", "To": "+15550001111", "Body": "6", "City": ""}
    right = RequestValidator("token").compute_signature(url, form)
    assert signature_holds("token", url, form, right)
    for _ in range(1000):
        name, place = chance.choice(list(form)), chance.randrange(len(right))
        other = chance.choice("abcXYZ019+/=")
        forged = right[:place] + other + right[place + 1 :]
        changed = form | {name: form[name] + chance.choice("1 +é")}
        assert not signature_holds("token", url, changed, right)
        assert signature_holds("token", url, form, forged) is (forged == right)


SHARED = "webhooks_sharedkey_1"


def post_signed(
    client: FlaskClient, out: Message, secret: str, algorithm: str = "", told: str = ""
) -> int:
    """Post a status as Twilio does under these signature settings."""
    path = f"/twilio/status/{status_token(out.ref, 1)}"
    form = {"AccountSid": ACCOUNT, "MessageSid": SID, "MessageStatus": "sent"}
    signed = RequestValidator(secret).compute_signature(BASE + path, form, algorithm)
    headers = {"X-Twilio-Signature": signed}
    if told:
        headers["X-Twilio-Webhooks-Signature-Settings"] = told
    return client.post(path, data=form, headers=headers).status_code


@pytest.mark.parametrize(
    ("own", "rotated", "taken"),
    [("old", (), ["old"]), ("old", ("new",), ["old", "new"]), ("new", (), ["new"])],
)
def test_both_tokens_are_heard_while_one_takes_over_from_the_other(
    make_app: Any, out: Message, own: str, rotated: tuple[str, ...], taken: list[str]
) -> None:
    db.session.commit()
    client = make_app(
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=own,
        twilio_rotated_tokens=rotated,
    ).test_client()
    heard = [
        token
        for token in ("old", "new", "a stranger's")
        if post_signed(client, out, token) == 200
    ]
    assert heard == taken


@pytest.mark.parametrize(
    ("secret", "algorithm", "told", "expected"),
    [
        ("shared", "HMAC_SHA256", f"key={SHARED},algorithm=HMAC_SHA256", 200),
        ("shared", "HMAC_SHA1", f"key={SHARED},algorithm=HMAC_SHA1", 200),
        ("shared", "HMAC_SHA256", f"algorithm=HMAC_SHA256 , key={SHARED}", 200),
        # Another key, another way, or none of it said.
        ("shared", "HMAC_SHA256", "key=unheard_of,algorithm=HMAC_SHA256", 403),
        ("shared", "HMAC_SHA256", f"key={SHARED},algorithm=HMAC_SHA1", 403),
        ("shared", "HMAC_SHA256", f"key={SHARED},algorithm=HMAC_MD5", 403),
        ("shared", "HMAC_SHA256", f"key={SHARED}", 403),
        ("shared", "HMAC_SHA1", "", 403),
        ("token", "HMAC_SHA256", f"key={SHARED},algorithm=HMAC_SHA256", 403),
        ("token", "HMAC_SHA1", "", 200),
    ],
)
def test_a_shared_key_signs_by_its_name_and_its_way(
    make_app: Any, out: Message, secret: str, algorithm: str, told: str, expected: int
) -> None:
    db.session.commit()
    client = make_app(
        twilio_account_sid=ACCOUNT,
        twilio_auth_token="token",
        twilio_shared_keys={SHARED: "shared"},
    ).test_client()
    assert post_signed(client, out, secret, algorithm, told) == expected
    events = select(func.count()).select_from(CarrierEvent)
    assert db.session.scalar(events) == (expected == 200)
