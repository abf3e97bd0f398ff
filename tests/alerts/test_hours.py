"""When somebody reads, by the clinic's wall clock, and what is said outside of it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from diary.alerts import (
    Window,
    close_on,
    closed_days_of,
    closed_until,
    hours_of,
    is_monitored,
    open_on,
    set_hours,
    spoken,
    weekdays_in,
    who_reads_when,
    window,
    windows_in,
    written,
)
from diary.alerts.plans import texts_mark
from diary.audit import Action, Actor, AuditEvent
from diary.db import db
from diary.errors import Invalid
from diary.texts import segments
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.inbox.phones import Phone

NEW_YORK = "America/New_York"
OFFICE = [window(day, "08:00", "17:00") for day in range(5)]
SYSTEM = Actor.system()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of March 2026 by UTC; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        (at(4, 12, 59), False),
        (at(4, 13), True),
        (at(4, 21, 59), True),
        (at(4, 22), False),
        (at(7, 15), False),
        # From Sunday the 8th on, eight in New York is noon in UTC.
        (at(9, 11, 59), False),
        (at(9, 12), True),
    ],
)
def test_somebody_reads_by_the_clinics_own_clock(now: datetime, is_open: bool) -> None:
    assert is_monitored(OFFICE, NEW_YORK, now) is is_open


def test_a_day_may_last_until_midnight() -> None:
    all_day = [window(day, "00:00", "24:00") for day in range(7)]

    assert is_monitored(all_day, NEW_YORK, at(4, 4, 59))
    assert not is_monitored([], NEW_YORK, at(4, 15))


@pytest.mark.parametrize(
    ("opens", "closes", "wrong"),
    [
        ("8", "17:00", {"opens"}),
        ("08:00", "24:01", {"closes"}),
        ("08:60", "x", {"opens", "closes"}),
        ("17:00", "08:00", {"closes"}),
        ("08:00", "08:00", {"closes"}),
    ],
)
def test_what_is_no_window_is_refused(opens: str, closes: str, wrong: set[str]) -> None:
    with pytest.raises(Invalid) as caught:
        window(0, opens, closes)
    assert caught.value.fields.keys() == wrong


def test_weekdays_are_named_as_people_name_them() -> None:
    assert weekdays_in("mon-fri") == (0, 1, 2, 3, 4)
    assert weekdays_in("Sat, sun") == (5, 6)
    assert weekdays_in("sat-mon") == (5, 6, 0)
    for wrong in ("", "monday", "mon-", "-fri", "1-5"):
        with pytest.raises(Invalid):
            weekdays_in(wrong)


def test_hours_are_said_as_people_say_them() -> None:
    saturday = Window(5, 9 * 60, 12 * 60 + 30)

    said = spoken([*OFFICE, saturday], "en")
    assert said == "Monday to Friday 08:00-17:00, Saturday 09:00-12:30"
    assert spoken([saturday], "es") == "sábado 09:00-12:30"
    assert spoken([], "en") == ""


SPLIT = [Window(0, 8 * 60, 12 * 60), Window(0, 14 * 60, 18 * 60)]


def test_hours_are_read_as_people_type_them() -> None:
    assert windows_in(0, "8-12, 14:00 - 18") == SPLIT
    assert windows_in(0, "08:00–12:00;14-18:00") == SPLIT
    assert written(reversed(SPLIT)) == "08:00-12:00, 14:00-18:00"
    assert windows_in(0, written(SPLIT)) == SPLIT


@pytest.mark.parametrize(
    "wrong",
    ["8", "8-", "8-12,", "8-12 14-18", "12-8", "8-25", "8:5-9", "-", "8-12-14", "٨-٩"],
)
def test_what_is_no_span_of_the_day_is_refused(wrong: str) -> None:
    with pytest.raises(Invalid) as caught:
        windows_in(0, wrong)
    assert caught.value.fields.keys() == {"spans"}


def test_a_break_is_said_as_people_say_it() -> None:
    every = [replace(each, weekday=day) for each in SPLIT for day in (0, 1, 2)]
    saturday = Window(3, 8 * 60, 12 * 60)

    said = spoken([*every, saturday], "en")
    assert said == (
        "Monday to Wednesday 08:00-12:00 and 14:00-18:00, Thursday 08:00-12:00"
    )
    assert spoken(SPLIT, "es") == "lunes 08:00-12:00 y 14:00-18:00"


@pytest.mark.both_databases
def test_a_weekday_may_have_several_windows_that_do_not_overlap(
    cast: Cast, clock: Clock
) -> None:
    touching = [*SPLIT, Window(0, 12 * 60, 13 * 60)]
    set_hours(cast.clinic, touching, SYSTEM, clock.now)
    kept = hours_of(cast.clinic.id)
    assert [each.opens for each in kept] == [480, 720, 840]

    for wrong in (Window(0, 7 * 60, 19 * 60), Window(0, 17 * 60, 18 * 60), SPLIT[1]):
        with pytest.raises(Invalid) as caught:
            set_hours(cast.clinic, [*SPLIT, wrong], SYSTEM, clock.now)
        assert caught.value.fields.keys() == {"hours_0"}
    many = [Window(1, hour * 60, hour * 60 + 30) for hour in range(7)]
    with pytest.raises(Invalid, match="at most 6"):
        set_hours(cast.clinic, many, SYSTEM, clock.now)
    assert hours_of(cast.clinic.id) == kept


@pytest.mark.both_databases
def test_long_hours_are_written_down_whole(cast: Cast, clock: Clock) -> None:
    hours = [
        Window(day, hour * 60 + day, hour * 60 + 50)
        for day in range(7)
        for hour in (8, 10, 12, 14, 16, 18)
    ]
    set_hours(cast.clinic, hours, SYSTEM, clock.now)
    rows = select(AuditEvent.detail).where(AuditEvent.action == Action.SETTINGS)
    details = db.session.scalars(rows.order_by(AuditEvent.id))
    said = " ".join((detail or "").removeprefix("hours ") for detail in details)
    assert said == spoken(hours, "en")


@pytest.mark.both_databases
def test_in_the_break_patients_are_told_when_it_ends(cast: Cast, clock: Clock) -> None:
    hours = [replace(each, weekday=day) for day in range(5) for each in SPLIT]
    set_hours(cast.clinic, hours, SYSTEM, clock.now)
    db.session.commit()
    phone = Phone(cast.patient.phone, cast.sender)
    # Noon of a Thursday in New York, then half past two.
    clock.travel(to=at(5, 17))
    assert "from 2 PM on" in (phone.texts("the blue folder") or "")
    clock.travel(to=at(5, 19, 30))
    assert closed_until(cast.clinic, clock.now) is None


@pytest.mark.both_databases
def test_a_clinics_hours_are_kept_and_written_down(
    app: Flask, cast: Cast, clock: Clock
) -> None:
    set_hours(cast.clinic, OFFICE, SYSTEM, clock.now)
    set_hours(cast.clinic, OFFICE[:2], SYSTEM, clock.now)

    assert hours_of(cast.clinic.id) == OFFICE[:2]
    assert hours_of(cast.other_clinic.id) == []
    written = select(AuditEvent.detail).where(AuditEvent.action == Action.SETTINGS)
    details = list(db.session.scalars(written))
    assert "hours Monday to Tuesday 08:00-17:00" in details
    with pytest.raises(Invalid):
        set_hours(cast.clinic, [OFFICE[0], OFFICE[0]], SYSTEM, clock.now)


@pytest.mark.both_databases
def test_outside_its_hours_a_clinic_says_that_it_is_closed(
    cast: Cast, clock: Clock
) -> None:
    set_hours(cast.clinic, OFFICE, SYSTEM, clock.now)
    db.session.commit()
    phone = Phone(cast.patient.phone, cast.sender)
    words = "I want to kill myself"
    assert "closed" not in (phone.texts(words) or "")

    clock.travel(to=at(4, 23))
    answer = phone.texts("I want to end my life") or ""
    assert "We are closed until Thu 8 AM and may not see this" in answer
    assert "988" in answer
    cast.clinic.country = "PT"
    db.session.commit()
    assert "local emergency number" in (phone.texts("I will kill myself") or "")


@pytest.mark.both_databases
def test_a_clinic_that_never_gave_its_hours_promises_none(
    cast: Cast, clock: Clock
) -> None:
    assert who_reads_when(cast.clinic, "en", clock.now) is None
    clock.travel(to=at(4, 23))
    assert closed_until(cast.clinic, clock.now) is None
    phone = Phone(cast.patient.phone, cast.sender)
    assert "We may not see this at once" in (phone.texts("I want to die") or "")
    set_hours(cast.clinic, OFFICE, SYSTEM, clock.now)

    said = who_reads_when(cast.clinic, "en", clock.now)
    assert said == (
        "Oak reads what comes in Monday to Friday 08:00-17:00. "
        "At other times nobody may see it."
    )
    assert "lunes a viernes" in (who_reads_when(cast.clinic, "es", clock.now) or "")


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("language", "words", "now", "said"),
    [
        (
            "en",
            "the blue folder",
            at(4, 23),
            "The clinic reads texts from Thu 8 AM on.",
        ),
        ("es", "la carpeta azul", at(6, 23), "lee los textos desde el lun 8 AM."),
        ("en", "6. what time is my visit?", at(5, 10), "reads this from 8 AM on."),
        (
            "en",
            "ten days ago it was 4",
            at(6, 23),
            "the clinic reads from Mon 8 AM on.",
        ),
        ("es", "me quiero matar", at(6, 23), "Esta cerrado hasta el lun 8 AM."),
        (
            "en",
            "my chest hurts and i cant breathe",
            at(7, 15),
            "closed until Mon 8 AM.",
        ),
    ],
)
def test_whoever_writes_to_a_closed_clinic_is_told_when_somebody_reads(
    cast: Cast, clock: Clock, language: str, words: str, now: datetime, said: str
) -> None:
    set_hours(cast.clinic, OFFICE, SYSTEM, clock.now)
    cast.patient.language = language
    db.session.commit()
    clock.travel(to=now)

    answer = Phone(cast.patient.phone, cast.sender).texts(words) or ""

    assert said in answer
    assert segments(answer) == 1


@pytest.mark.both_databases
def test_while_somebody_reads_no_hour_is_named(cast: Cast, clock: Clock) -> None:
    set_hours(cast.clinic, OFFICE, SYSTEM, clock.now)
    phone = Phone(cast.patient.phone, cast.sender)

    assert "the clinic will read this" in (phone.texts("the blue folder") or "")


@pytest.mark.both_databases
def test_the_hour_is_the_patients_own(cast: Cast, clock: Clock) -> None:
    set_hours(cast.clinic, OFFICE, SYSTEM, clock.now)
    cast.patient.zone = "America/Los_Angeles"
    db.session.commit()
    clock.travel(to=at(4, 23))

    answer = Phone(cast.patient.phone, cast.sender).texts("I want to end my life")
    assert "closed until Thu 5 AM" in (answer or "")


@pytest.mark.both_databases
def test_other_hours_leave_approved_words_approved(cast: Cast, clock: Clock) -> None:
    before = texts_mark(cast.clinic.country)
    set_hours(cast.clinic, OFFICE[:1], SYSTEM, clock.now)

    assert texts_mark(cast.clinic.country) == before


@pytest.mark.both_databases
def test_a_closed_day_is_kept_told_and_taken_back(cast: Cast, clock: Clock) -> None:
    thursday, oak = date(2026, 3, 5), cast.clinic
    set_hours(oak, OFFICE, SYSTEM, clock.now)
    for _ in range(2):
        close_on(oak, thursday, SYSTEM, clock.now)
    db.session.commit()

    assert closed_days_of(oak.id, thursday) == [thursday]
    assert closed_days_of(cast.other_clinic.id, thursday) == []
    assert "Closed: 5 Mar." in (who_reads_when(oak, "en", clock.now) or "")
    assert "Cerrado: el 5 mar." in (who_reads_when(oak, "es", clock.now) or "")
    clock.travel(to=at(5, 15))
    phone = Phone(cast.patient.phone, cast.sender)
    assert "from Fri 8 AM on" in (phone.texts("the blue folder") or "")

    open_on(oak, thursday, SYSTEM, clock.now)
    assert closed_until(oak, clock.now) is None


@pytest.mark.both_databases
@pytest.mark.parametrize("day", [date(2026, 3, 3), date(2028, 12, 25)])
def test_a_closed_day_is_one_to_come(cast: Cast, clock: Clock, day: date) -> None:
    with pytest.raises(Invalid):
        close_on(cast.clinic, day, SYSTEM, clock.now)
