"""Paging until somebody answers, and on to the next until somebody ends it."""

from datetime import datetime

import pytest
from sqlalchemy import select

from diary import outbox
from diary.alerts import (
    Alert,
    AlertDraft,
    AlertKind,
    Disposition,
    Page,
    acknowledge,
    alerts_to_page,
    answer_page,
    answered_rehearsals,
    code_in,
    on_call_of,
    open_alert,
    page_people,
    pages_of,
    rehearse,
    remove_on_call,
    resolve,
    set_on_call,
)
from diary.alerts.codes import LETTERS, new_code
from diary.audit import Actor
from diary.clinics import Member
from diary.db import db
from diary.errors import Invalid, Refused
from diary.outbox import Lane, Message
from diary.tasks import open_tasks
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import CRISIS, make_member

pytestmark = pytest.mark.both_databases

SYSTEM = Actor.system()
WORDS = "I want to die"
BASE = "https://diary.example"


class Rota:
    """Three people on call, the job that pages them, and what they were sent."""

    def __init__(self, cast: Cast, clock: Clock) -> None:
        self.cast, self.clock = cast, clock
        others = [make_member(cast.clinic) for _ in range(2)]
        self.people = [cast.clinician, *others]
        for place, member in enumerate(self.people, 1):
            phone = self.phone(member)
            set_on_call(cast.clinic, member, place, phone, SYSTEM, clock.now)

    def phone(self, member: Member) -> str:
        return f"+1555777{member.id:04d}"

    def beat(self) -> list[Member]:
        """Let the job run once; return who was paged, in order."""
        seen = set(db.session.scalars(select(Message.id)))
        for alert_id in alerts_to_page(self.clock.now):
            page_people(alert_id, self.clock.now, BASE)
        db.session.commit()
        db.session.expire_all()
        sent = db.session.scalars(select(Message).order_by(Message.id))
        numbers = [message.to for message in sent if message.id not in seen]
        by_phone = {self.phone(member): member for member in self.people}
        return [by_phone[number] for number in numbers]

    def code(self, alert: Alert, member: Member) -> str:
        pages = pages_of(alert.clinic_id, alert.id)
        return next(
            page.code for page in reversed(pages) if page.member_id == member.id
        )


@pytest.fixture
def rota(cast: Cast, clock: Clock) -> Rota:
    return Rota(cast, clock)


@pytest.fixture
def alert(cast: Cast, clock: Clock, rota: Rota) -> Alert:
    return open_alert(cast.patient, CRISIS, "text:1", WORDS, clock.now)


def test_the_first_person_is_paged_now_without_a_word_of_it(
    alert: Alert, rota: Rota, clock: Clock
) -> None:
    first, *_ = rota.people
    assert rota.beat() == [first]
    assert rota.beat() == []

    (page,) = pages_of(alert.clinic_id, alert.id)
    message = db.session.scalars(select(Message)).one()
    assert (message.lane, message.rank, message.due_at) == (Lane.PAGES, 0, clock.now)
    assert message.about is None
    assert page.code in message.body
    assert f"{BASE}/alerts" in message.body
    for telling in ("die", "Ada", "crisis", "patient"):
        assert telling not in message.body


def test_more_people_are_paged_until_somebody_answers(
    alert: Alert, rota: Rota, clock: Clock
) -> None:
    first, second, third = rota.people
    paged = [rota.beat()]
    for _ in range(4):
        clock.travel(minutes=10)
        paged.append(rota.beat())

    everybody = [first, second, third]
    assert paged == [[first], [first, second], everybody, everybody, []]
    clock.travel(minutes=5)
    assert rota.beat() == everybody


def test_taking_it_stops_the_paging_of_others(
    alert: Alert, rota: Rota, clock: Clock
) -> None:
    rota.beat()
    acknowledge(alert, rota.people[0], clock.travel(minutes=2))
    clock.travel(minutes=57)

    assert rota.beat() == []


def test_taken_and_not_ended_it_goes_on_to_the_next_person(
    alert: Alert, rota: Rota, clock: Clock
) -> None:
    first, second, third = rota.people
    rota.beat()
    acknowledge(alert, first, clock.now)
    clock.travel(minutes=60)
    assert rota.beat() == [second]

    clock.travel(minutes=10)
    assert rota.beat() == [second, third]
    assert acknowledge(alert, third, clock.now)


def test_ended_nobody_is_paged_again(alert: Alert, rota: Rota, clock: Clock) -> None:
    rota.beat()
    resolve(alert, rota.people[0], Disposition.REACHED, "", clock.now)
    clock.travel(hours=5)

    assert rota.beat() == []


def test_a_page_that_does_not_arrive_is_followed_at_once(
    alert: Alert, rota: Rota, clock: Clock
) -> None:
    first, second, _ = rota.people
    rota.beat()
    clock.travel(seconds=20)
    fail_last_page(clock.now)

    assert rota.beat() == [first, second]


def test_a_dead_phone_does_not_ring_the_others_without_end(
    alert: Alert, rota: Rota, clock: Clock
) -> None:
    beats = []
    for _ in range(8):
        beats.append(len(rota.beat()))
        clock.travel(seconds=20)
        fail_last_page(clock.now)

    assert beats == [1, 2, 3, 3, 0, 0, 0, 0]


def fail_last_page(now: datetime) -> None:
    """Have the carrier say that the last message cannot be delivered."""
    message = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert message is not None
    if message.final_at is not None:
        return
    report = outbox.StatusReport(f"SM{message.id:032x}", "undelivered", 30003)
    message.state = outbox.MessageState.DISPATCHING
    message.tries = 1
    db.session.flush()
    db.session.add(
        outbox.Attempt(
            clinic_id=message.clinic_id,
            message_id=message.id,
            number=1,
            lane=message.lane,
            mode=outbox.Mode.CALL,
            to_index=message.to_index,
            started_at=now,
        )
    )
    db.session.flush()
    outbox.apply_status(outbox.status_token(message.ref, 1), report, now)
    db.session.commit()
    db.session.expire_all()


def test_with_nobody_on_call_a_task_stands_and_it_is_tried_again(
    cast: Cast, rota: Rota, clock: Clock
) -> None:
    for member in rota.people:
        remove_on_call(cast.clinic, member, SYSTEM, clock.now)
    open_alert(cast.patient, CRISIS, "text:1", WORDS, clock.now)
    assert rota.beat() == []
    assert len(open_tasks(cast.clinic.id, clinical=True)) == 1

    phone = rota.phone(cast.clinician)
    set_on_call(cast.clinic, cast.clinician, 1, phone, SYSTEM, clock.now)
    clock.travel(minutes=15)
    assert rota.beat() == [cast.clinician]


def test_what_can_wait_pages_nobody(cast: Cast, rota: Rota, clock: Clock) -> None:
    sign = AlertDraft(AlertKind.RED_FLAG, 1, "same_day.double", "Double.", "d")
    opened = open_alert(cast.patient, sign, "text:1", "", clock.now)
    acknowledge(opened, cast.clinician, clock.now)
    clock.travel(hours=3)

    assert rota.beat() == []


def test_a_code_takes_the_alert_from_the_phone_it_was_sent_to(
    cast: Cast, alert: Alert, rota: Rota, clock: Clock
) -> None:
    first, second, _ = rota.people
    rota.beat()
    code = rota.code(alert, first)

    wrong = answer_page(cast.clinic.id, rota.phone(second), code, clock.now)
    assert wrong is None
    right = answer_page(cast.clinic.id, rota.phone(first), code, clock.now)
    assert right is not None
    assert right.alert_id == alert.id
    assert alert.acknowledged_by_id == first.id


def test_a_code_is_not_good_for_ever_nor_elsewhere(
    cast: Cast, alert: Alert, rota: Rota, clock: Clock
) -> None:
    first, *_ = rota.people
    rota.beat()
    code = rota.code(alert, first)

    assert answer_page(cast.other_clinic.id, rota.phone(first), code, clock.now) is None
    late = clock.travel(hours=24, seconds=1)
    assert answer_page(cast.clinic.id, rota.phone(first), code, late) is None
    assert alert.acknowledged_at is None


def test_a_rehearsal_pages_everybody_and_knows_who_answered(
    cast: Cast, rota: Rota, clock: Clock
) -> None:
    assert rehearse(cast.clinic.id, clock.now, BASE) == 3
    sent = db.session.scalars(select(Page).order_by(Page.id)).all()
    first, second, _ = rota.people

    answer_page(cast.clinic.id, rota.phone(second), sent[1].code, clock.now)
    wrong = answer_page(cast.clinic.id, rota.phone(first), sent[1].code, clock.now)
    assert wrong is None
    assert answered_rehearsals(cast.clinic.id) == {second.id: clock.now}
    assert answered_rehearsals(cast.other_clinic.id) == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ACK 7F3K", "7F3K"),
        ("ack7f3k", "7F3K"),
        (" Ack: 7f 3k. ", "7F3K"),
        ("ACK", None),
        ("ACK 7F3", None),
        ("ACK 7F3K2", None),
        ("back 7F3K", None),
        ("6", None),
    ],
)
def test_how_a_code_may_be_typed(text: str, code: str | None) -> None:
    assert code_in(text) == code


def test_codes_have_no_look_alikes() -> None:
    assert not set(LETTERS) & set("O0I1L5S2ZAEIOUY")
    assert {len(new_code()) for _ in range(50)} == {4}


def test_who_is_on_call_is_checked(cast: Cast, rota: Rota, clock: Clock) -> None:
    number, colleague = "+15557770001", make_member(cast.clinic)
    with pytest.raises(Invalid) as wrong:
        set_on_call(
            *(cast.clinic, colleague, 4, "12", SYSTEM, clock.now), email="x", voice="9"
        )
    assert wrong.value.fields.keys() == {"phone", "email", "voice"}
    with pytest.raises(Refused, match="place"):
        set_on_call(cast.clinic, colleague, 1, number, SYSTEM, clock.now)
    with pytest.raises(Refused, match="work here"):
        set_on_call(cast.clinic, cast.stranger, 4, number, SYSTEM, clock.now)
    with pytest.raises(Refused, match="clinicians"):
        set_on_call(cast.clinic, cast.admin, 4, number, SYSTEM, clock.now)
    set_on_call(cast.clinic, rota.people[0], 9, "+15557770009", SYSTEM, clock.now)

    assert [each.place for each in on_call_of(cast.clinic.id)] == [2, 3, 9]


def test_whoever_is_dismissed_is_called_no_more(
    cast: Cast, rota: Rota, clock: Clock
) -> None:
    rota.people[0].is_active = False
    db.session.flush()

    assert [each.place for each in on_call_of(cast.clinic.id)] == [2, 3]
