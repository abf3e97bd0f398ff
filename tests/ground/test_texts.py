"""Counting segments as the carrier does (3GPP TS 23.038)."""

import pytest

from diary.texts import is_gsm7, segments, without_keys


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ó" * 70, 1),
        ("ó" * 71, 2),
        ("ñ" * 160, 1),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_a_text_costs_what_the_carrier_charges(text: str, count: int) -> None:
    assert segments(text) == count


@pytest.mark.parametrize("letter", "áíóúÁ¿"[:-1] + "’“")
def test_some_letters_force_the_short_segment(letter: str) -> None:
    assert not is_gsm7(letter)


@pytest.mark.parametrize("letter", "éñ¿¡àüÉ\n€[]")
def test_others_fit_the_seven_bit_alphabet(letter: str) -> None:
    assert is_gsm7(letter)


def test_a_link_that_opens_a_form_is_for_its_reader_alone() -> None:
    body = "Reply a number or https://oak.example/f/8rK2_aB-3dEf8rK2_aB-3dEf8rK2"
    assert without_keys(body) == "Reply a number or https://oak.example/f/…"
    assert without_keys("see /f/short") == "see /f/short"
