"""How Spanish-speaking patients tell what a medicine did: effects, ends and answers."""

import pytest

from diary.reading import Kind, read


def severities(text: str) -> dict[str, int | None]:
    reports = read(text, language="es").symptoms
    return {report.key: report.severity for report in reports}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Me cuesta muchísimo conciliar el sueño", {"insomnia"}),
        ("me da un sueño que no puedo con él", {"sleepy"}),
        ("siento que no me llena el aire", {"breath"}),
        ("leo el mismo renglón tres veces y no se me queda", {"focus"}),
        ("Perdí memoria y me quedo en blanco", {"memory", "focus"}),
        ("la boca se me queda como lija", {"dry_mouth"}),
        ("la presión se me fue a las nubes", {"bp_up"}),
        ("fui como seis veces al baño, pura agua", {"diarrhea"}),
        ("voy al baño cada cuatro días y con trabajos", {"constipation"}),
        ("no había quien me despertara", {"sedation"}),
        ("no he parado en tres días y ni cansada", {"activation"}),
        ("vi gente en la sala y no había nadie", {"hallucination"}),
        ("resaca en la cabeza", {"headache"}),
    ],
)
def test_an_effect_is_heard_in_everyday_words(text: str, keys: set[str]) -> None:
    found = severities(text)
    assert found.keys() == keys
    assert 0 not in found.values()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("El mareo fue horrible", {"dizziness": 3}),
        ("las náuseas fueron lo peor", {"nausea": None}),
        ("me dieron náuseas, fue horrible", {"nausea": None}),
        ("la náusea pasó rápido", {"nausea": 0}),
        ("el mareo ya se fue", {"dizziness": 0}),
        ("Me arregló el estreñimiento que traía", {"constipation": 0}),
        ("la ansiedad ya casi no la siento", {"anxiety": 0}),
        ("no he visto ni oído cosas raras", {"hallucination": 0}),
        ("la cabeza no me ha dolido nada", {"headache": 0}),
        ("se me desadormeció la boca", {"numb_mouth": 0}),
    ],
)
def test_what_was_is_told_from_what_went(
    text: str, expected: dict[str, int | None]
) -> None:
    assert severities(text) == expected


@pytest.mark.parametrize(
    ("text", "asked", "kind"),
    [
        ("luego les digo", "mood", Kind.LATER),
        ("mañana le aviso", "ride", Kind.LATER),
        ("estoy en junta, más tarde", "mood", Kind.LATER),
        ("todavía no, más adelante", "booster", Kind.LATER),
        ("pregúntenme en un par de semanas", "booster", Kind.LATER),
        ("puedo ir pero más tarde, ¿a las 6?", "visit", Kind.RESCHEDULE),
        ("déjenme de escribir", None, Kind.OPT_OUT),
    ],
)
def test_an_answer_is_heard(text: str, asked: str | None, kind: Kind) -> None:
    heard = read(text, language="es", asked=asked)
    assert kind in {act.kind for act in heard.acts}


def test_a_scale_is_no_correction() -> None:
    assert not read("del 1 al 10 un 7", language="es").corrects


def test_a_slip_of_the_finger_is_a_correction() -> None:
    assert read("es 6, le piqué mal", language="es").corrects
