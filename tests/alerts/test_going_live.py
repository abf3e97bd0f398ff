"""Through the real carrier nobody is texted before somebody is there for answers."""

import contextvars
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from diary.alerts import (
    answer_page,
    approve_texts,
    changed_since_approved,
    missing_before_live,
    on_call_of,
    plan_of,
    rehearse,
    remove_on_call,
    set_hours,
    set_on_call,
    window,
)
from diary.alerts.rehearsing import last_rehearsal_of
from diary.audit import Actor
from diary.config import Settings
from diary.db import db
from diary.outbox import Gateways, MessageState, dispatch_due
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_member, make_message
from tests.outbox.pretend import Pretend
from tests.web.doors import Browser, let_in

pytestmark = pytest.mark.both_databases
SYSTEM = Actor.system()
BASE = "http://localhost"
PHONE = "+15557770001"
NOTHING_DONE = (
    "Oak Clinic texts no patient yet: nobody is on call, the hours in which somebody "
    "reads are not given, nobody has approved the words for patients in danger and "
    "nobody on call has answered a test page."
)


@pytest.fixture
def real(app: Flask) -> Iterator[tuple[Pretend, Gateways]]:
    """A carrier that counts as the real one."""
    carrier = Pretend()
    gateways = Gateways(carrier, Pretend(account="demo"), 2, is_live=True)
    yield carrier, gateways
    gateways.close()


def put_on_call(cast: Cast, clock: Clock) -> None:
    now = clock.now
    set_on_call(cast.clinic, cast.clinician, 1, PHONE, SYSTEM, now)
    other = make_member(cast.clinic)
    set_on_call(cast.clinic, other, 2, "+15557770002", SYSTEM, now)


def answer_rehearsal(cast: Cast, clock: Clock) -> None:
    rehearse(cast.clinic.id, clock.now, BASE)
    page = last_rehearsal_of(cast.clinic.id)[0]
    assert answer_page(cast.clinic.id, PHONE, page.code, clock.now) is not None


def get_ready(cast: Cast, clock: Clock) -> None:
    put_on_call(cast, clock)
    days = [window(day, "08:00", "17:00") for day in range(5)]
    set_hours(cast.clinic, days, SYSTEM, clock.now)
    approve_texts(cast.clinic, cast.clinician, SYSTEM, clock.now)
    answer_rehearsal(cast, clock)
    db.session.commit()


def test_everything_that_is_missing_is_said_in_one_sentence(
    cast: Cast, clock: Clock
) -> None:
    assert missing_before_live(cast.clinic) == NOTHING_DONE
    get_ready(cast, clock)
    assert missing_before_live(cast.clinic) is None
    assert missing_before_live(cast.other_clinic) is not None

    second = on_call_of(cast.clinic.id)[1]
    members = {cast.clinician.id: cast.clinician}
    assert second.member_id not in members
    db.session.delete(second)
    db.session.flush()
    assert missing_before_live(cast.clinic) == (
        "Oak Clinic texts no patient yet: only one person is on call."
    )


def test_a_test_page_answered_on_an_older_number_proves_nothing(
    cast: Cast, clock: Clock
) -> None:
    get_ready(cast, clock)
    set_on_call(cast.clinic, cast.clinician, 1, "+15557770009", SYSTEM, clock.now)

    assert missing_before_live(cast.clinic) == (
        "Oak Clinic texts no patient yet: nobody on call has answered a test page."
    )


def test_a_made_up_clinic_lacks_nothing(cast: Cast) -> None:
    cast.clinic.is_demo = True

    assert missing_before_live(cast.clinic) is None


def test_a_reminder_waits_until_the_clinic_is_ready(
    cast: Cast, clock: Clock, real: tuple[Pretend, Gateways]
) -> None:
    carrier, gateways = real
    message = make_message(cast.sender)
    db.session.commit()
    dispatch_due(gateways, clock.now, BASE)
    assert carrier.requests == []
    assert message.state is MessageState.PLANNED

    get_ready(cast, clock)
    dispatch_due(gateways, clock.travel(minutes=5), BASE)
    assert [one.to for one in carrier.requests].count(message.to) == 1


def test_what_waited_too_long_says_why_it_never_went(
    cast: Cast, clock: Clock, real: tuple[Pretend, Gateways]
) -> None:
    _, gateways = real
    message = make_message(cast.sender)
    db.session.commit()
    dispatch_due(gateways, clock.travel(minutes=57), BASE)

    db.session.refresh(message)
    assert message.state is MessageState.EXPIRED
    assert message.reason == "the clinic is not ready to text patients: see Operations"


@pytest.mark.parametrize("purpose", ["crisis", "urgent", "page"])
def test_words_for_somebody_in_danger_and_pages_always_go(
    cast: Cast, clock: Clock, real: tuple[Pretend, Gateways], purpose: str
) -> None:
    carrier, gateways = real
    make_message(cast.sender, purpose=purpose)
    db.session.commit()
    dispatch_due(gateways, clock.now, BASE)

    assert len(carrier.requests) == 1


def test_stand_ins_and_the_simulated_phone_work_without(
    cast: Cast, clock: Clock
) -> None:
    carrier = Pretend()
    gateways = Gateways(carrier, carrier, 2)
    make_message(cast.sender)
    db.session.commit()
    dispatch_due(gateways, clock.now, BASE)
    gateways.close()

    assert len(carrier.requests) == 1


def test_only_the_carriers_own_address_counts_as_real(app: Flask) -> None:
    settings: Settings = app.config["SETTINGS"]
    own = {"carrier": "twilio"}

    assert not settings.is_live
    assert made(settings, **own).is_live
    stand_in = made(settings, **own, twilio_api_url="http://127.0.0.1:9")
    assert not stand_in.is_live


def made(settings: Settings, **changes: str) -> Settings:
    return Settings(**{**vars(settings), **changes})


def test_words_that_changed_since_are_said_and_stop_nothing(
    cast: Cast, clock: Clock
) -> None:
    get_ready(cast, clock)
    assert changed_since_approved(cast.clinic) is None
    plan = plan_of(cast.clinic.id)
    assert plan is not None
    plan.texts_mark = "another wording"
    db.session.flush()

    assert changed_since_approved(cast.clinic) is not None
    assert missing_before_live(cast.clinic) is None


def test_operations_says_what_is_missing(
    app: Flask, cast: Cast, browser: Browser, make_app: Callable[..., Flask]
) -> None:
    shown = browser(cast.admin).get("/operations").text
    assert NOTHING_DONE in shown
    assert f'<span class="chip stop">{NOTHING_DONE}' not in shown

    live = make_app(carrier="twilio", twilio_account_sid="AC" + "0" * 32)
    client = live.test_client()
    let_in(client, cast.admin)
    assert f'<span class="chip stop">{NOTHING_DONE}' in client.get("/operations").text
    with live.app_context():
        db.engine.dispose()


def test_flask_check_fails_only_where_texts_would_really_go(
    app: Flask, cast: Cast, make_app: Callable[..., Flask]
) -> None:
    db.session.commit()
    noted = app.test_cli_runner().invoke(args=["check"])
    assert noted.exit_code == 0
    assert f"Note, before going live: {NOTHING_DONE}" in noted.output

    live = make_app(carrier="twilio")
    runner = live.test_cli_runner()
    failed = contextvars.Context().run(runner.invoke, args=["check"])
    with live.app_context():
        db.engine.dispose()
    assert failed.exit_code == 1
    assert NOTHING_DONE in failed.output


def test_removing_the_last_person_closes_the_gate_again(
    cast: Cast, clock: Clock
) -> None:
    get_ready(cast, clock)
    remove_on_call(cast.clinic, cast.clinician, SYSTEM, clock.now)

    assert missing_before_live(cast.clinic) == (
        "Oak Clinic texts no patient yet: only one person is on call and "
        "nobody on call has answered a test page."
    )
