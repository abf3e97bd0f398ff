"""The process that hears the carrier dies, and what it heard is kept once.

The carrier tries again as Twilio does, or its list is swept. Both databases; a real
server at a real port, killed at each of its steps.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from diary.db import db
from diary.entries import Entry, Submission
from diary.inbox import InboundText
from diary.outbox import CarrierEvent, Message, MessageState, status_token
from diary.reading import warm
from jobs import sweep_inbound
from tests.crash.conftest import MakeHarness
from tests.crash.designs import OURS
from tests.crash.harness import Harness
from tests.crash.population import Load, add_message
from tests.crash.steps import WEBHOOK_STEPS
from tests.crash.verdict import ref_of
from tests.crash.witness import TOKEN
from tests.outbox.calling_back import call_back, status_fields, text_fields
from tests.outbox.carrier_says import Taken

pytestmark = pytest.mark.both_databases
AT_ONCE = 5
SOON = timedelta(minutes=2)


@pytest.fixture
def harness(make_harness: MakeHarness) -> Iterator[Harness]:
    """A service that is up, and people who have texted nothing yet."""
    held = make_harness(OURS, load=Load(messages=0), heard=True)
    # Else each new process would load the reader's words anew.
    warm()
    held.begin_round(0)
    with held.served():
        yield held


def text_of(harness: Harness, number: int) -> Taken:
    """Return what a resident of that number texts: how the day is."""
    phone = harness.people.phones[number]
    to = harness.people.sender_number
    return Taken(f"SM{number:032x}", to, phone, str(number), "", 0.0)


def die_at(harness: Harness, step: str) -> int:
    assert harness.service
    harness.service.die_at(step, 1)
    return harness.service.death_count + 1


def has_died(harness: Harness, deaths: int) -> bool:
    assert harness.service
    return harness.service.wait_for_deaths(deaths)


def inbound_url(harness: Harness) -> str:
    return f"{harness.settings.base_url}/twilio/inbound"


def counted() -> list[int]:
    """Return how many texts, submissions, days and replies there are."""
    db.session.rollback()
    counts = [
        db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in (InboundText, Submission, Entry, Message)
    ]
    db.session.remove()
    return counts


def test_a_text_tried_again_is_kept_and_answered_once(harness: Harness) -> None:
    for number, step in enumerate(WEBHOOK_STEPS):
        deaths = die_at(harness, step)
        one = text_of(harness, number)
        told = {"from": one.origin, "to": one.to, "body": one.body}
        harness.carrier.ask("/_text", url=inbound_url(harness), **told)
        harness.carrier.ask("/_drain")
        assert has_died(harness, deaths), step
        assert counted() == [number + 1] * 4, step
    taken = harness.carrier.ask("/_taken")["taken"]
    answers = [ref_of(one) for one in taken if one["direction"] != "inbound"]
    assert len(answers) == len(set(answers)) == len(WEBHOOK_STEPS)


def test_a_text_not_tried_again_is_found_by_the_sweep(harness: Harness) -> None:
    for number, step in enumerate(WEBHOOK_STEPS):
        deaths = die_at(harness, step)
        one = text_of(harness, number)
        told = {"from": one.origin, "to": one.to, "body": one.body}
        harness.carrier.ask("/_text", url="", **told)
        one.sid = harness.carrier.ask("/_taken")["taken"][-1]["sid"]
        # Once, and never again.
        call_back(inbound_url(harness), text_fields(one), TOKEN)
        assert has_died(harness, deaths), step
        harness.begin_round(0, SOON)
        gateways = harness.gateways()
        sweep_inbound.run(harness.tick(gateways))
        gateways.close()
        assert counted() == [number + 1] * 4, step
        # And should it come after all, nothing is made of it twice.
        assert call_back(inbound_url(harness), text_fields(one), TOKEN) == 200
        assert counted() == [number + 1] * 4, step


def test_a_status_told_again_is_kept_once(harness: Harness) -> None:
    for number, step in enumerate(WEBHOOK_STEPS):
        message, url, fields = under_way(harness, number, "delivered")
        deaths = die_at(harness, step)
        heard = call_back(url, fields, TOKEN)
        assert has_died(harness, deaths), step
        assert heard in (0, 200)
        assert call_back(url, fields, TOKEN) == 200
        db.session.refresh(message)
        assert message.state is MessageState.DELIVERED
        assert db.session.query(CarrierEvent).count() == number + 1
        db.session.rollback()


def test_what_was_answered_was_kept(harness: Harness) -> None:
    """Killed after its answer left, the service has nothing to hear again."""
    message, url, fields = under_way(harness, 1, "delivered")
    deaths = die_at(harness, "webhook_answered")
    assert call_back(url, fields, TOKEN) == 200
    assert has_died(harness, deaths)
    db.session.refresh(message)
    assert message.state is MessageState.DELIVERED


def test_five_of_each_status_at_once_are_one_of_each(harness: Harness) -> None:
    message, url, last = under_way(harness, 1, "delivered")
    words = ("queued", "sent", "delivered")
    told = [last | {"MessageStatus": word} for word in words * AT_ONCE]
    with ThreadPoolExecutor(len(told)) as phones:
        heard = list(phones.map(lambda fields: call_back(url, fields, TOKEN), told))
    assert heard == [200] * len(told)
    db.session.refresh(message)
    assert message.state is MessageState.DELIVERED
    kept = db.session.scalars(select(CarrierEvent.status)).all()
    assert sorted(kept) == sorted(words)


def under_way(
    harness: Harness, number: int, status: str
) -> tuple[Message, str, dict[str, str]]:
    """Return a message whose call began, and its status callback."""
    to = harness.people.phones[number]
    add_message(harness.people, number, to, harness.now)
    message = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert message
    message.state, message.tries = MessageState.DISPATCHING, 1
    db.session.commit()
    one = Taken(f"SM{number:032x}", to, "", "", "", 0.0)
    url = f"{harness.settings.base_url}/twilio/status/{status_token(message.ref, 1)}"
    return message, url, status_fields(one, status)
