"""What the carrier of the tests answers, byte by byte and number by number."""

import json
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

REASONS = {200: "OK", 201: "CREATED", 302: "FOUND", 400: "BAD REQUEST", 404: "NO"}


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


def document(one: Any) -> str:
    """Return a message as Twilio shows it, of one that the carrier took."""
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
            "num_media": "0",
            "price": None,
            "price_unit": "USD",
            "api_version": "2010-04-01",
            "uri": f"/2010-04-01/Accounts/AC/Messages/{one.sid}.json",
            "subresource_uris": {},
        }
    )
