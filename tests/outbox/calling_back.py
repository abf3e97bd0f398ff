"""How the carrier of the tests calls our webhooks: signed forms, over HTTP."""

import base64
import hashlib
import hmac
import html
import http.client
import random
import re
import time
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from tests.outbox.carrier_says import Taken

ACCOUNT = "AC" + "0" * 32
TRIES = 40
TRY_AGAIN_S = 0.025
HEARD = (200, 400, 403, 404)
_ANSWER = re.compile(r'<Message(?: statusCallback="([^"]*)")?>(.*?)</Message>', re.S)


def call_back(url: str, fields: dict[str, str], auth_token: str) -> int:
    """Post a signed form; return the status, or 0 where nobody answered in whole."""
    return _posted(url, fields, auth_token)[0]


def insist(url: str, fields: dict[str, str], auth_token: str) -> tuple[int, str]:
    """Post until it is heard, as Twilio does a few times; return status and answer."""
    status, answer = 0, ""
    for _ in range(TRIES):
        status, answer = _posted(url, fields, auth_token)
        if status in HEARD:
            break
        time.sleep(TRY_AGAIN_S)
    return status, answer


def _posted(url: str, fields: dict[str, str], auth_token: str) -> tuple[int, str]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=20)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": signed(url, fields, auth_token),
    }
    try:
        connection.request("POST", parts.path, urlencode(fields), headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()


def signed(url: str, fields: Mapping[str, str], auth_token: str) -> str:
    """Return Twilio's signature of a form (messaging 1.4).

    Made here, not by the service: a carrier that loads the service starts a second
    later, and would agree with its mistakes.
    """
    words = url + "".join(name + fields[name] for name in sorted(fields))
    digest = hmac.new(auth_token.encode(), words.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def status_fields(one: Taken, status: str) -> dict[str, str]:
    """Return what a status callback says."""
    return {
        "MessageSid": one.sid,
        "MessageStatus": status,
        "AccountSid": ACCOUNT,
        "To": one.to,
        "From": one.origin,
    }


def text_fields(one: Taken) -> dict[str, str]:
    """Return what the webhook of a text in says."""
    return {
        "MessageSid": one.sid,
        "AccountSid": ACCOUNT,
        "From": one.origin,
        "To": one.to,
        "Body": one.body,
        "NumMedia": "0",
        "FromCity": "",
    }


def answered(document: str) -> tuple[str, str] | None:
    """Return the body and the status address of an answer's ``<Message>``."""
    found = _ANSWER.search(document)
    if found is None:
        return None
    return html.unescape(found[2]), html.unescape(found[1] or "")


def gossip(
    shares: Mapping[str, float], chance: random.Random
) -> tuple[list[str], list[str]]:
    """Draw which statuses of one text are told before its answer and which after.

    ``lost``: none ever; ``twice``: each of them; ``early``: one before the answer. They
    come in any order.
    """
    if not shares or chance.random() < shares.get("lost", 0):
        return [], []
    told = ["sent", "delivered"]
    if chance.random() < shares.get("twice", 0):
        told *= 2
    chance.shuffle(told)
    count = chance.random() < shares.get("early", 0)
    return told[:count], told[count:]
