"""Names nobody thought of, and texts made to be slow to read."""

import time

import pytest

from diary.inbox.naming import ASKED_NAME, named, names_several, question
from diary.patients import Patient
from tests.cast import Cast
from tests.factories import make_patient

LONGEST = 600
SLOWEST = 0.5


def beside_ada(cast: Cast, name: str) -> tuple[list[Patient], Patient]:
    other = make_patient(cast.clinic, name=name, phone=cast.patient.phone)
    return [cast.patient, other], other


@pytest.mark.parametrize(
    "body",
    [
        "\n" * LONGEST + "!",
        "6" + " " * LONGEST + "!",
        "6 /10" + " " * LONGEST + "!",
        "slept" + "\n" * LONGEST + "1",
        "from" + " " * LONGEST + "1",
        "ab " * (LONGEST // 3) + "1",
    ],
)
def test_no_text_takes_long(cast: Cast, body: str) -> None:
    people, _ = beside_ada(cast, "Ben Hill")
    started = time.process_time()
    assert named(body, people) == (None, "")
    assert not names_several(body, people)
    assert time.process_time() - started < SLOWEST


@pytest.mark.parametrize("name", ["1", "😀", "\u0301", "٣", "?"])
def test_who_is_called_without_a_letter_is_not_asked_for_one(
    cast: Cast, name: str
) -> None:
    people, _ = beside_ada(cast, name)
    asked = question(people)
    assert asked is not None
    assert asked.name == ASKED_NAME
    assert named("Ada: 4", people) == (cast.patient, "4")


def test_a_syllable_is_an_initial(cast: Cast) -> None:
    people, kim = beside_ada(cast, "김철수")
    asked = question(people)
    assert asked is not None
    assert asked.initials == ("A", "김")
    assert named("김: 4", people) == (kim, "4")
