"""When the words for the patient do not arrive, somebody is told to call, at once."""

import pytest

from diary.alerts import (
    Alert,
    Deed,
    Disposition,
    Page,
    acknowledge,
    alerts_to_page,
    answer_page,
    events_of,
    note_opted_out,
    note_reply,
    open_alert,
    open_alert_for_number,
    page_people,
    pages_of,
    resolve,
    set_on_call,
    snooze,
)
from diary.alerts.bringing import is_wanted
from diary.audit import Actor
from diary.clinics import Member
from diary.db import db
from diary.outbox import (
    Message,
    MessageState,
    StatusReport,
    apply_status,
    message_by_key,
    status_token,
)
from diary.outbox.models import Attempt
from diary.outbox.states import Lane, Mode
from diary.sealed import blind_index
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import CRISIS, make_member, make_message

pytestmark = pytest.mark.both_databases

BASE = "https://diary.example"


@pytest.fixture
def people(cast: Cast, clock: Clock) -> list[Member]:
    found = [cast.clinician, make_member(cast.clinic)]
    for place, member in enumerate(found, 1):
        phone = f"+1555777{member.id:04d}"
        set_on_call(cast.clinic, member, place, phone, Actor.system(), clock.now)
    return found


@pytest.fixture
def reply(cast: Cast, clock: Clock) -> Message:
    """The crisis lines, handed to the carrier."""
    made = make_message(
        *(cast.sender, cast.patient.phone),
        purpose="crisis",
        lane=Lane.PAGES,
        mode=Mode.TWIML,
        state=MessageState.QUEUED,
        tries=1,
        sid="SM" + "c" * 32,
        handed_over_at=clock.now,
    )
    db.session.add(
        Attempt(
            clinic_id=made.clinic_id,
            message_id=made.id,
            number=1,
            lane=made.lane,
            mode=made.mode,
            to_index=made.to_index,
            started_at=clock.now,
        )
    )
    db.session.flush()
    return made


@pytest.fixture
def alert(cast: Cast, clock: Clock, people: list[Member], reply: Message) -> Alert:
    made = open_alert(cast.patient, CRISIS, "text:1", "I want to die", clock.now)
    note_reply([made], reply.ref)
    return made


def beat(clock: Clock) -> list[int]:
    """Let the job run; return the member keys of who was paged now."""
    before = {page.id for page in db.session.query(Page)}
    for key in alerts_to_page(clock.now):
        page_people(key, clock.now, BASE)
    db.session.commit()
    pages = db.session.query(Page).order_by(Page.id)
    return [page.member_id for page in pages if page.id not in before]


def fail(reply: Message, clock: Clock) -> None:
    """Have the carrier say that the crisis lines did not arrive."""
    report = StatusReport(reply.sid or "", "undelivered", 30003)
    apply_status(status_token(reply.ref, 1), report, clock.now)
    db.session.commit()
    db.session.expire_all()


def last_text(alert: Alert) -> str:
    page = pages_of(alert.clinic_id, alert.id)[-1]
    message = message_by_key(alert.clinic_id, f"page:{page.ref}")
    assert message is not None
    return message.body


def test_untaken_the_next_step_comes_at_once_and_says_call(
    alert: Alert, people: list[Member], reply: Message, clock: Clock
) -> None:
    assert beat(clock) == [people[0].id]
    assert "CALL" not in last_text(alert)
    clock.travel(seconds=40)
    fail(reply, clock)

    assert alert.must_call
    assert beat(clock) == [people[0].id, people[1].id]
    assert last_text(alert).startswith("TEXT NOT DELIVERED, CALL.")
    deeds = [event.deed for event in events_of(alert.clinic_id, alert.id)]
    assert deeds == [Deed.NOT_DELIVERED]


def test_taken_whoever_has_it_is_paged_and_keeps_it(
    cast: Cast, alert: Alert, people: list[Member], reply: Message, clock: Clock
) -> None:
    beat(clock)
    acknowledge(alert, people[1], clock.travel(minutes=2))
    clock.travel(minutes=1)
    fail(reply, clock)

    assert beat(clock) == [people[1].id]
    assert beat(clock) == []
    assert alert.acknowledged_by_id == people[1].id
    page = pages_of(alert.clinic_id, alert.id)[-1]
    assert is_wanted(page), "e-mail and call follow where this text is not answered"
    number = f"+1555777{people[1].id:04d}"
    answer_page(cast.clinic.id, number, page.code, clock.now)
    assert not is_wanted(page)

    clock.travel(minutes=59)
    assert beat(clock) == [people[0].id], "not ended in time it still goes on"


def test_taken_by_somebody_who_is_not_on_call_it_goes_on(
    cast: Cast, alert: Alert, people: list[Member], reply: Message, clock: Clock
) -> None:
    beat(clock)
    acknowledge(alert, make_member(cast.clinic), clock.travel(minutes=2))
    fail(reply, clock)

    assert beat(clock) == [people[1].id]
    assert alert.acknowledged_at is None


def test_a_number_that_opted_out_says_call_from_the_first_page_on(
    cast: Cast, people: list[Member], clock: Clock
) -> None:
    made = open_alert(cast.patient, CRISIS, "text:1", "I want to die", clock.now)
    note_reply([made], None)

    assert beat(clock) == [people[0].id]
    assert last_text(made).startswith("TEXT NOT DELIVERED, CALL.")
    assert beat(clock) == []


def opts_out(cast: Cast, clock: Clock) -> None:
    note_opted_out(cast.clinic.id, blind_index(cast.patient.phone), clock.now)
    db.session.commit()


def test_opting_out_while_it_is_open_says_call_and_pages_on(
    cast: Cast, alert: Alert, people: list[Member], clock: Clock
) -> None:
    beat(clock)
    clock.travel(minutes=1)
    opts_out(cast, clock)

    assert alert.must_call
    assert beat(clock) == [people[0].id, people[1].id]
    assert last_text(alert).startswith("TEXT NOT DELIVERED, CALL.")
    opts_out(cast, clock)
    assert beat(clock) == [], "said once"


def test_opting_out_after_somebody_took_it_pages_them_and_nobody_else(
    cast: Cast, alert: Alert, people: list[Member], clock: Clock
) -> None:
    beat(clock)
    acknowledge(alert, people[1], clock.travel(minutes=2))
    opts_out(cast, clock)

    assert beat(clock) == [people[1].id]
    assert alert.acknowledged_by_id == people[1].id


def test_opting_out_says_it_of_nobodys_number_but_not_of_another_s(
    cast: Cast, alert: Alert, clock: Clock
) -> None:
    number = "+15557654321"
    about_it = open_alert_for_number(
        cast.clinic.id, number, CRISIS, "text:2", "I want to die", clock.now
    )
    note_opted_out(cast.clinic.id, blind_index(number), clock.now)

    assert (about_it.must_call, alert.must_call) == (True, False)


def test_what_is_closed_pages_nobody(
    alert: Alert, people: list[Member], reply: Message, clock: Clock
) -> None:
    resolve(alert, people[0], Disposition.REACHED, "", clock.now)
    fail(reply, clock)

    assert alert.must_call
    assert beat(clock) == []


def test_put_off_it_comes_back_to_whoever_put_it_off(
    alert: Alert, people: list[Member], clock: Clock
) -> None:
    beat(clock)
    snooze(alert, people[1], 30, "on a train", clock.travel(minutes=1))
    assert beat(clock) == []
    clock.travel(minutes=29, seconds=59)
    assert beat(clock) == []

    clock.travel(seconds=1)
    assert beat(clock) == [people[1].id]
    clock.travel(minutes=10)
    assert beat(clock) == [people[1].id, people[0].id]
    assert (alert.snoozed_until, alert.acknowledged_at) == (None, None)
