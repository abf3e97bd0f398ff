"""The service as workers and webhooks of a crash run have it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from flask import Flask

from diary import clock
from diary.app import create_app
from diary.config import Settings
from diary.db import db
from tests.crash.witness import ACCOUNT, TOKEN, Witness


@contextmanager
def box(settings: Settings, carrier: Witness, base_url: str) -> Iterator[Flask]:
    """Open the service on a migrated database, with an account at this carrier."""
    account = replace(
        settings,
        carrier="twilio",
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=TOKEN,
        twilio_api_url=carrier.url,
        base_url=base_url,
    )
    app = create_app(account)
    with app.app_context():
        try:
            yield app
        finally:
            clock.use_offset(timedelta())
            db.session.remove()
            db.engine.dispose()
