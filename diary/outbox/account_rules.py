"""What must be set at Twilio before a patient is texted, as one sentence for each gap.

Pure: the account as it was seen comes in. Sources: messaging 1.3 (webhooks, retry
overrides), 1.1 (callback addresses), 1.8 and 1.9 (registration). Leaves looking to
``account_check``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from diary.outbox.states import SenderKind

INBOUND = "/twilio/inbound"
OVERRIDE = "#rc=3&rp=all&rt=4000&ct=2000"
"""Without it Twilio tries a webhook that answered 5xx no second time.

All tries together have 15 s, and by default the first may use them up.
"""
RETRIES = 3
ONE_TRY_MS = 5000
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class OurNumber:
    """A number of ours: whose, of what kind, through which messaging service."""

    number: str
    kind: SenderKind
    clinic_id: int
    service_sid: str | None


@dataclass(frozen=True)
class Service:
    """A messaging service as the account shows it."""

    sid: str
    numbers: tuple[str, ...]
    inbound_url: str = ""
    inbound_method: str = ""
    fallback_url: str = ""
    fallback_method: str = ""
    status_callback: str = ""
    leaves_texts_to_numbers: bool = False
    is_registered: bool = False


def of_address(base_url: str) -> Iterator[str]:
    """Yield what is wrong with the address Twilio is to call."""
    host = urlsplit(base_url).hostname or ""
    if not base_url.startswith("https://") or host in LOOPBACK:
        yield (
            f"Our public address is {base_url}: Twilio must reach it from outside, "
            "so it has to be a public https:// address."
        )
    if "_" in host:
        yield f"The host {host} has an underscore; Twilio refuses it (21609)."


def of_account(status: str, kind: str) -> Iterator[str]:
    """Yield what keeps an account from texting patients."""
    if status != "active":
        yield f"The account is {status or 'not active'}: nobody can be texted with it."
    if kind == "Trial":
        yield "The account is a trial: it texts only numbers verified by hand."


def of_numbers(numbers: tuple[OurNumber, ...]) -> Iterator[str]:
    """Yield what is missing on our own side."""
    if not numbers:
        yield (
            "No clinic has a number to text from. "
            "Give it one with: flask clinic create --texts-from"
        )
    for sid in sorted({one.service_sid for one in numbers if one.service_sid}):
        clinics = {one.clinic_id for one in numbers if one.service_sid == sid}
        if len(clinics) > 1:
            yield (
                f"{len(clinics)} clinics share the messaging service {sid}: patients "
                "of one may be texted from another's number. Each needs its own."
            )
    for one in numbers:
        if one.service_sid is None:
            yield f"{one.number} has no messaging service; give it one."


def of_service(
    service: Service, numbers: tuple[OurNumber, ...], urls: tuple[str, ...]
) -> Iterator[str]:
    """Yield what is missing in a messaging service that texts go through.

    ``urls`` are the addresses whose signatures we take, the usual one first.
    """
    yield from _of_senders(service, numbers)
    if service.leaves_texts_to_numbers:
        yield (
            f"{service.sid} leaves texts to each number's own webhook: choose "
            '"Send a webhook" under its Integration.'
        )
        return
    yield from _of_inbound(service, urls[0])
    yield from _of_fallback(service, urls)


def _of_senders(service: Service, numbers: tuple[OurNumber, ...]) -> Iterator[str]:
    ours = {one.number: one for one in numbers if one.service_sid == service.sid}
    for number in sorted(ours.keys() - set(service.numbers)):
        yield f"{number} is not among the senders of {service.sid}: add it there."
    for number in sorted(set(service.numbers) - ours.keys()):
        yield (
            f"{service.sid} also texts from {number}, which belongs to no clinic here: "
            "what patients answer to it would be lost. Take it out or give it a clinic."
        )
    for number, one in sorted(ours.items()):
        if one.kind is SenderKind.TEN_DLC and not service.is_registered:
            yield (
                f"{number} is a 10DLC number and {service.sid} has no approved "
                "campaign: carriers will block its texts (30034)."
            )


def _of_inbound(service: Service, base_url: str) -> Iterator[str]:
    wanted = base_url + INBOUND
    address = service.inbound_url.partition("#")[0]
    if address != wanted:
        shown = address or "empty"
        yield f"{service.sid} sends texts to {shown}; it must be {wanted}{OVERRIDE}"
        return
    if service.inbound_method.upper() != "POST":
        yield f"{service.sid} calls {wanted} with {service.inbound_method}, not POST."
    said = parse_qs(urlsplit(service.inbound_url).fragment)
    if not _tries_again(said):
        yield (
            f"{service.sid} gives up on a text after one failure: "
            f"write the address as {wanted}{OVERRIDE}"
        )
    elif not 0 < _number(said, "rt") <= ONE_TRY_MS:
        yield (
            f"{service.sid} may spend all its time on one try of a text: "
            f"write the address as {wanted}{OVERRIDE}"
        )


def _tries_again(said: Mapping[str, list[str]]) -> bool:
    causes = said.get("rp", [""])[0].split(",")
    return _number(said, "rc") >= RETRIES and "all" in causes


def _number(said: Mapping[str, list[str]], name: str) -> int:
    written = said.get(name, ["0"])[0]
    return int(written) if written.isdecimal() else 0


def _of_fallback(service: Service, urls: tuple[str, ...]) -> Iterator[str]:
    """Yield what is wrong with the address called when the usual one fails.

    A signature covers the address, so one we do not know of would be refused.
    """
    address = service.fallback_url.partition("#")[0]
    wanted = [url + INBOUND for url in urls]
    if address not in wanted:
        yield (
            f"{service.sid} has {address or 'no address'} to fall back on for texts; "
            f"it must be {wanted[-1]}"
        )
    elif service.fallback_method.upper() != "POST":
        yield f"{service.sid} calls its fallback address not with POST."


def notes_on(service: Service, urls: tuple[str, ...]) -> Iterator[str]:
    """Yield what no look at the account can settle, or what may surprise."""
    if len(urls) == 1:
        yield (
            "There is no DIARY_FALLBACK_URL: a text whose first address fails is "
            "found by the sweep, minutes later."
        )
    if service.status_callback and not service.status_callback.startswith(urls):
        yield (
            f"{service.sid} has a status callback of its own; our texts bring theirs, "
            "so it is not called for them."
        )
    yield (
        f"Whether {service.sid} has Advanced Opt-Out cannot be asked: look under its "
        "Opt-Out Management. With it on, the texts there answer STOP, START and HELP, "
        "so they must name the clinic; standalone short codes need it."
    )
