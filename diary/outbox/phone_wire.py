"""How the simulated phone speaks to us: Twilio's words, forms and signature.

Leaves what it keeps to ``phone_gateway``.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from diary.outbox.transport import Transport

PHONE_ACCOUNT_SID = "AC" + "5e1f" * 8
OPTED_OUT, OPTED_IN, RECEIVED = "opted_out", "opted_in", "received"
STOP_WORDS = frozenset(
    ("STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL")
)
START_WORDS = frozenset(("START", "YES", "UNSTOP"))
HELP_WORDS = frozenset(("HELP", "INFO"))
CARRIER_SAYS = {
    "STOP": "You have been unsubscribed and get no more texts. Text START to resume.",
    "START": "You have been re-subscribed. Text HELP for help, STOP to unsubscribe.",
}


@dataclass(frozen=True)
class PhoneAnswer:
    """What our own webhook answered the simulated carrier."""

    status: int
    text: str


Post = Callable[[str, Mapping[str, str], Mapping[str, str]], PhoneAnswer]
"""Send a form: address, fields, headers."""


def over_http() -> Post:
    """Return a Post that goes over the network, as a carrier's does."""
    transport = Transport()

    def post(
        url: str, fields: Mapping[str, str], headers: Mapping[str, str]
    ) -> PhoneAnswer:
        form = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        answer = transport.request("POST", url, data=fields, headers=form)
        return PhoneAnswer(answer.status_code, answer.text)

    return post


def signed(url: str, fields: Mapping[str, str], auth_token: str) -> str:
    """Return Twilio's signature of a form: HMAC-SHA1 over address, names, values."""
    text = url + "".join(name + fields[name] for name in sorted(fields))
    digest = hmac.new(
        auth_token.encode(), text.encode("utf-8", "surrogatepass"), hashlib.sha1
    )
    return base64.b64encode(digest.digest()).decode()


def keyword(body: str) -> str:
    """Return STOP, START or HELP where the whole text is such a word, else ''."""
    word = body.strip().upper()
    for name, words in (
        ("STOP", STOP_WORDS),
        ("START", START_WORDS),
        ("HELP", HELP_WORDS),
    ):
        if word in words:
            return name
    return ""


def inbound_fields(sid: str, phone: str, number: str, body: str) -> dict[str, str]:
    return {
        "MessageSid": sid,
        "SmsSid": sid,
        "SmsMessageSid": sid,
        "AccountSid": PHONE_ACCOUNT_SID,
        "From": phone,
        "To": number,
        "Body": body,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
        # Twilio sends and signs these empty where it does not know.
        "FromCity": "",
        "FromState": "",
        "FromZip": "",
        "FromCountry": "US",
    }
