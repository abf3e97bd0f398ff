"""Who handled an alert and when, as one list: pages with every way they took, deeds.

For the page of one alert. Leaves names to ``clinics`` and how a text fares to
``outbox``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from diary import outbox
from diary.alerts.bringing import bringings_of
from diary.alerts.events import events_of
from diary.alerts.models import (
    Alert,
    AlertEvent,
    Bringing,
    BringingState,
    Channel,
    Deed,
    Page,
)
from diary.alerts.paging import message_key, pages_of
from diary.outbox import BAD_ENDINGS, Message, MessageState

CHANNELS: Mapping[Channel, str] = {
    Channel.TEXT: "text",
    Channel.EMAIL: "e-mail",
    Channel.VOICE: "call",
}
STATES: Mapping[BringingState, str] = {
    BringingState.WAITING: "waits for an answer first",
    BringingState.TRYING: "under way",
    BringingState.SENT: "sent",
    BringingState.ANSWERED: "picked up",
    BringingState.UNANSWERED: "nobody picked up",
    BringingState.FAILED: "failed",
    BringingState.NOT_NEEDED: "not needed any more",
}
DEEDS: Mapping[Deed, str] = {
    Deed.TAKEN: "took it",
    Deed.HANDED_ON: "did not end it in time: it went on to the next person",
    Deed.SNOOZED: "put it off",
    Deed.NOT_DELIVERED: "No text reaches the patient: call.",
    Deed.NOBODY_THERE: "Nobody was on call.",
    Deed.CLOSED: "closed it",
}
NO_NUMBER = "the clinic has no number to text from"
ON_ITS_WAY = "handed to the carrier"


@dataclass(frozen=True)
class Way:
    """How one page fared by one channel; ``is_failed`` asks for another one."""

    channel: str
    says: str
    is_failed: bool


@dataclass(frozen=True)
class Moment:
    """One line of the story. ``who`` is empty where nobody did it."""

    at: datetime
    who: str
    says: str
    note: str = ""
    until: datetime | None = None
    ways: tuple[Way, ...] = ()


def story_of(alert: Alert, names: Mapping[int, str]) -> list[Moment]:
    """Return what happened to an alert, oldest first; ``names`` by member key."""
    pages = pages_of(alert.clinic_id, alert.id)
    events = events_of(alert.clinic_id, alert.id)
    told = [_deed(event, names) for event in events]
    return sorted([*told, *paged(pages, names)], key=lambda one: one.at)


def paged(pages: list[Page], names: Mapping[int, str]) -> Iterator[Moment]:
    """Yield pages, each with how it fares by every channel."""
    brought: dict[int, list[Bringing]] = {}
    if pages:
        ids = [page.id for page in pages]
        for each in bringings_of(pages[0].clinic_id, ids):
            brought.setdefault(each.page_id, []).append(each)
    for page in pages:
        others = (_way(each) for each in brought.get(page.id, ()))
        says = "was paged"
        if page.answered_at is not None:
            says = "was paged and answered"
        yield Moment(
            at=page.paged_at,
            who=names.get(page.member_id, "somebody"),
            says=says,
            until=page.answered_at,
            ways=(_text_way(page), *others),
        )


def _deed(event: AlertEvent, names: Mapping[int, str]) -> Moment:
    is_somebodys = event.deed not in (Deed.NOT_DELIVERED, Deed.NOBODY_THERE)
    nobody = "a program of the clinic" if is_somebodys else ""
    return Moment(
        at=event.at,
        who=names.get(event.member_id or 0, nobody),
        says=DEEDS[event.deed],
        note=event.note,
        until=event.until,
    )


def _way(bringing: Bringing) -> Way:
    says = STATES[bringing.state]
    if bringing.state is BringingState.WAITING and bringing.tries:
        says = "tried, and will be again"
    if bringing.reason:
        says = f"{says}: {bringing.reason}"
    is_failed = bringing.state is BringingState.FAILED or bool(bringing.reason)
    return Way(CHANNELS[bringing.channel], says, is_failed)


def _text_way(page: Page) -> Way:
    message = outbox.message_by_key(page.clinic_id, message_key(page.ref))
    name = CHANNELS[Channel.TEXT]
    if message is None:
        return Way(name, NO_NUMBER, is_failed=True)
    return Way(name, fate_of(message), is_failed=_is_failed(message))


def fate_of(message: Message) -> str:
    """Return in a few words how a text of ours fares."""
    if _is_failed(message):
        return outbox.sentence_of(message.state, message.error_code)
    if message.state is MessageState.PLANNED:
        return "tried, and will be again" if message.tries else "about to leave"
    if message.state is MessageState.CANCELED:
        return STATES[BringingState.NOT_NEEDED]
    if message.state is MessageState.DELIVERED:
        return "delivered"
    return ON_ITS_WAY


def _is_failed(message: Message) -> bool:
    return message.state in BAD_ENDINGS
