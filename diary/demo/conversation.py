"""A patient's conversation as it stands on their phone: what came and what went.

Reads only. Leaves sending to the webhook, and what the clinic makes of it to
``happenings``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select

from diary.db import db
from diary.demo.wording import clock_time, long_day
from diary.inbox import InboundText
from diary.localtime import local_day
from diary.outbox import Message, MessageState
from diary.patients import Patient

LINK = re.compile(r"https?://\S+[^\s.,;:!?]")
SHOWN = 40
# What reached the handset, or is on its way there with nothing known against it.
ARRIVED = frozenset(
    {
        *(MessageState.SENT, MessageState.SENT_UNCONFIRMED, MessageState.DELIVERED),
        *(MessageState.ACCEPTED, MessageState.QUEUED, MessageState.SENDING),
        MessageState.DISPATCHING,
    }
)


@dataclass(frozen=True)
class Part:
    """Some words of a bubble; with ``href`` they are a link."""

    words: str
    href: str | None = None


@dataclass(frozen=True)
class Bubble:
    """One text; ``is_own`` means the patient wrote it."""

    is_own: bool
    parts: tuple[Part, ...]
    at: datetime
    time: str


@dataclass(frozen=True)
class Talk:
    """The bubbles of one day, the first one first."""

    label: str
    bubbles: tuple[Bubble, ...]


def conversation(patient: Patient) -> list[Talk]:
    """Return a patient's last texts by day, in the order the phone shows them."""
    bubbles = sorted(_all(patient), key=lambda bubble: bubble.at)[-SHOWN:]
    days = groupby(bubbles, key=lambda bubble: local_day(bubble.at, patient.zone))
    return [Talk(long_day(day), tuple(group)) for day, group in days]


def _all(patient: Patient) -> Iterator[Bubble]:
    for message in _messages(patient):
        if message.state in ARRIVED:
            yield _bubble(patient, False, message.body, _arrived_at(message))
    for text in _texts(patient):
        yield _bubble(patient, True, text.body, text.received_at)


def _messages(patient: Patient) -> list[Message]:
    found = (
        select(Message)
        .filter_by(clinic_id=patient.clinic_id, about=patient.ref)
        .order_by(Message.created_at.desc())
        .limit(SHOWN)
    )
    return list(db.session.scalars(found))


def _texts(patient: Patient) -> list[InboundText]:
    found = (
        select(InboundText)
        .filter_by(clinic_id=patient.clinic_id, patient_id=patient.id)
        .order_by(InboundText.received_at.desc())
        .limit(SHOWN)
    )
    return list(db.session.scalars(found))


def _arrived_at(message: Message) -> datetime:
    return message.handed_over_at or message.created_at


def _bubble(patient: Patient, is_own: bool, body: str, at: datetime) -> Bubble:
    return Bubble(is_own, tuple(_parts(body)), at, clock_time(at, patient.zone))


def _parts(body: str) -> Iterator[Part]:
    """Split a body so that addresses in it can be opened."""
    place = 0
    for found in LINK.finditer(body):
        if found.start() > place:
            yield Part(body[place : found.start()])
        yield Part(found.group(), found.group())
        place = found.end()
    if place < len(body):
        yield Part(body[place:])
