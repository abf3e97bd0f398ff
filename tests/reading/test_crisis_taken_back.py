"""Idioms, denials and the past do not silence words that are meant, or meant today."""

import pytest

from tests.reading.by_patterns import pages_by_patterns


@pytest.mark.parametrize(
    "text",
    [
        "cut my leg shaving, then i kept going on purpose",
        "took all my tablets this morning, the whole bottle",
        "all the pills are in the kitchen drawer and i keep counting them",
        "see you on the other side haha. not a joke",
        "me corté cocinando a propósito",
        "tomé todas mis pastillas hoy, todas juntas",
    ],
)
def test_an_idiom_that_is_meant_silences_nothing(text: str) -> None:
    assert pages_by_patterns(text)


@pytest.mark.parametrize(
    "text",
    [
        "rope is on the door",
        "kill me now",
        "so tired i want to die",
        "lost the will to live after he died",
        "ending it with pills",
        "dont want to live in my head anymore",
        "volví a quemarme con la plancha",
        "la soga para mi cuello",
        "me quiero morir de pena",
        "no quiero vivir sin ti",
    ],
)
def test_an_idiom_ends_at_its_small_cause(text: str) -> None:
    assert pages_by_patterns(text)


@pytest.mark.parametrize(
    "text",
    [
        "haven't cut in 90 days, did today",
        "no suicidal thoughts until tonight",
        "nunca me quise morir como hoy",
        "no me voy a matar hoy, luego sí",
        "no he pensado en el suicidio hasta hoy",
        "ideas de muerte no, solo de noche sí",
    ],
)
def test_a_denial_that_is_taken_back_denies_nothing(text: str) -> None:
    assert pages_by_patterns(text)


@pytest.mark.parametrize(
    "text",
    [
        "en 2012 me tomé todas las pastillas y hoy lo voy a hacer otra vez",
        "el año pasado quise matarme y este año lo logro",
    ],
)
def test_a_past_that_returns_is_the_present(text: str) -> None:
    assert pages_by_patterns(text)


@pytest.mark.parametrize(
    "text",
    [
        "cut my leg shaving",
        "took all my tablets this morning",
        "no suicidal thoughts",
        "tomé todas mis pastillas hoy",
        "no me voy a matar",
    ],
)
def test_the_same_words_left_alone_do_not_page(text: str) -> None:
    assert not pages_by_patterns(text)
