"""An answer is kept for its request alone, and not for ever."""

from datetime import timedelta

import pytest
from flask import Flask

from diary import replays
from diary.errors import Refused
from tests.driven_clock import Clock
from tests.factories import make_clinic

pytestmark = pytest.mark.both_databases
WANTED = replays.request_hash("POST", "/x", b"{}")


def test_the_same_request_finds_its_answer(app: Flask, clock: Clock) -> None:
    clinic = make_clinic()
    replays.keep(clinic.id, "o", "k", WANTED, (201, '{"a": 1}'), clock.now)
    kept = replays.replayed(clinic.id, "o", "k", WANTED, clock.now)
    assert kept is not None
    assert (kept.status, kept.body) == (201, '{"a": 1}')
    assert replays.replayed(clinic.id, "other", "k", WANTED, clock.now) is None


def test_another_request_under_the_key_is_refused(app: Flask, clock: Clock) -> None:
    clinic = make_clinic()
    replays.keep(clinic.id, "o", "k", WANTED, (201, "{}"), clock.now)
    other = replays.request_hash("POST", "/x", b"[]")
    with pytest.raises(Refused):
        replays.replayed(clinic.id, "o", "k", other, clock.now)


def test_after_a_day_the_key_is_free_again(app: Flask, clock: Clock) -> None:
    clinic = make_clinic()
    replays.keep(clinic.id, "o", "k", WANTED, (201, "{}"), clock.now)
    later = clock.travel(hours=25)
    assert replays.replayed(clinic.id, "o", "k", WANTED, later) is None
    replays.keep(clinic.id, "o", "k", WANTED, (200, "{}"), later)
    assert replays.prune(later + timedelta(hours=1)) == 0
    assert replays.prune(later + timedelta(hours=25)) == 1
