"""Words of crisis: what pages, what is looked at, what is left alone, and why."""

import json
import runpy
from pathlib import Path

import pytest

from diary.reading import CrisisLevel, read
from diary.reading.crisis import find_crisis
from diary.reading.said import Said
from tests.reading.by_patterns import pages_by_patterns

ROOT = Path(__file__).parents[2]
WEIGHTS = ROOT / "diary" / "reading" / "words" / "weights.json"


@pytest.mark.parametrize(
    "text",
    [
        "i want to die",
        "kms",
        "I'm not suicidal but I wish I wouldn't wake up",
        "mood 2, took 40 tylenol an hour ago",
        "they would all be better off without me",
        "i cant do this anymore",
        "this is my last text. tell my kids i loved them",
        "me quiero morir",
        "ya no aguanto más",
        "ya no kiero bibir",
        "me corté otra vez anoche",
        "ojalá no despierte mañana",
    ],
)
def test_words_of_crisis_page(text: str) -> None:
    assert read(text).crisis_level is CrisisLevel.PAGE


@pytest.mark.parametrize(
    "text",
    [
        "no suicidal thoughts",
        "not suicidal, just tired",
        "0 thoughts of self harm. 3 thoughts about tacos",
        "i would never hurt myself",
        "sin ideas suicidas esta semana",
        "nunca he pensado en quitarme la vida",
        "dying of boredom",
        "this headache is killing me",
        "me muero de risa",
        "political suicide for him to say that",
        "cut my finger chopping onions",
        "felt like i was dying during the infusion but it passed",
    ],
)
def test_denials_idioms_and_effects_do_not_page(text: str) -> None:
    assert read(text).crisis_level is not CrisisLevel.PAGE


@pytest.mark.parametrize(
    "text",
    [
        "my brother killed himself last year",
        "my sister tried to kill herself",
        "mi primo se ahorcó la semana pasada",
    ],
)
def test_what_is_said_of_others_is_looked_at(text: str) -> None:
    assert read(text).crisis_level is CrisisLevel.REVIEW


@pytest.mark.parametrize(
    "text",
    [
        "do you know how i could die without pain",
        "do u think god forgives suicide",
        "will you let me die",
    ],
)
def test_a_question_to_the_clinic_is_of_the_sender(text: str) -> None:
    assert read(text).crisis_level is CrisisLevel.PAGE


@pytest.mark.parametrize(
    "text",
    [
        "not up to living anymore",
        "wishing id never been conceived",
        "my kids would be better with no mother",
        "regret not jumping",
        "thinking about the rope again",
        "cut same arm, worse",
    ],
)
def test_plain_words_page_however_they_are_put(text: str) -> None:
    assert read(text).crisis_level is CrisisLevel.PAGE


@pytest.mark.parametrize(
    "text",
    [
        "mi mamá no sabe que pienso en suicidarme",
        "les aviso que ya no quiero seguir con vida",
        "he comprado pastillas suficientes para no despertar",
    ],
)
def test_spanish_verbs_that_end_in_the_person_are_the_senders_own(text: str) -> None:
    assert pages_by_patterns(text)


@pytest.mark.parametrize("text", ["no, tengo ganas de morirme", "no. quiero matarme"])
def test_a_no_that_answers_denies_nothing_after_it(text: str) -> None:
    assert pages_by_patterns(text)


@pytest.mark.parametrize(
    "text",
    [
        "suicidal thoughts are gone since the 3rd session",
        "haven't hurt myself in 90 days",
        "my flatmate said he wanted to end it all",
        "there was an attempt in 2017. nothing since",
        "felt like i was dying during the infusion, and it was ok",
        "mi hermano se ahorcó el año pasado",
        "ya no tengo pensamientos suicidas",
        "ya no me corto",
        "llevo 90 días sin lastimarme, orgullosa",
        "a los 19 me internaron por una sobredosis",
    ],
)
def test_what_is_over_is_read_by_staff_on_their_round(text: str) -> None:
    assert find_crisis(Said.hear(text)).level is CrisisLevel.REVIEW


@pytest.mark.parametrize(
    "text",
    [
        "haven't cut in 90 days but im going to tonight",
        "she took her own life and i am going to do the same",
        "i tried to kill myself in 2015 and im going to do it again",
        "llevaba 90 días sin lastimarme y ayer me corté",
        "cuando tenía 17 quise matarme, esta noche lo voy a hacer",
    ],
)
def test_what_was_over_and_is_not_pages(text: str) -> None:
    assert read(text).crisis_level is CrisisLevel.PAGE


def test_a_no_that_belongs_to_the_words_denies_them() -> None:
    assert not pages_by_patterns("no tengo ganas de morirme")


@pytest.mark.parametrize(
    "text",
    [
        "más que nunca tengo ganas de morirme",
        "los lunes no pienso en matarme, de martes a domingo sí",
        "ojalá me hubiera muerto en 2019 y no dar lata",
        "pido que sea la última vez que cierro los ojos",
        "cuanto antes me muera mejor",
    ],
)
def test_a_denial_or_a_past_inside_present_danger_lessens_nothing(text: str) -> None:
    assert pages_by_patterns(text)


@pytest.mark.parametrize(
    "text",
    [
        "since 2016 i have smiled through all of it and i dont want to live",
        "i used to hate it and now i want to die",
        "suicidal thoughts came back about two days after the last infusion",
    ],
)
def test_what_is_said_of_today_beside_the_past_pages(text: str) -> None:
    assert pages_by_patterns(text)


@pytest.mark.parametrize(
    "text",
    ["i wanted to die years ago", "years ago i wanted to die, now i have a garden"],
)
def test_what_is_over_does_not_page(text: str) -> None:
    assert not pages_by_patterns(text)


def test_no_change_beside_suicidal_denies_nothing() -> None:
    assert pages_by_patterns("Feeling suicidal, no change")
    assert not pages_by_patterns("not feeling suicidal, no change")


def test_laughter_behind_a_bare_wish_does_not_lessen_it() -> None:
    assert pages_by_patterns("wish i was dead lol")
    assert not pages_by_patterns("i could die lol he waved at me")


@pytest.mark.parametrize("text", ["xq sigo viva", "pa q seguir viviendo"])
def test_spanish_spelt_short_is_heard(text: str) -> None:
    assert pages_by_patterns(text)


def test_what_only_weighs_names_the_words_that_moved_it() -> None:
    text = "my family would be free and i would finally have peace from all of it"
    (evidence,) = read(text).crisis_evidence
    assert evidence.pattern == "words.weight"
    assert all(word in text for word in evidence.words.split(" · "))


def test_the_weights_are_learnt_from_the_texts_of_this_repository() -> None:
    data = runpy.run_path(str(ROOT / "bench" / "reading" / "model" / "data.py"))
    learnt_from = json.loads(WEIGHTS.read_text(encoding="utf-8"))["learnt_from"]
    assert learnt_from == data["digest"]()
