"""What a text does beside the diary, in free words, and what only sounds like it."""

import pytest

from diary.reading import Kind, read


def acts_of(text: str, language: str = "en", asked: str | None = None) -> set[Kind]:
    return {act.kind for act in read(text, language=language, asked=asked).acts}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("wrong # sorry", "en"),
        ("this phone doesnt belong to her anymore", "en"),
        ("there is no maria here", "en"),
        ("num equivocado", "es"),
        ("creo que marcaron mal, ese paciente no soy yo", "es"),
        ("aquí no vive ninguna maria", "es"),
    ],
)
def test_somebody_elses_phone_is_heard(text: str, language: str) -> None:
    assert acts_of(text, language) == {Kind.WRONG_NUMBER}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("theres no hope here", "en"),
        ("no one with me", "en"),
        ("im not the person i used to be", "en"),
        ("this was my worst day", "en"),
        ("wrong # its 7", "en"),
        ("no hay nadie que me quiera", "es"),
        ("ya no soy la persona que era", "es"),
        ("no sé quién me entienda", "es"),
        ("no es mi día", "es"),
    ],
)
def test_despair_is_no_wrong_number_and_stops_no_texts(
    text: str, language: str
) -> None:
    assert acts_of(text, language) == set()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("i need help with how this texting works", "en"),
        ("how does this work? what am i supposed to send", "en"),
        ("i dont understand what to text you", "en"),
        ("necesito ayuda, no sé usar esto", "es"),
        ("que tengo que mandar", "es"),
    ],
)
def test_asking_about_the_texts_is_asking_for_help(text: str, language: str) -> None:
    assert acts_of(text, language) == {Kind.HELP}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("i need help", "en"),
        ("i need help with my rent", "en"),
        ("how does this work for depression", "en"),
        ("what do i do", "en"),
        ("necesito ayuda", "es"),
        ("no sé qué hacer", "es"),
    ],
)
def test_a_cry_for_help_is_not_about_the_texts(text: str, language: str) -> None:
    assert acts_of(text, language) == set()


def test_a_mood_beside_a_question_about_the_texts_is_kept() -> None:
    reading = read("5, how does this work? what do i send")
    assert (reading.kind, reading.mood) == (Kind.HELP, 5)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Sorry, not coming this time.", "en"),
        ("I won't be able to come tomorrow", "en"),
        ("cant make it im sick", "en"),
        ("Mañana no puedo ir", "es"),
        ("no cuenten conmigo mañana", "es"),
    ],
)
def test_not_coming_declines_the_visit_asked_about_and_else_moves_it(
    text: str, language: str
) -> None:
    assert acts_of(text, language, "visit") == {Kind.DECLINE}
    assert acts_of(text, language) == {Kind.RESCHEDULE}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("cant come tomorrow, can we do friday", "en"),
        ("can i come at 7 instead of 8", "en"),
        ("no puedo mañana, puede ser el lunes", "es"),
        ("se puede mejor el miércoles", "es"),
    ],
)
def test_asking_for_another_time_moves_the_visit(text: str, language: str) -> None:
    reading = read(text, language=language, asked="visit")
    assert {act.kind for act in reading.acts} == {Kind.RESCHEDULE}
    assert reading.mood is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("just another day", "en"),
        ("i cant do it anymore", "en"),
        ("cant make it to the bathroom in time", "en"),
        ("otro día triste", "es"),
        ("no puedo ir al baño", "es"),
        ("amanecí mejor el lunes", "es"),
    ],
)
def test_a_hard_day_moves_no_visit(text: str, language: str) -> None:
    assert acts_of(text, language) == set()


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("my sister cant anymore", "en", Kind.DECLINE),
        ("uh no, my brother works that day", "en", Kind.DECLINE),
        ("linda's driving me", "en", Kind.CONFIRM),
        ("uy no, mi hermano trabaja ese día", "es", Kind.DECLINE),
        ("mi esposo va a estar trabajando", "es", Kind.DECLINE),
        ("todo listo, maneja mi tío", "es", Kind.CONFIRM),
    ],
)
def test_a_ride_is_set_only_when_the_driver_can(
    text: str, language: str, kind: Kind
) -> None:
    assert acts_of(text, language, "ride") == {kind}


@pytest.mark.parametrize(
    ("text", "language", "asked", "kind"),
    [
        ("count me in", "en", "visit", Kind.CONFIRM),
        ("nos vemos mañana, confirmo", "es", "visit", Kind.CONFIRM),
        ("Back at the house, Linda drove", "en", None, Kind.ARRIVED_HOME),
        ("mi esposo me trajo a casa", "es", None, Kind.ARRIVED_HOME),
        ("ignore that, my kid sent it", "en", None, Kind.UNDO),
        ("no tomen en cuenta lo que acabo de mandar", "es", None, Kind.UNDO),
    ],
)
def test_free_words_answer_too(
    text: str, language: str, asked: str | None, kind: Kind
) -> None:
    assert acts_of(text, language, asked) == {kind}


@pytest.mark.parametrize(
    "text",
    ["cant wait to get home", "ya llegué al trabajo", "my husband got home late"],
)
def test_home_is_where_one_has_come_to(text: str) -> None:
    assert acts_of(text) == set()


@pytest.mark.parametrize(
    "text",
    ["my dad is coming for thanksgiving", "he is taking pills again"],
)
def test_others_who_come_and_take_set_no_ride(text: str) -> None:
    assert acts_of(text) == set()


@pytest.mark.parametrize(
    "text", ["i dont have anyone to talk to", "nobody can give me hope"]
)
def test_being_alone_refuses_no_ride(text: str) -> None:
    assert acts_of(text) == set()


def test_another_mind_about_something_else_opts_nobody_in() -> None:
    assert acts_of("changed my mind about meds") == set()
    assert acts_of("changed my mind") == {Kind.OPT_IN}
