"""Nobody learns from the door who has an account: the same words, the same work."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from diary.clinics import Member
from diary.db import db
from tests.factories import make_clinic, make_member
from tests.web.doors import form_token, give_password

KNOWN, DISMISSED, INVITED = "lee@oak.example", "ray@oak.example", "kim@oak.example"
UNKNOWN = "who@oak.example"


@pytest.fixture
def people(app: Flask) -> list[Member]:
    clinic = make_clinic()
    lee = make_member(clinic, email=KNOWN)
    ray = make_member(clinic, email=DISMISSED, is_active=False)
    kim = make_member(clinic, email=INVITED)
    give_password(lee)
    give_password(ray)
    db.session.commit()
    return [lee, ray, kim]


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect what is asked of the database meanwhile."""
    asked: list[str] = []

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)


def knock(app: Flask, email: str) -> tuple[TestResponse, float, list[str]]:
    """Try a wrong password; return the answer, the work in seconds, what was asked."""
    client = app.test_client()
    token = form_token(client.get("/sign-in"))
    fields = {"csrf_token": token, "email": email, "password": "no such password"}
    with statements() as asked:
        began = time.thread_time()
        answer = client.post("/sign-in", data=fields)
        worked = time.thread_time() - began
    return answer, worked, asked


@pytest.mark.parametrize("email", [DISMISSED, INVITED, UNKNOWN])
def test_the_same_words_and_headers(
    app: Flask, people: list[Member], email: str
) -> None:
    expected, answer = knock(app, KNOWN)[0], knock(app, email)[0]
    assert answer.status_code == expected.status_code
    assert set(answer.headers.keys()) == set(expected.headers.keys())
    one, other = expected.text.replace(KNOWN, ""), answer.text.replace(email, "")
    assert len(one) == len(other)


@pytest.mark.parametrize("email", [DISMISSED, INVITED, UNKNOWN])
def test_the_same_costly_work(app: Flask, people: list[Member], email: str) -> None:
    """Hashing is nearly all of it: without it a try takes a tenth."""
    expected = min(knock(app, KNOWN)[1] for _ in range(5))
    worked = min(knock(app, email)[1] for _ in range(5))
    assert expected * 0.5 < worked < expected * 2


@pytest.mark.parametrize("email", [DISMISSED, INVITED, UNKNOWN])
def test_the_same_is_written(app: Flask, people: list[Member], email: str) -> None:
    expected, asked = knock(app, KNOWN)[2], knock(app, email)[2]
    written = [one for one in asked if not one.startswith("SELECT")]
    assert written == [one for one in expected if not one.startswith("SELECT")]
