"""What one patient is to be told, and when: tables of cases, no database."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from diary.localtime import instant_of, local
from diary.patients import Purpose
from diary.reminders import ReminderKind
from diary.reminders.planning import Facts, Offer, Visit, Wish, planned_for

HOME = "America/New_York"
NOW = datetime(2026, 3, 4, 13, tzinfo=UTC)  # Wednesday, 8:00 in New York
FACTS = Facts(
    zone=HOME,
    check_in_at=time(9, 30),
    opens=time(9),
    closes=time(20),
    enrolled_at=NOW - timedelta(days=90),
    purposes=frozenset(Purpose),
)


def visit(on: date, at: time = time(10), zone: str = HOME) -> Visit:
    return Visit("visit", on, at, zone, instant_of(on, at, zone))


def held(on: date, at: time, ended_at: datetime) -> Visit:
    return replace(
        visit(on, at),
        is_planned=False,
        ended_at=ended_at,
        no_driving_before=ended_at + timedelta(hours=24),
    )


def planned(facts: Facts, days: float = 1, since: datetime = NOW) -> list[Wish]:
    return planned_for(facts, since, since + timedelta(days=days))


def told(facts: Facts, days: float = 1, since: datetime = NOW) -> list[tuple[str, str]]:
    """Return what is planned as (kind, patient's wall clock)."""
    return [
        (wish.kind.value, f"{local(wish.due_at, facts.zone):%a %d %H:%M}")
        for wish in planned(facts, days, since)
    ]


def only(facts: Facts, purpose: Purpose) -> Facts:
    return replace(facts, purposes=frozenset({purpose}))


def test_a_day_is_one_question_and_one_nudge() -> None:
    assert told(FACTS) == [
        ("check_in", "Wed 04 09:30"),
        ("check_in_nudge", "Wed 04 13:30"),
    ]


def test_both_are_of_no_use_once_the_day_goes_quiet() -> None:
    closes = instant_of(date(2026, 3, 4), time(20), HOME)
    assert {wish.useless_after for wish in planned(FACTS)} == {closes}


def test_an_answered_day_is_not_asked_about() -> None:
    answered = replace(FACTS, answered_on=frozenset({date(2026, 3, 4)}))
    assert told(answered) == []
    assert [kind for kind, _ in told(answered, 2)] == ["check_in", "check_in_nudge"]


@pytest.mark.parametrize(
    ("chosen", "asked"),
    [
        (time(6), ["Wed 04 09:00", "Wed 04 13:00"]),
        (time(15, 45), ["Wed 04 15:45", "Wed 04 19:45"]),
        (time(16), ["Wed 04 16:00"]),
        (time(19, 30), ["Wed 04 19:30"]),
        (time(22), ["Wed 04 19:30"]),
    ],
)
def test_what_a_patient_chose_is_kept_inside_the_hours(
    chosen: time, asked: list[str]
) -> None:
    facts = replace(FACTS, check_in_at=chosen)
    assert [when for _, when in told(facts)] == asked


def test_nothing_is_asked_about_the_hours_before_enrolment() -> None:
    enrolled = instant_of(date(2026, 3, 4), time(12), HOME)
    facts = replace(FACTS, enrolled_at=enrolled)
    assert told(facts, 1, enrolled) == [("check_in", "Thu 05 09:30")]


def test_after_stop_nothing_is_planned() -> None:
    assert planned(replace(FACTS, is_reachable=False), 30) == []


@pytest.mark.parametrize("purpose", Purpose)
def test_only_what_was_agreed_to_is_planned(purpose: Purpose) -> None:
    facts = replace(
        only(FACTS, purpose),
        visits=(visit(date(2026, 3, 6)),),
        offer=Offer("booster", date(2026, 3, 10)),
    )
    assert {wish.purpose for wish in planned(facts, 3)} <= {purpose}


@pytest.mark.parametrize(
    ("day", "question", "chase"),
    [
        (date(2026, 3, 11), "Mon 09 10:00", "Tue 10 15:00"),
        (date(2026, 3, 12), "Tue 10 10:00", "Wed 11 15:00"),
        (date(2026, 3, 9), "Fri 06 10:00", "Fri 06 15:00"),
        (date(2026, 3, 10), "Fri 06 10:00", "Mon 09 15:00"),
        (date(2026, 3, 14), "Thu 12 10:00", "Fri 13 15:00"),
    ],
)
def test_the_ride_is_asked_about_on_desk_days_before(
    day: date, question: str, chase: str
) -> None:
    facts = replace(only(FACTS, Purpose.RIDES), visits=(visit(day),))
    assert told(facts, 14) == [("ride_question", question), ("ride_chase", chase)]


def test_a_session_at_short_notice_is_asked_about_at_once() -> None:
    facts = replace(only(FACTS, Purpose.RIDES), visits=(visit(date(2026, 3, 5)),))
    question, chase = planned(facts)
    assert question.due_at < NOW < question.useless_after
    assert chase.kind is ReminderKind.RIDE_CHASE


def test_two_hours_before_it_is_too_late_to_ask() -> None:
    facts = replace(only(FACTS, Purpose.RIDES), visits=(visit(date(2026, 3, 4)),))
    assert planned(facts) == []


def test_a_ride_that_is_settled_is_not_asked_about() -> None:
    settled = replace(visit(date(2026, 3, 6)), is_ride_open=False)
    assert told(replace(only(FACTS, Purpose.RIDES), visits=(settled,)), 7) == []


def test_the_ride_question_belongs_to_the_day_of_the_session() -> None:
    facts = only(FACTS, Purpose.RIDES)
    before = planned(replace(facts, visits=(visit(date(2026, 3, 10)),)), 14)
    after = planned(replace(facts, visits=(visit(date(2026, 3, 12)),)), 14)
    at_noon = planned(replace(facts, visits=(visit(date(2026, 3, 10), time(12)),)), 14)
    assert not {wish.slot for wish in before} & {wish.slot for wish in after}
    assert [wish.slot for wish in before] == [wish.slot for wish in at_noon]
    assert before[0].useless_after < at_noon[0].useless_after


def test_a_patient_elsewhere_is_asked_in_their_own_hours() -> None:
    facts = replace(
        only(FACTS, Purpose.RIDES),
        zone="Pacific/Honolulu",
        visits=(visit(date(2026, 3, 12)),),
    )
    assert told(facts, 14)[0] == ("ride_question", "Tue 10 10:00")


def test_the_recorded_end_starts_the_hours_without_driving() -> None:
    ended = instant_of(date(2026, 3, 4), time(12), HOME)
    facts = replace(
        only(FACTS, Purpose.RIDES), visits=(held(date(2026, 3, 4), time(10), ended),)
    )
    (wish,) = planned(facts)
    assert (wish.kind, wish.due_at) == (ReminderKind.NO_DRIVE, ended)
    assert wish.useless_after == ended + timedelta(hours=24)


def test_a_corrected_end_is_a_text_of_its_own() -> None:
    ended = instant_of(date(2026, 3, 4), time(12), HOME)
    day, at, rides = date(2026, 3, 4), time(10), only(FACTS, Purpose.RIDES)
    slots = {
        planned(replace(rides, visits=(held(day, at, end),)))[0].slot
        for end in (ended, ended + timedelta(minutes=30))
    }
    assert len(slots) == 2


@pytest.mark.parametrize(
    ("starts", "ends", "asked"),
    [
        (time(9), time(11), ["Wed 04 15:00", "Wed 04 19:00"]),
        (time(10), time(12), ["Wed 04 09:30", "Wed 04 16:00"]),
        (time(9), time(16), []),
    ],
)
def test_no_questionnaire_during_a_session_and_the_hours_after(
    starts: time, ends: time, asked: list[str]
) -> None:
    day = date(2026, 3, 4)
    visits = (held(day, starts, instant_of(day, ends, HOME)),)
    facts = replace(only(FACTS, Purpose.DIARY), visits=visits)
    assert [when for _, when in told(facts)] == asked


@pytest.mark.parametrize(
    ("due_on", "offered"),
    [
        (date(2026, 3, 25), "Wed 11 10:00"),
        (date(2026, 3, 29), "Fri 13 10:00"),  # two weeks before is a Sunday
        (date(2026, 3, 10), "Tue 24 10:00"),  # on 24 February: overdue, so at once
    ],
)
def test_a_booster_is_offered_two_weeks_before(due_on: date, offered: str) -> None:
    facts = replace(only(FACTS, Purpose.BOOSTERS), offer=Offer("b", due_on))
    assert told(facts, 14) == [("booster_offer", offered)]


def test_a_booster_past_its_day_is_left_to_people() -> None:
    facts = replace(FACTS, offer=Offer("b", date(2026, 3, 3)))
    assert "booster_offer" not in dict(told(facts))


def test_later_is_asked_again_a_week_later_on_a_desk_day() -> None:
    offer = Offer("b", date(2026, 3, 25), turn=2, later_on=date(2026, 3, 14))
    facts = replace(only(FACTS, Purpose.BOOSTERS), offer=offer)
    assert told(facts, 30) == [("booster_offer", "Mon 23 10:00")]


def test_who_has_a_visit_booked_is_not_asked_to_plan_one() -> None:
    facts = replace(
        only(FACTS, Purpose.BOOSTERS),
        offer=Offer("b", date(2026, 3, 25)),
        visits=(visit(date(2026, 3, 24)),),
    )
    assert told(facts, 30) == []


def test_an_open_alert_holds_everything_but_safety_back() -> None:
    ended = instant_of(date(2026, 3, 4), time(9), HOME)
    facts = replace(
        FACTS, is_paused=True, visits=(held(date(2026, 3, 4), time(8), ended),)
    )
    assert {wish.kind for wish in planned(facts) if not wish.is_held} == {
        ReminderKind.NO_DRIVE
    }


def test_what_was_due_during_an_outage_is_still_wanted_while_of_use() -> None:
    noon = instant_of(date(2026, 3, 4), time(12), HOME)
    assert told(FACTS, 0.1, noon) == [
        ("check_in", "Wed 04 09:30"),
        ("check_in_nudge", "Wed 04 13:30"),
    ]
    night = instant_of(date(2026, 3, 4), time(23), HOME)
    assert told(FACTS, 0.1, night) == []
