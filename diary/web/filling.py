"""The demo's own time, and the page shown while its clinic is being filled.

``fill_in_background`` is called once in each web process after it was forked; a claim
in the database lets one of them do the work. Leaves the work to ``demo``.
"""

import os
import threading
from collections.abc import Callable

from flask import Flask, current_app, g, render_template, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug import Response

from diary import clock, demo
from diary.db import db, reading
from diary.logs import log
from diary.web.demo_carrier import carrier_of

LOOK_AGAIN_S = 2.0
FINISH_WITHIN_S = 6.0
# These answer machines and patients, or must work while the clinic is filled.
NEVER_HELD_UP = frozenset({None, "webhooks", "health", "diary_form"})
NO_DATABASE = frozenset({"static", "health.livez"})
_log = log("demo")


def register(app: Flask) -> None:
    """Let every request of a demo live at the demo's time."""
    if app.config["SETTINGS"].demo:
        app.before_request(_live_in_demo_time)


def _live_in_demo_time() -> Response | None:
    if request.endpoint in NO_DATABASE:
        return None
    with reading():
        is_open = demo.use_clock()
        share = 100 if is_open else demo.filled_share()
        db.session.commit()
    g.is_demo_open = is_open
    is_page = request.method == "GET" and request.blueprint not in NEVER_HELD_UP
    is_page = is_page and not request.path.startswith("/api/")
    return _filling_page(share) if is_page and not is_open else None


def _filling_page(share: int) -> Response:
    html = render_template("demo/filling.html", share=share)
    return current_app.make_response(html)


def fill_in_background(app: Flask) -> Callable[[], None]:
    """Fill the demo clinic beside serving, where the demo is on and there is no clinic.

    Returns at once, with what stops it: the next process then need not wait for this
    one's claim to run out. A filling that another process began is waited for, and
    taken over when that process has died.
    """
    stopping = threading.Event()
    thread: threading.Thread | None = None
    if app.config["SETTINGS"].demo:
        thread = _begin(app, stopping)

    def stop() -> None:
        stopping.set()
        if thread is not None:
            thread.join(FINISH_WITHIN_S)

    return stop


def _begin(app: Flask, stopping: threading.Event) -> threading.Thread | None:
    with app.app_context():
        try:
            is_wanted = demo.is_wanted()
            is_mine = is_wanted and _claim()
        except SQLAlchemyError:
            # A database that is not ready is said at /readyz; serving goes on.
            _log.exception("demo_not_filled")
            return None
    if not is_wanted:
        return None
    thread = threading.Thread(
        target=_fill, args=(app, stopping, is_mine), name="demo", daemon=True
    )
    thread.start()
    return thread


def _claim() -> bool:
    is_mine = demo.claim_filling(f"web {os.getpid()}", clock.real_now())
    db.session.commit()
    return is_mine


def _fill(app: Flask, stopping: threading.Event, is_mine: bool) -> None:
    """Fill, and begin again after whatever went wrong: a full disk may be emptied."""
    while not stopping.is_set():
        with app.app_context():
            try:
                if is_mine or _may_take_over(stopping):
                    _run(app, stopping)
                return
            except Exception:  # noqa: BLE001 - a thread's end would leave it half made
                _log.exception("demo_not_filled")
        is_mine = False
        stopping.wait(LOOK_AGAIN_S)


def _may_take_over(stopping: threading.Event) -> bool:
    """Wait for the other process; say whether it died and left the work to this one."""
    while not stopping.wait(LOOK_AGAIN_S):
        if _claim():
            return True
        if demo.is_filled():
            return False
    return False


def _run(app: Flask, stopping: threading.Event) -> None:
    for share in demo.fill(demo.Size(), clock.real_now(), carrier_of(app)):
        demo.note_progress(share, clock.real_now())
        if stopping.is_set():
            demo.leave_filling()
        db.session.commit()
        if stopping.is_set():
            return
    _log.info("demo_filled")
