"""Running a demo in a test as its edges do: each bit committed."""

from datetime import datetime

from flask import Flask

from diary import clock, demo
from diary.db import db


def carrier_of(app: Flask) -> demo.Carrier:
    """Return a carrier whose webhooks come in through the app's own door."""
    return demo.open_carrier(app, app.config["SETTINGS"], db.engine)


def run_filling(app: Flask, size: demo.Size) -> list[int]:
    """Fill the demo clinic and return the percents that were told."""
    shares = []
    demo.claim_filling("test", clock.real_now(), again=True)
    for share in demo.fill(size, clock.real_now(), carrier_of(app)):
        demo.note_progress(share, clock.real_now())
        db.session.commit()
        shares.append(share)
    return shares


def run_advance(app: Flask, until: datetime, played: int | None = None) -> None:
    """Move the demo clock while somebody plays the patient at a place."""
    silent = frozenset() if played is None else frozenset({played})
    for _ in demo.advance(demo.cast(silent), until, carrier_of(app)):
        db.session.commit()
