"""What the carrier of the tests answers, byte by byte and number by number."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime

REASONS = {200: "OK", 201: "CREATED", 302: "FOUND", 400: "BAD REQUEST", 404: "NO"}

# Answered as if nothing had been taken, or taken and answered wrongly.
FAULTS = {
    "busy": "429, not taken",
    "busy_wait": "429 with Retry-After, not taken",
    "503": "not taken",
    "503_taken": "taken all the same",
    "reset": "connection reset, not taken",
    "reset_taken": "taken, then reset",
    "cut": "taken, half of the answer",
    "html": "taken, an answer that is no JSON",
    "no_sid": "taken, an answer without sid",
    "moved": "302, not taken",
    "silent": "taken, no answer ever",
}
TAKEN = frozenset({"503_taken", "reset_taken", "cut", "html", "no_sid", "silent"})
_BUSY = '{"code": 20429, "message": "Too Many Requests"}'
_DOWN = '{"code": 20503, "message": "Unavailable"}'
ANSWERS = {
    "busy": (429, _BUSY, ""),
    "busy_wait": (429, _BUSY, "Retry-After: 7\r\n"),
    "503": (503, _DOWN, ""),
    "503_taken": (503, _DOWN, ""),
    "html": (200, "<html>Welcome to our new site</html>", ""),
    "no_sid": (201, '{"sid": null, "status": null}', ""),
    "moved": (302, "{}", "Location: http://127.0.0.1:9/\r\n"),
    # Not among the faults of a call: it is the account's.
    "locked_out": (401, '{"code": 20003, "message": "Authenticate"}', ""),
}


@dataclass
class Taken:
    """One message it accepted."""

    sid: str
    to: str
    origin: str
    body: str
    status_url: str
    at: float
    status: str = "queued"
    direction: str = "outbound-api"
    error_on_update: tuple[int, int] | None = None
    pictures: list[str] = field(default_factory=list)


@dataclass
class Killing:
    """Kill a process when its nth call from now reaches a step."""

    pid: int
    step: str
    nth: int


@dataclass
class Call:
    """One voice call it began: the form as it came."""

    sid: str
    form: dict[str, str]


def magic_code(form: dict[str, str]) -> int:
    """Return what Twilio documents for its test credentials' numbers; 0 is a yes."""
    by_origin = {"0001": 21212, "0007": 21606, "0008": 21611}
    by_recipient = {
        "0001": 21211,
        "0002": 21612,
        "0003": 21408,
        "0004": 21610,
        "0009": 21614,
    }
    refused = by_origin.get(form.get("From", "")[-4:])
    return refused or by_recipient.get(form["To"][-4:], 0)


def http_answer(status: int, text: str, more: str = "") -> bytes:
    body = text.encode()
    return (
        f"HTTP/1.1 {status} {REASONS.get(status, 'NO')}\r\n{more}"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def document(one: Taken) -> str:
    """Return a message as the API writes it."""
    created = format_datetime(datetime.fromtimestamp(one.at, UTC))
    return json.dumps(
        {
            "sid": one.sid,
            "account_sid": "AC" + "0" * 32,
            "to": one.to,
            "from": one.origin if one.origin.startswith("+") else None,
            "messaging_service_sid": None,
            "body": one.body,
            "status": one.status,
            "direction": one.direction,
            "date_created": created,
            "date_updated": created,
            "date_sent": None,
            "error_code": None,
            "error_message": None,
            "num_segments": "1",
            "num_media": str(len(one.pictures)),
            "price": None,
            "price_unit": "USD",
            "api_version": "2010-04-01",
            "uri": f"/2010-04-01/Accounts/AC/Messages/{one.sid}.json",
            "subresource_uris": {},
        }
    )


def pictures(taken: list[Taken], method: str, path: str) -> tuple[int, str]:
    """List the pictures of a text, or delete one."""
    message, _, picture = path.removesuffix(".json").partition("/Media")
    (one,) = (one for one in taken if message.endswith(one.sid))
    if method == "DELETE":
        one.pictures.remove(picture.strip("/"))
        return 204, ""
    listed = [{"sid": sid} for sid in one.pictures]
    return 200, json.dumps({"media_list": listed, "next_page_uri": None})


def page(found: list[Taken], path: str, asked: dict[str, str], size: int) -> str:
    """Return one page of a list; the link to the next has lost every filter.

    So does a stand-in that others wrote (messaging 1.2), and Twilio promises nothing.
    """
    number = int(asked.get("Page", 0))
    part = found[number * size : (number + 1) * size]
    is_last = len(found) <= (number + 1) * size
    more = None if is_last else f"{path}?Page={number + 1}"
    messages = ",".join(document(one) for one in part)
    return f'{{"messages": [{messages}], "next_page_uri": {json.dumps(more)}}}'
