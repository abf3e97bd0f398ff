"""The demo is filled beside serving, and left so that the next process can go on."""

from collections.abc import Callable

from flask import Flask

from diary import clock, demo
from diary.db import db
from diary.web import fill_in_background


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
