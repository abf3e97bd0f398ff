"""The canary sings when a log line holds what is sealed, and only then."""

import logging
from collections.abc import Callable

import pytest
from flask import Flask

from diary.logs import log
from tests.canary import Canary
from tests.conftest import CANARY
from tests.factories import make_patient


@pytest.mark.parametrize(
    "write",
    [
        lambda words: log("house").warning(words),
        lambda words: log("house").warning("seen", who=words),
        lambda words: logging.getLogger("house").warning("seen %s", words),
    ],
)
def test_a_name_in_a_log_is_found(app: Flask, write: Callable[[str], None]) -> None:
    write(make_patient(name="Zoë Ångström").name)
    assert len(CANARY.forget()) == 1


def test_a_ref_in_a_log_is_not(app: Flask) -> None:
    log("house").warning("seen", patient=make_patient(name="Zoë Ångström").ref)
    assert not CANARY.forget()


def test_an_error_that_quotes_a_name_keeps_it_out_of_the_log(app: Flask) -> None:
    name = make_patient(name="Zoë Ångström").name
    try:
        raise ValueError(name)
    except ValueError:
        log("house").exception("failed")
    assert not CANARY.forget()


def test_short_words_are_not_marked() -> None:
    bird = Canary()
    bird.mark("7")
    bird.look("2026-03-04T17:00:00Z")
    assert not bird.found
