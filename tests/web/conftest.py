"""Browsers that somebody of the cast is signed in with."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from diary.clinics import Member
from tests.cast import Cast
from tests.web.doors import Browser, let_in


@pytest.fixture
def browser(app: Flask, cast: Cast) -> Browser:
    """Return a browser somebody is signed in with."""

    def opened(member: Member) -> FlaskClient:
        client = app.test_client()
        let_in(client, member)
        return client

    return opened


@pytest.fixture
def clinician(browser: Browser, cast: Cast) -> FlaskClient:
    return browser(cast.clinician)


@pytest.fixture
def desk(browser: Browser, cast: Cast) -> FlaskClient:
    return browser(cast.desk)
