"""The phones of the people on call: a page comes, is answered, or goes on."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from diary import clock as house_clock
from diary import demo
from diary.alerts import Alert, OnCall, open_alerts, pages_of, rehearse
from diary.clinics import demo_clinic
from diary.db import db
from tests.demo.running import run_filling
from tests.web.doors import form_token

MAYA, LENA, THEO = "0", "on-call-1", "on-call-2"
WORDS = "I want to die"
LINK = re.compile(r'<a href="[^"]*/alerts"')


@pytest.fixture
def browser(make_app: Callable[..., Flask]) -> FlaskClient:
    """A newcomer in front of a demo of two patients."""
    served = make_app(demo=True)
    with served.app_context():
        run_filling(served, demo.Size(patients=2, months=1))
    return served.test_client()


def show(browser: FlaskClient, who: str) -> str:
    answer = browser.get(f"/phone?who={who}")
    assert answer.status_code == 200
    return answer.text


def post(browser: FlaskClient, path: str, who: str, **fields: str) -> str:
    """Send a form of the page as it stands for ``who``; return where it led."""
    token = form_token(browser.get(f"/phone?who={who}"))
    answer = browser.post(path, data={"csrf_token": token, "who": who} | fields)
    assert answer.status_code == 303, answer.text
    return answer.location.partition("who=")[2]


def text(browser: FlaskClient, who: str, body: str) -> str:
    """Type a text on a phone and return what the phone shows then."""
    return show(browser, post(browser, "/phone/text", who, text=body))


def talk(page: str) -> str:
    """Return the conversation of a page, without what stands beside it."""
    return page.partition('class="talk"')[2].partition('class="seen"')[0]


def the_alert() -> Alert:
    db.session.expire_all()
    clinic = demo_clinic()
    assert clinic is not None
    (alert,) = open_alerts(clinic.id)
    return alert


def codes(who: str) -> list[str]:
    """Return the codes that went to somebody about the one open alert."""
    alert = the_alert()
    phone = demo.phone_of(demo.cast(), who)
    pages = pages_of(alert.clinic_id, alert.id)
    return [page.code for page in pages if page.member_id == phone.owner.id]


def test_people_on_call_are_the_last_of_the_list(browser: FlaskClient) -> None:
    labels = re.findall(r"<option[^>]*>([^<]*)<", show(browser, MAYA))
    assert labels[-2:] == ["On call: Dr. Lena Osei", "On call: Dr. Theo Almeida"]


def test_a_dangerous_text_is_paged_and_taken_from_the_phone_on_call(
    browser: FlaskClient,
) -> None:
    said = text(browser, MAYA, WORDS)
    assert "988" in talk(said)
    assert f"who={LENA}" in said

    paged = show(browser, LENA)
    (code,) = codes(LENA)
    assert f"reply ACK {code}" in talk(paged)
    assert LINK.search(talk(paged))
    for telling in ("die", "Maya"):
        assert telling not in talk(paged)
    assert f'value="ACK {code}"' in paged

    taken = text(browser, LENA, f"ack {code.lower()}")
    assert "Thank you, it is yours" in talk(taken)
    alert = the_alert()
    assert alert.acknowledged_by_id == demo.phone_of(demo.cast(), LENA).owner.id
    assert "Taken by Dr. Lena Osei" in taken


def test_a_wrong_code_is_answered_and_takes_nothing(browser: FlaskClient) -> None:
    text(browser, MAYA, WORDS)
    wrong = "BBBB" if codes(LENA) != ["BBBB"] else "CCCC"
    answered = text(browser, LENA, f"ACK {wrong}")
    assert "We do not know this number" in talk(answered)
    assert the_alert().acknowledged_at is None


def test_what_nobody_takes_goes_on_to_the_next_person(browser: FlaskClient) -> None:
    text(browser, MAYA, WORDS)
    paged_at = house_clock.now()
    assert "No page came lately" in show(browser, THEO)

    assert post(browser, "/phone/clock", LENA, to="next") == LENA
    waited = house_clock.now() - paged_at
    assert 9.9 < waited.total_seconds() / 60 < 10.2
    (code,) = codes(THEO)
    assert f"ACK {code}" in talk(show(browser, THEO))
    assert "a voice call" in talk(show(browser, LENA))


def test_a_taken_alert_pages_nobody_until_its_hour_is_over(
    browser: FlaskClient,
) -> None:
    text(browser, MAYA, WORDS)
    text(browser, LENA, f"ACK {codes(LENA)[0]}")
    assert "Dr. Theo Almeida is paged, unless" in show(browser, LENA)

    taken_at = house_clock.now()
    post(browser, "/phone/clock", LENA, to="next")
    assert 59 < (house_clock.now() - taken_at).total_seconds() / 60 < 61
    assert len(codes(LENA)) == 1
    assert len(codes(THEO)) == 1


def test_an_hour_is_paged_through_at_the_clinics_own_minutes(
    browser: FlaskClient,
) -> None:
    text(browser, MAYA, WORDS)
    post(browser, "/phone/clock", LENA, to="hour")
    alert = the_alert()
    pages = pages_of(alert.clinic_id, alert.id)
    after = sorted({round((p.paged_at - alert.opened_at).seconds / 60) for p in pages})
    assert after == [0, 10, 20, 30, 45, 60]


def test_whoever_is_in_danger_does_not_chat_on(browser: FlaskClient) -> None:
    text(browser, MAYA, WORDS)
    post(browser, "/phone/clock", LENA, to="day")
    own = re.findall(r'<li class="own">.*?<p>(.*?)</p>', show(browser, MAYA), re.DOTALL)
    assert own[-1] == WORDS


def test_taking_one_alert_leaves_the_code_of_the_other(browser: FlaskClient) -> None:
    text(browser, MAYA, WORDS)
    text(browser, "1", WORDS)
    shown = show(browser, LENA)
    first, second = re.findall(r'value="ACK (\w{4})"', shown)
    left = text(browser, LENA, f"ACK {first}")
    assert re.findall(r'value="ACK (\w{4})"', left) == [second]


def test_a_rehearsal_is_answered_like_a_page(browser: FlaskClient) -> None:
    demo.use_clock()
    clinic = demo_clinic()
    assert clinic is not None
    rehearse(clinic.id, house_clock.now(), "http://localhost")
    db.session.commit()
    (ack,) = re.findall(r'value="(ACK \w{4})"', show(browser, LENA))
    answered = text(browser, LENA, ack)
    assert "this test page reached you" in talk(answered)
    assert 'value="ACK' not in answered


def test_the_story_of_a_dangerous_text_ends_on_the_phone_on_call(
    browser: FlaskClient,
) -> None:
    assert post(browser, "/phone/story", MAYA, story="words") == LENA
    assert f"ACK {codes(LENA)[0]}" in talk(show(browser, LENA))


def test_a_demo_with_nobody_on_call_still_shows_the_page(
    browser: FlaskClient,
) -> None:
    db.session.execute(delete(OnCall))
    db.session.commit()
    assert "On call:" not in show(browser, MAYA)
    assert browser.get(f"/phone?who={LENA}").status_code == 404
    assert post(browser, "/phone/story", MAYA, story="words") == MAYA
    assert "988" in talk(show(browser, MAYA))
    post(browser, "/phone/clock", MAYA, to="hour")


@pytest.mark.parametrize("who", ["7", "on-call-9", "nobody", "-1", "²"])
def test_a_phone_of_nobody_is_not_shown(browser: FlaskClient, who: str) -> None:
    assert browser.get("/phone", query_string={"who": who}).status_code == 404
