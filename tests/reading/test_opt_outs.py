"""Wishes for no more texts, in anybody's words, and what only sounds like one."""

from decimal import Decimal
from pathlib import Path

import pytest

from diary.reading import Kind, read

LISTS = Path(__file__).parents[2] / "bench" / "reading" / "optouts"


def hears(text: str, language: str = "en") -> bool:
    return any(act.kind is Kind.OPT_OUT for act in read(text, language=language).acts)


@pytest.mark.parametrize("path", sorted(LISTS.glob("*.txt")), ids=lambda p: p.name)
def test_the_lists_are_heard_and_their_look_alikes_not(path: Path) -> None:
    language = path.name.split(".")[1]
    lines = [line.partition(" | ") for line in path.read_text("utf-8").splitlines()]
    meant = [text for labels, _, text in lines if labels == "@opt_out"]
    other = [text for labels, _, text in lines if labels != "@opt_out"]
    assert sum(hears(text, language) for text in meant) >= 0.98 * len(meant)
    assert sum(hears(text, language) for text in other) <= 0.01 * len(other)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("dont stop the texts, they help", "en"),
        ("why did you stop texting me?", "en"),
        ("dont text me at night", "en"),
        ("i told my sister to stop texting", "en"),
        ("no me escriban antes de las 9", "es"),
        ("no dejen de mandarme los mensajes", "es"),
    ],
)
def test_a_wish_that_is_refused_or_only_about_hours_is_none(
    text: str, language: str
) -> None:
    assert not hears(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("sotp texting me", "en"),
        ("stop it already with the messages", "en"),
        ("Please do not message this phone from now on.", "en"),
        ("The texts stress me out. Please don't send them anymore.", "en"),
        ("these wake me up every morning, i dont want them any longer", "en"),
        ("esos mensajes me estresan, no me los manden", "es"),
        ("i dont have to do these texts, please stop", "en"),
        ("me despiertan todos los días, ya no los quiero", "es"),
    ],
)
def test_texts_named_before_may_be_called_them(text: str, language: str) -> None:
    assert hears(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Do not send me another text.", "en"),
        ("texts arent for me, thanks anyway", "en"),
        ("dont bother texting me anymore", "en"),
        ("i asked not to be texted", "en"),
        ("llámenme, pero no por mensaje", "es"),
        ("no more texts every day from now on", "en"),
        ("le agradecería que no me enviara más mensajes", "es"),
        ("ya no quiero ser parte de esto de los mensajes", "es"),
        ("ya estoy cansado de que me escriban", "es"),
    ],
)
def test_a_wish_in_free_words_is_heard(text: str, language: str) -> None:
    assert hears(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("they dont bother me", "en"),
        ("no one texts me anymore", "en"),
        ("get me out of this bed", "en"),
        ("i did not send a message", "en"),
        ("no puedo contestar las preguntas hoy", "es"),
        ("got your text. these headaches, i dont want them anymore", "en"),
        ("thanks for the texts. can you stop the zofran please", "en"),
        ("cant do the survey today, too tired", "en"),
        ("gracias por el mensaje. las pastillas ya no las quiero", "es"),
    ],
)
def test_what_else_is_not_wanted_beside_a_text_stays(text: str, language: str) -> None:
    assert not hears(text, language)


def test_a_mood_beside_an_opt_out_is_kept() -> None:
    reading = read("6. also please stop sending these")
    assert reading.kind is Kind.OPT_OUT
    assert reading.mood == Decimal(6)


def test_a_short_form_without_the_texts_is_one_only_as_the_whole_message() -> None:
    assert hears("no more please")
    assert not hears("no more, i said to my dog")


def test_beside_words_of_crisis_only_forms_that_name_the_texts_count() -> None:
    assert hears("stop texting me, i want to kill myself tonight")
    assert not hears("leave me alone. i want to kill myself")
    despair = "i am so tired and nobody comes. " * 12
    assert not hears(despair + "stop the texts. i will kill myself")
