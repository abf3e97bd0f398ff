"""The cast of every test of the inbox, and Ada's phone."""

import pytest
from flask import Flask

from diary.db import db
from tests.cast import Cast, assemble
from tests.inbox.phones import Phone, phone_of


@pytest.fixture
def cast(app: Flask) -> Cast:
    held = assemble()
    db.session.commit()
    return held


@pytest.fixture
def ada(cast: Cast) -> Phone:
    return phone_of(cast.patient, cast.sender)
