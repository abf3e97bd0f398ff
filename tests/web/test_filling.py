"""The demo is filled beside serving, and left so that the next process can go on."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask

from diary import clock, demo
from diary.db import db
from diary.web import fill_in_background, filling


def test_who_stops_half_way_leaves_the_rest_to_the_next(
    make_app: Callable[..., Flask],
) -> None:
    db.session.commit()
    stop = fill_in_background(make_app(demo=True))
    stop()
    assert demo.is_wanted()
    assert not demo.is_filled()
    assert demo.claim_filling("the next", clock.real_now())


def test_without_the_demo_nothing_is_filled(app: Flask) -> None:
    db.session.commit()
    fill_in_background(app)()
    assert demo.filled_share() == 0


def test_a_filling_that_broke_begins_again(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    db.session.commit()
    served, tries = make_app(demo=True), []

    def run(_app: Flask, stopping: threading.Event) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no space left")
        stopping.set()

    monkeypatch.setattr(filling, "_run", run)
    monkeypatch.setattr(filling, "_may_take_over", lambda _stopping: True)
    monkeypatch.setattr(filling, "LOOK_AGAIN_S", 0)
    filling._fill(served, threading.Event(), True)
    assert len(tries) == 2
