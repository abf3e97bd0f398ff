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
        "bladder is full but nothing comes out",
        "tengo la vejiga llena y no puedo orinar",
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


@pytest.mark.parametrize(
    "text",
    [
        "no puedo respirar",
        "No puedo respirar!!",
        "no puedo respirar bien",
        "casi no puedo respirar",
        "me cuesta respirar mucho",
        "no me entra el aire",
        "me ahogo no puedo respirar",
    ],
)
def test_who_cannot_breathe_is_not_read_as_weary_of_life(text: str) -> None:
    heard = read(text, language="es")
    assert _flags(text, "es")["breath"] == 0
    assert "suicidal" not in {symptom.key for symptom in heard.symptoms}
    assert "es.sin_vida" not in {by.pattern for by in heard.crisis_evidence}


@pytest.mark.parametrize(
    "text",
    [
        "ya no quiero respirar",
        "no tengo ganas de respirar",
        "quiero dejar de respirar",
        "no merezco respirar",
        "nada me motiva a respirar",
        "no puedo respirar ya no quiero vivir",
        "no puedo seguir respirando",
    ],
)
def test_who_does_not_want_to_breathe_is_in_crisis(text: str) -> None:
    assert read(text, language="es").crisis


@pytest.mark.parametrize(
    "text",
    [
        "suddenly confused",
        "confused all of a sudden",
        "confundido de repente",
        "muy desorientada de pronto",
        "de pronto estoy confundido",
    ],
)
def test_sudden_confusion_cannot_wait(text: str) -> None:
    assert _flags(text) == {"confusion": 0}


@pytest.mark.parametrize("text", ["a little confused", "estoy confundido"])
def test_confusion_alone_waits_for_the_visit(text: str) -> None:
    assert _flags(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "she can't be woken up",
        "my son won't wake up",
        "my wife is not waking up",
        "we cant get her to wake up",
        "mi hijo no despierta",
        "mi esposa no se despierta",
        "no podemos despertarlo",
        "no despierta mi esposa",
        "mi esposo está inconsciente",
    ],
)
def test_who_cannot_be_woken_is_urgent_whoever_it_is(text: str) -> None:
    heard = read(text)
    assert [(flag.key, flag.tier) for flag in heard.red_flags] == [("sedation", 0)]


@pytest.mark.parametrize(
    "text",
    [
        "my son won't wake up for school",
        "she wont wake up before 10",
        "what if she cant be woken up?",
        "mi hijo no se despierta temprano",
        "mi esposo no responde los mensajes",
    ],
)
def test_who_only_sleeps_long_is_no_alarm(text: str) -> None:
    assert read(text).red_flags == ()


@pytest.mark.parametrize("text", ["od'd", "I od'd", "OD’d", "overdosed"])
def test_an_overdose_told_in_a_word_pages(text: str) -> None:
    assert read(text).crisis
