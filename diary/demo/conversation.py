"""The conversation as it stands on somebody's phone: what came and what went.

Leaves keeping it to the simulated carrier, and what the clinic makes of it to
``happenings``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from diary.demo.phones import Phone
from diary.demo.wording import clock_time, long_day
from diary.localtime import local_day
from diary.outbox import PhoneGateway, PhoneText

LINK = re.compile(r"https?://\S+[^\s.,;:!?]")
SHOWN = 40


@dataclass(frozen=True)
class Part:
    """Some words of a bubble; with ``href`` they are a link."""

    words: str
    href: str | None = None


@dataclass(frozen=True)
class Bubble:
    """One text; ``is_own`` means it was written on the phone."""

    is_own: bool
    parts: tuple[Part, ...]
    at: datetime
    time: str


@dataclass(frozen=True)
class Talk:
    """The bubbles of one day, the first one first."""

    label: str
    bubbles: tuple[Bubble, ...]


def conversation(phone: Phone, gateway: PhoneGateway) -> list[Talk]:
    """Return the last texts by day, in the order the phone shows them."""
    texts = gateway.conversation(phone.number, SHOWN)
    bubbles = [_bubble(text, phone.zone) for text in texts]
    days = groupby(bubbles, key=lambda bubble: local_day(bubble.at, phone.zone))
    return [Talk(long_day(day), tuple(group)) for day, group in days]


def _bubble(text: PhoneText, zone: str) -> Bubble:
    return Bubble(
        is_own=text.is_from_phone,
        parts=tuple(_parts(text.body)),
        at=text.at,
        time=clock_time(text.at, zone),
    )


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
