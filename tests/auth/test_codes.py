"""A patient's code: ten minutes, once, five tries, and a new one gives no new tries."""

import pytest
from flask import Flask

from diary.auth import codes
from tests.driven_clock import Clock
from tests.factories import make_patient


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


@pytest.mark.both_databases
def test_the_right_code_works_once(app: Flask, clock: Clock) -> None:
    patient = make_patient()
    code = codes.patient_code(patient, clock.now)
    assert len(code) == 6
    assert code.isdigit()
    assert codes.take_code([patient], code, clock.now) is patient
    assert codes.take_code([patient], code, clock.now) is None


def test_a_code_lives_ten_minutes(app: Flask, clock: Clock) -> None:
    patient = make_patient()
    code = codes.patient_code(patient, clock.now)
    assert codes.take_code([patient], code, clock.travel(minutes=10)) is None


def test_five_wrong_tries_end_a_code(app: Flask, clock: Clock) -> None:
    patient = make_patient()
    code = codes.patient_code(patient, clock.now)
    for _ in range(5):
        assert codes.take_code([patient], wrong(code), clock.now) is None
    assert codes.take_code([patient], code, clock.now) is None


def test_a_new_code_ends_the_one_before(app: Flask, clock: Clock) -> None:
    patient = make_patient()
    first = codes.patient_code(patient, clock.now)
    second = codes.patient_code(patient, clock.now)
    assert first == second or codes.take_code([patient], first, clock.now) is None
    assert codes.take_code([patient], second, clock.now) is patient


def test_a_new_code_gives_no_new_tries(app: Flask, clock: Clock) -> None:
    patient = make_patient()
    tries = []
    for _ in range(3):
        codes.patient_code(patient, clock.now)
        tries += [codes.may_try(patient.phone, clock.now) for _ in range(4)]
    assert tries == [True] * 10 + [False] * 2


def test_of_two_on_one_phone_the_code_tells_who(app: Flask, clock: Clock) -> None:
    first = make_patient()
    second = make_patient(phone=first.phone)
    codes.patient_code(first, clock.now)
    code = codes.patient_code(second, clock.now)
    assert codes.take_code([first, second], code, clock.now) is second


def test_a_code_of_one_patient_is_nothing_to_another(app: Flask, clock: Clock) -> None:
    mine, other = make_patient(), make_patient()
    codes.patient_code(other, clock.now)
    code = codes.patient_code(mine, clock.now)
    assert codes.take_code([other], code, clock.now) is None


def test_asking_is_limited_by_number_and_by_address(app: Flask, clock: Clock) -> None:
    by_number = [
        codes.may_ask("+15550001111", f"10.0.0.{n}", clock.now) for n in range(4)
    ]
    assert by_number == [True, True, True, False]
    by_address = [
        codes.may_ask(f"+155500022{n:02d}", "10.1.1.1", clock.now) for n in range(11)
    ]
    assert by_address == [True] * 10 + [False]
