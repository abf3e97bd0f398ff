"""Webhooks that arrive at the same instant, and texts that mean harm."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from diary import clock, texts
from diary.db import db
from diary.entries import Entry, entries_between, submissions_between, symptoms_of
from diary.inbox import Inbound, InboundText, Reply, receive
from diary.outbox import Message
from diary.reading import warm
from diary.tasks import open_tasks
from tests.cast import Cast
from tests.factories import today
from tests.inbox.phones import Phone

pytestmark = pytest.mark.both_databases

Result = TypeVar("Result")
AT_ONCE = 6


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """Load the lists as a process does at its start, not while others wait to write."""
    warm()


def at_once(app: Flask, deeds: list[Callable[[], Result]]) -> list[Result]:
    """Do all of this at the same instant, each in a request of its own."""
    gate = Barrier(len(deeds))

    def one(deed: Callable[[], Result]) -> Result:
        with app.app_context():
            gate.wait()
            try:
                result = deed()
                db.session.commit()
            finally:
                db.session.remove()
            return result

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(one, deeds))


def texting(cast: Cast, body: str, sid: str) -> Callable[[], Reply]:
    inbound = Inbound(sid, cast.patient.phone, cast.sender.number, body)
    now = clock.now()
    return lambda: receive(inbound, now)


def test_the_same_text_at_once_is_one_text_with_one_answer(
    app: Flask, cast: Cast
) -> None:
    deeds = [texting(cast, "6", "SM" + "a" * 32) for _ in range(AT_ONCE)]
    replies = at_once(app, deeds)

    assert len(set(replies)) == 1
    for table in (InboundText, Message, Entry):
        assert db.session.scalars(select(func.count(table.id))).one() == 1


def test_different_answers_at_once_are_all_in_the_day(app: Flask, cast: Cast) -> None:
    bodies = ["6", "headache", "nausea", "dizzy", "slept 7h", "pain 3"]
    at_once(
        app, [texting(cast, body, f"SM{n:032x}") for n, body in enumerate(bodies, 1)]
    )

    day = today(cast.patient)
    (entry,) = entries_between(cast.clinic.id, cast.patient.id, day, day)
    said = submissions_between(cast.clinic.id, cast.patient.id, day, day)
    assert len(said) == len(bodies)
    assert (entry.mood, entry.sleep_hours, entry.pain) == (6, 7, 3)
    assert set(symptoms_of(cast.clinic.id, [entry.id])[entry.id]) >= {
        "headache",
        "nausea",
        "dizziness",
    }


@pytest.mark.parametrize(
    "body",
    [
        "9" * 1600,
        "a" * 20000,
        "\u202e6\u202c",
        "6\u0000\u0001\ud800",
        "\U0001f635" * 700,
        "{mood} %s {0} ${jndi:x}",
        "'; DROP TABLE entry; --",
        "<script>alert(6)</script>",
        "mood: 11",
        "-1",
        "1e9",
        "6" + "\u0301" * 1000,
        "\n\r\n 6 \t",
    ],
)
def test_whatever_is_texted_is_kept_and_nothing_breaks(
    cast: Cast, ada: Phone, body: str
) -> None:
    reply = ada.texts(body)

    assert ada.last_text.body == body
    assert open_tasks(cast.clinic.id, clinical=True) == []
    assert reply is None or texts.segments(reply) == 1


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=st.text(max_size=300))
def test_no_text_breaks_the_door(cast: Cast, ada: Phone, body: str) -> None:
    ada.texts(body)

    assert ada.last_text.body == body
    assert open_tasks(cast.clinic.id, clinical=True) == []
