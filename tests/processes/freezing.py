"""A worker that stops itself between what it claimed and the commit, as a VM may.

A claim that is not committed is ended by the database after half a second here,
instead of the usual time.
"""

import os
import signal
import sys

from diary import clock
from diary import db as house_db
from diary.app import create_app
from diary.db import db
from diary.outbox import dispatch_due, open_gateways


def freeze(step: str) -> None:
    if step == "before_intent_commit":
        sys.stderr.write("freezing\n")
        os.kill(os.getpid(), signal.SIGSTOP)


def main() -> None:
    house_db.IDLE_MS = 500
    app = create_app()
    settings = app.config["SETTINGS"]
    with app.app_context():
        gateways = open_gateways(settings, db.engine)
        dispatch_due(gateways, clock.now(), settings.base_url, at_step=freeze)


if __name__ == "__main__":
    main()
