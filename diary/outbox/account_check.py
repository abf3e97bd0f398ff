"""A look at a Twilio account: is it set up, without texting anybody.

With test credentials, which may ask nothing, the magic numbers are tried instead: they
answer as documented and text nobody (messaging 1.8). Leaves what must be set to
``account_rules``; writes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from diary.config import Settings
from diary.outbox import account_rules as rules
from diary.outbox.account_rules import OurNumber, Service
from diary.outbox.gateway import Failure, GatewayError, SendRequest
from diary.outbox.models import Sender
from diary.outbox.twilio_gateway import TwilioGateway

FORBIDDEN_TO_TEST = 20008
UNKNOWN = (20404, 404)
LIST_MOST = 400
WORKS, NOBODY = "+15005550006", "+15005550009"
MAGIC = (
    (WORKS, WORKS, None),
    ("+15005550001", WORKS, 21212),
    ("+15005550007", WORKS, 21606),
    ("+15005550008", WORKS, 21611),
    (WORKS, "+15005550001", 21211),
    (WORKS, "+15005550002", 21612),
    (WORKS, "+15005550003", 21408),
    (WORKS, "+15005550004", 21610),
    (WORKS, NOBODY, 21614),
)
"""From, to, and the code that Twilio's test credentials answer with."""


@dataclass
class Checked:
    """``missing`` keeps patients from being texted, ``notes`` are to be read."""

    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check_account(settings: Settings, senders: list[Sender]) -> Checked:
    """Return what is missing at the carrier these settings name; texts no patient.

    Call it outside any transaction: it asks over the network.
    """
    checked = Checked()
    if settings.carrier != "twilio":
        checked.missing.append(
            "DIARY_CARRIER is phone: texts go to the simulated phone. Set it to twilio."
        )
    if not (settings.twilio_account_sid and settings.twilio_auth_token):
        checked.missing.append("TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are not set.")
        return checked
    gateway = TwilioGateway(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        api_url=settings.twilio_api_url,
    )
    try:
        _Look(gateway, settings, _ours(senders, settings), checked).go()
    finally:
        gateway.close()
    return checked


def _ours(senders: list[Sender], settings: Settings) -> tuple[OurNumber, ...]:
    default = settings.twilio_messaging_service_sid
    return tuple(
        OurNumber(
            one.number, one.kind, one.clinic_id, one.messaging_service_sid or default
        )
        for one in senders
    )


@dataclass
class _Look:
    """One look, from the account down to the addresses of each service."""

    gateway: TwilioGateway
    settings: Settings
    numbers: tuple[OurNumber, ...]
    checked: Checked

    def go(self) -> None:
        try:
            with self.gateway.sorting():
                account = self.gateway.client.api.v2010.account.fetch()
        except GatewayError as error:
            self._refused(error)
            return
        missing = self.checked.missing
        missing += rules.of_account(str(account.status or ""), str(account.type or ""))
        for url in self.settings.public_urls:
            missing += rules.of_address(url)
        missing += rules.of_numbers(self.numbers)
        for sid in self._service_sids():
            self._service(sid)

    def _refused(self, error: GatewayError) -> None:
        if error.code == FORBIDDEN_TO_TEST:
            self._try_magic()
        elif error.failure is Failure.REJECTED:
            self.checked.missing.append(
                "The account refused our sign-in: TWILIO_ACCOUNT_SID and "
                f"TWILIO_AUTH_TOKEN do not fit together (code {error.code})."
            )
        else:
            self.checked.missing.append(
                f"{self.settings.twilio_api_url} cannot be reached from here."
            )

    def _service_sids(self) -> list[str]:
        default = self.settings.twilio_messaging_service_sid
        named = {one.service_sid for one in self.numbers} | {default}
        return sorted(sid for sid in named if sid)

    def _service(self, sid: str) -> None:
        try:
            with self.gateway.sorting():
                service = _seen(self.gateway.client.messaging.v1.services(sid))
        except GatewayError as error:
            is_unknown = error.code in UNKNOWN
            why = "is not in this account" if is_unknown else "could not be read"
            self.checked.missing.append(f"The messaging service {sid} {why}.")
            return
        urls = self.settings.public_urls
        self.checked.missing += rules.of_service(service, self.numbers, urls)
        self.checked.notes += rules.notes_on(service, urls)

    def _try_magic(self) -> None:
        self.checked.notes.append(
            "These are test credentials: nobody can be texted with them, and nothing "
            "of the account can be asked. The magic numbers were tried instead."
        )
        self.checked.missing += _wrong_answers(self.gateway)


def _seen(context: Any) -> Service:
    found = context.fetch()
    numbers = [one.phone_number for one in context.phone_numbers.list(limit=LIST_MOST)]
    codes = [one.short_code for one in context.short_codes.list(limit=LIST_MOST)]
    return Service(
        sid=found.sid,
        numbers=tuple(numbers + codes),
        inbound_url=found.inbound_request_url or "",
        inbound_method=found.inbound_method or "",
        fallback_url=found.fallback_url or "",
        fallback_method=found.fallback_method or "",
        status_callback=found.status_callback or "",
        leaves_texts_to_numbers=bool(found.use_inbound_webhook_on_number),
        is_registered=bool(found.us_app_to_person_registered),
    )


def _wrong_answers(gateway: TwilioGateway) -> Iterator[str]:
    for origin, to, expected in MAGIC:
        said = _answer(gateway, origin, to)
        if said != expected:
            yield (
                f"From {origin} to {to} the test credentials must answer "
                f"{expected or 'yes'}, and answered {said or 'yes'}."
            )


def _answer(gateway: TwilioGateway, origin: str, to: str) -> int | str | None:
    """Return the code of the answer, None for a yes."""
    try:
        gateway.send(
            SendRequest(
                to=to,
                body="A test without a reader.",
                from_number=origin,
                messaging_service_sid=None,
                status_url="https://diary.example/twilio/status/test",
                valid_for=600,
            )
        )
    except GatewayError as error:
        return error.code or str(error.failure)
    return None
