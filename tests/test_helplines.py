"""Whom to call is that of the country, and never another country's."""

import re

import pytest

from diary.alerts import in_two_languages
from diary.helplines import UNKNOWN, by_country, helplines_of, spoken
from diary.texts import is_gsm7, segments

WANTED = {
    *("US", "CA", "GB", "IE", "AU", "NZ", "ES"),
    *("MX", "CO", "AR", "CL", "PE", "DE", "FR"),
}


def test_the_countries_of_our_clinics_are_kept_with_their_source() -> None:
    assert set(by_country()) >= WANTED
    assert all(each.source for each in by_country().values())


@pytest.mark.parametrize("country", sorted(by_country()))
def test_a_number_can_be_dialled_and_both_languages_name_it(country: str) -> None:
    known = by_country()[country]
    assert re.fullmatch(r"\d{2,3}", known.emergency or "")
    if known.crisis is None:
        assert not known.talk
        return
    assert re.fullmatch(r"\*?\d[\d ]+", known.crisis)
    talk = known.talk or {}
    assert set(talk) == {"en", "es"}
    assert all(known.crisis in said and is_gsm7(said) for said in talk.values())


def test_only_the_united_states_press_two_for_spanish() -> None:
    pressing = {c for c in by_country() if "oprima 2" in spoken(c, "es")["talk"]}
    assert pressing == {"US"}


@pytest.mark.parametrize(
    ("country", "language", "lines"),
    [
        ("US", "en", "Emergency 911, crisis 988"),
        ("ES", "es", "Emergencia 112, crisis 024"),
        ("CO", "es", "Emergencia: 123"),
        ("PT", "en", "Emergency: your local emergency number"),
        ("PT", "es", "Emergencia: numero de emergencias local"),
    ],
)
def test_lines_name_what_is_known(country: str, language: str, lines: str) -> None:
    assert spoken(country, language)["lines"] == lines


def test_an_unknown_country_has_no_number() -> None:
    assert helplines_of("PT") is UNKNOWN
    assert spoken("PT", "en")["talk"] == ""


@pytest.mark.parametrize("country", ["", *sorted(by_country())])
@pytest.mark.parametrize("name", ["crisis", "urgent"])
def test_both_languages_fit_into_one_segment(name: str, country: str) -> None:
    said = in_two_languages(name, country, ("en", "es"), "n" * 15)
    assert segments(said) == 1
