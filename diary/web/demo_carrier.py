"""The simulated carrier of this process, made when it is first needed and kept.

Leaves what it does to ``demo`` and ``outbox``.
"""

from flask import Flask

from diary import demo
from diary.db import db
from diary.demo import Carrier


def carrier_of(app: Flask) -> Carrier:
    """Return the app's one carrier, which keeps threads; call it in its context."""
    if "demo_carrier" not in app.extensions:
        settings = app.config["SETTINGS"]
        app.extensions["demo_carrier"] = demo.open_carrier(app, settings, db.engine)
    carrier: Carrier = app.extensions["demo_carrier"]
    return carrier
