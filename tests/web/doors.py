"""How tests go through the staff door: signing in and sending our forms."""

import re
from collections.abc import Callable

import pyotp
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from diary import auth, clock
from diary.auth import visits
from diary.clinics import Member, clinic_by_id
from diary.db import db

Browser = Callable[[Member], FlaskClient]
PASSWORD = "four quiet herons fly"
TOKEN = re.compile(r'name="csrf_token" value="([0-9a-f]{64})"')


def form_token(page: TestResponse) -> str:
    """Return the token of a page's first form."""
    found = TOKEN.search(page.text)
    assert found, "the page has no form of ours"
    return found.group(1)


def submit(
    client: FlaskClient, path: str, *, page: str | None = None, **fields: object
) -> TestResponse:
    """Send a form as a person does, with the token of the page it is on."""
    shown = client.get(page or path)
    return client.post(path, data={"csrf_token": form_token(shown)} | fields)


def let_in(client: FlaskClient, member: Member) -> None:
    """Give the browser a whole visit, without going through the door's forms."""
    token = visits.open_visit(member, clock.real_now(), is_complete=True)
    client.set_cookie("diary-visit", token)


def give_password(member: Member, password: str = PASSWORD) -> None:
    """Make the member somebody who has accepted, app connected."""
    clinic = clinic_by_id(member.clinic_id)
    auth.set_password(member, clinic, password, clock.real_now())
    credential = auth.credential_of(member)
    assert credential is not None
    credential.totp_confirmed_at = clock.real_now()
    db.session.flush()


def code_of(member: Member) -> str:
    """Return what the member's app shows now."""
    credential = auth.credential_of(member)
    assert credential is not None
    return pyotp.TOTP(credential.totp_secret).at(clock.real_now())
