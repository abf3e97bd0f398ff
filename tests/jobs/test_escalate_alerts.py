"""The job that pages: from an alert to a text at the carrier, whoever dies between."""

import pytest
from flask import Flask

from diary import alerts
from diary.audit import Actor
from diary.db import db
from diary.outbox import Gateways, dispatch_due
from jobs import escalate_alerts
from jobs.tick import Tick
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_alert
from tests.outbox.pretend import Pretend

pytestmark = pytest.mark.both_databases


@pytest.fixture
def carrier() -> Pretend:
    return Pretend()


@pytest.fixture
def tick(app: Flask, clock: Clock, carrier: Pretend) -> Tick:
    gateways = Gateways(ordinary=carrier, demo=carrier, calls_at_once=4)
    return Tick(clock.now, app.config["SETTINGS"], gateways, lambda: False)


def test_an_alert_is_paged_and_the_page_sent(
    cast: Cast, clock: Clock, tick: Tick, carrier: Pretend
) -> None:
    alerts.set_on_call(
        cast.clinic, cast.clinician, 1, "+15557770001", Actor.system(), clock.now
    )
    make_alert(cast.patient, tier=0, next_page_at=clock.now)
    db.session.commit()

    assert escalate_alerts.run(tick) == "paged 1 for 1 alerts"
    assert escalate_alerts.run(tick) == ""
    dispatch_due(tick.gateways, clock.now, "http://localhost")
    assert [request.to for request in carrier.requests] == ["+15557770001"]


def test_one_alert_that_cannot_be_paged_does_not_stop_the_others(
    cast: Cast, clock: Clock, tick: Tick, monkeypatch: pytest.MonkeyPatch
) -> None:
    alerts.set_on_call(
        cast.clinic, cast.clinician, 1, "+15557770001", Actor.system(), clock.now
    )
    first = make_alert(cast.patient, tier=0, next_page_at=clock.now)
    make_alert(cast.patient, tier=0, next_page_at=clock.now)
    db.session.commit()
    real = alerts.page_people

    def broken(alert_id: int, *rest: object) -> int:
        if alert_id == first.id:
            raise RuntimeError("this one cannot be paged")
        return real(alert_id, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(alerts, "page_people", broken)
    assert escalate_alerts.run(tick) == "paged 1 for 2 alerts"
