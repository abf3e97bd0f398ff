"""Texts that tell of two things keep the graver one, in both languages."""

import pytest

from diary.reading import read


def _flags(text: str, language: str = "en") -> dict[str, int]:
    return {flag.key: flag.tier for flag in read(text, language=language).red_flags}


@pytest.mark.parametrize(
    "text",
    [
        "cant pee for 8 hours and it hurts",
        "cant pee and it hurts",
        "cant pee. it hurts",
        "I cannot pee since last night and it hurts so bad",
        "can't urinate and im in agony",
        "not able to pee since 6 am",
        "i cant pee, my belly is swollen",
        "no pee for 10 hours and pain",
        "no puedo orinar y me duele mucho",
        "no puedo orinar. me duele mucho",
        "no puedo orinar y me arde",
        "no puedo hacer pis y me duele mucho",
        "llevo 8 horas sin orinar y me duele",
        "8 horas sin poder orinar",
        "desde anoche no puedo orinar",
        "no orino desde hace 10 horas y duele",
        "no me sale la orina y me duele la vejiga",
    ],
)
def test_who_cannot_pee_for_hours_or_in_pain_cannot_wait(text: str) -> None:
    assert _flags(text).get("cant_pee") == 0


@pytest.mark.parametrize(
    "text",
    [
        "it hurts when i pee",
        "i can pee but it hurts",
        "i cant pee without it hurting",
        "i can't stop peeing and it hurts",
        "me duele al orinar",
        "puedo orinar pero me duele",
        "no puedo orinar sin dolor",
    ],
)
def test_who_pees_with_pain_is_called_by_the_clinic(text: str) -> None:
    assert _flags(text) == {"pee_pain": 1}
