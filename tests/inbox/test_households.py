"""A phone that two patients share: nothing is filed before it is known whose it is."""

import pytest
from flask import Flask

from diary.alerts import open_alerts
from diary.db import db
from diary.entries import entries_between, has_answer
from diary.inbox import waiting
from diary.inbox.naming import named, question
from diary.outbox import is_suppressed
from diary.patients import Patient
from diary.tasks import TaskKind, open_tasks
from diary.texts import segments
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_patient, today
from tests.inbox.phones import Phone

pytestmark = pytest.mark.both_databases


@pytest.fixture
def ben(cast: Cast) -> Patient:
    patient = make_patient(cast.clinic, name="Ben Hill", phone=cast.patient.phone)
    db.session.commit()
    return patient


def answered(patient: Patient) -> bool:
    return has_answer(patient.clinic_id, patient.id, today(patient))


@pytest.mark.parametrize(
    ("body", "name", "rest"),
    [
        ("A", "Ada", ""),
        (" b ", "Ben", ""),
        ("Ada", "Ada", ""),
        ("ben: 6, dizzy", "Ben", "6, dizzy"),
        ("Ben 6", "Ben", "6"),
        ("B: 6", "Ben", "6"),
        ("a 6", None, ""),
        ("a bit better, 6", None, ""),
        ("A. 6", "Ada", "6"),
        ("this is Ada", "Ada", ""),
        ("This is ada, slept badly", "Ada", "slept badly"),
        ("soy Ben", "Ben", ""),
        ("Ada here, 4", "Ada", "4"),
        ("Ada here", "Ada", ""),
        ("6 A", "Ada", "6"),
        ("6 - Ada", "Ada", "6"),
        ("6/10, ben", "Ben", "6/10"),
        ("slept badly - Ada", "Ada", "slept badly"),
        ("3, dizzy (Ben)", "Ben", "3, dizzy"),
        ("it's a 6", None, ""),
        ("i'm a mess, 3", None, ""),
        ("6 am", None, ""),
        ("6 deb", None, ""),
        ("6 from Ada", "Ada", "6"),
        ("6, lunch with Ben", None, ""),
        ("6, had a text from Ben", None, ""),
        ("6", None, ""),
        ("Carl", None, ""),
        ("", None, ""),
    ],
)
def test_whom_a_text_names(
    cast: Cast, ben: Patient, body: str, name: str | None, rest: str
) -> None:
    person, left = named(body, [cast.patient, ben])

    assert (person.name.split()[0] if person else None) == name
    assert left == rest


def test_it_asks_whose_it_is(cast: Cast, ben: Patient, ada: Phone) -> None:
    assert ada.texts("6") == "Who is this from? Reply A or B."

    assert not answered(cast.patient)
    assert not answered(ben)
    assert len(waiting(cast.clinic.id, clinical=True)) == 1


def test_what_waited_is_filed_once_it_is_known(
    cast: Cast, ben: Patient, ada: Phone
) -> None:
    ada.texts("6")

    assert ada.texts("b") == "Saved: 6 of 10. UNDO to take it back."
    assert answered(ben)
    assert not answered(cast.patient)
    assert waiting(cast.clinic.id, clinical=True) == []


def test_a_text_that_names_its_writer_is_filed_at_once(
    cast: Cast, ben: Patient, ada: Phone
) -> None:
    assert ada.texts("Ada: 4") == "Saved: 4 of 10. UNDO to take it back."
    assert answered(cast.patient)
    assert not answered(ben)


def test_a_crisis_pages_for_both_before_anything_is_asked(
    cast: Cast, ben: Patient, ada: Phone
) -> None:
    answer = ada.texts("I want to kill myself")

    assert answer is not None
    assert "988" in answer
    assert "Ada" not in answer
    assert {alert.patient_id for alert in open_alerts(cast.clinic.id)} == {
        cast.patient.id,
        ben.id,
    }
    assert not answered(cast.patient)
    assert not answered(ben)


def test_a_crisis_that_names_its_writer_is_kept_in_their_diary_too(
    cast: Cast, ben: Patient, ada: Phone
) -> None:
    answer = ada.texts("Ben: 2, I want to kill myself")

    assert answer is not None
    assert "988" in answer
    assert "Ben" not in answer
    assert "Saved" not in answer
    assert sorted(str(one.patient_id) for one in open_alerts(cast.clinic.id)) == sorted(
        [str(cast.patient.id), str(ben.id)]
    )
    assert answered(ben)
    assert not answered(cast.patient)


def test_a_crisis_that_names_nobody_waits_with_its_words_and_is_filed_when_told(
    cast: Cast, ben: Patient, ada: Phone
) -> None:
    ada.texts("2, I want to kill myself")
    (text,) = waiting(cast.clinic.id, clinical=True)
    assert text.body == "2, I want to kill myself"

    ada.texts("B")
    assert answered(ben)
    assert not answered(cast.patient)
    assert len(open_alerts(cast.clinic.id)) == 2


def test_stop_is_for_the_number(cast: Cast, ben: Patient, ada: Phone) -> None:
    assert ada.texts("STOP") is None
    assert is_suppressed(cast.sender.id, ada.number)


def test_names_that_begin_alike_are_asked_for_whole(
    cast: Cast, ben: Patient, ada: Phone
) -> None:
    ben.name = "Abel Hill"
    db.session.commit()

    assert ada.texts("6") == "Who is this from? Reply with your first name."
    assert ada.texts("A") == "Who is this from? Reply with your first name."
    assert ada.texts("Abel") is not None
    assert answered(ben)
    assert not answered(cast.patient)


def test_one_first_name_is_told_apart_by_both_initials(
    cast: Cast, ben: Patient, ada: Phone
) -> None:
    cast.patient.name, ben.name = "Ada Reyes", "Ada Cole"
    db.session.commit()

    assert ada.texts("6") == "Who is this from? Reply AR or AC."
    assert open_tasks(cast.clinic.id, clinical=True) == []
    assert ada.texts("a.r.") == "Saved: 6 of 10. UNDO to take it back."
    assert answered(cast.patient)
    assert not answered(ben)


def test_initials_alike_too_are_asked_for_as_whole_names(
    cast: Cast, ben: Patient, ada: Phone
) -> None:
    ben.name = "Ada Holm"
    db.session.commit()

    asked = "Who is this from? Reply with your first and last name."
    assert ada.texts("6") == asked
    assert ada.texts("Ada") == asked
    assert ada.texts("ada holm") == "Saved: 6 of 10. UNDO to take it back."
    assert answered(ben)
    assert not answered(cast.patient)


def test_names_that_are_all_alike_are_told_apart_by_a_person(
    cast: Cast, ben: Patient, ada: Phone
) -> None:
    ben.name = "Ada Hill"
    db.session.commit()

    answer = ada.texts("6") or ""
    assert answer.startswith("We cannot tell who wrote this. Please call us: ")
    assert "Ada" not in answer
    assert ada.texts("slept badly") is None
    assert len(open_tasks(cast.clinic.id, clinical=True)) == 1


@pytest.mark.parametrize(
    ("names", "asked"),
    [
        (("Ada Hill", "Ben Hill"), ("A", "B")),
        (("Ada Hill", "Abel Hill"), ()),
        (("José Ruiz", "Jose Mora"), ("JR", "JM")),
        (("Ana María Ruiz Gómez", "Ana Belén Ruiz Vega"), ("AG", "AV")),
        # "am" and "no" are words of a text, and one name alone has no second letter.
        (("Ada Moss", "Ada Reyes"), ()),
        (("Nora Ortiz", "Nora Paz"), ()),
        (("Ada", "Ada Hill"), ()),
        (("Ada Hill", "Ada Hill"), None),
        (("Ada Cole", "Ada Ruiz", "Ben Hill"), ("AC", "AR", "BH")),
    ],
)
def test_what_tells_people_apart_is_asked_for(
    app: Flask, names: tuple[str, ...], asked: tuple[str, ...] | None
) -> None:
    line = question([Patient(name=name) for name in names])
    assert (line and line.initials) == asked


@pytest.mark.parametrize(
    ("body", "name", "rest"),
    [
        ("AC", "Ada Cole", ""),
        ("ac: 6, dizzy", "Ada Cole", "6, dizzy"),
        ("A R", "Ada Rios", ""),
        ("Ada Rios", "Ada Rios", ""),
        ("ada ríos: 4", "Ada Rios", "4"),
        ("this is Ada Cole, slept badly", "Ada Cole", "slept badly"),
        ("Ada Cole here", "Ada Cole", ""),
        ("Ada", None, ""),
        ("ada feels bad", None, ""),
        ("6 ar", None, ""),
        ("Ada and Cole", None, ""),
    ],
)
def test_whom_both_initials_and_whole_names_name(
    app: Flask, body: str, name: str | None, rest: str
) -> None:
    people = [Patient(name="Ada Cole"), Patient(name="Ada Rios")]
    person, left = named(body, people)

    assert (person.name if person else None) == name
    assert left == rest


def test_a_text_soon_after_the_question_is_not_asked_about_again(
    cast: Cast, ben: Patient, ada: Phone, clock: Clock
) -> None:
    assert ada.texts("6") == "Who is this from? Reply A or B."
    clock.travel(minutes=5)
    assert ada.texts("slept 4 hours") is None

    assert "UNDO to take it back" in (ada.texts("B") or "")
    assert waiting(cast.clinic.id, clinical=True) == []
    (entry,) = entries_between(cast.clinic.id, ben.id, today(ben), today(ben))
    assert (entry.mood, entry.sleep_hours) == (6, 4)


def test_later_it_is_asked_again(
    cast: Cast, ben: Patient, ada: Phone, clock: Clock
) -> None:
    ada.texts("6")
    clock.travel(minutes=16)
    assert ada.texts("dizzy") == "Who is this from? Reply A or B."


def test_a_name_that_does_not_tell_is_asked_for_again(
    cast: Cast, ben: Patient, ada: Phone
) -> None:
    ada.texts("6")
    assert ada.texts("C") == "Who is this from? Reply A or B."


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("wrong number", "no more texts from us"),
        ("who is this? wrong number", "no more texts from us"),
        ("numero equivocado", "no recibira mas"),
    ],
)
def test_a_wrong_number_is_left_alone_at_once_and_told_nothing(
    cast: Cast, ben: Patient, ada: Phone, words: str, told: str
) -> None:
    assert told in (ada.texts(words) or "")
    assert is_suppressed(cast.sender.id, ada.number)
    tasks = open_tasks(cast.clinic.id, clinical=False)
    assert {task.kind for task in tasks} == {TaskKind.CHECK_NUMBER}
    assert {task.patient_id for task in tasks} == {cast.patient.id, ben.id}
    assert ada.texts("6") is None


def test_the_desk_reads_no_diary_that_waits_for_its_owner(
    cast: Cast, ben: Patient, ada: Phone
) -> None:
    ada.texts("3, blood in my urine")

    assert waiting(cast.clinic.id, clinical=False) == []
    assert len(waiting(cast.clinic.id, clinical=True)) == 1


def test_words_of_crisis_do_not_swallow_the_wish_for_no_more_texts(
    cast: Cast, ben: Patient, ada: Phone
) -> None:
    answer = ada.texts("Stop texting me, I want to kill myself")

    assert answer is not None
    assert "988" in answer
    assert len(open_alerts(cast.clinic.id)) == 2
    assert is_suppressed(cast.sender.id, ada.number)


@pytest.fixture
def rosa(cast: Cast) -> Patient:
    patient = make_patient(
        cast.clinic, name="Rosa Hill", language="es", phone=cast.patient.phone
    )
    db.session.commit()
    return patient


def test_a_crisis_is_answered_in_the_language_it_is_told_in(
    rosa: Patient, ada: Phone
) -> None:
    assert "AYUDA" in (ada.texts("quiero morir") or "")
    assert "Thank you for telling us" in (ada.texts("I want to die") or "")


def test_a_crisis_in_neither_language_is_answered_in_both_at_once(
    rosa: Patient, ada: Phone
) -> None:
    answer = ada.texts("suicidal") or ""

    assert answer.startswith("In danger: call 911. To talk: call or text 988. En pel")
    assert "AYUDA" in answer
    assert "(555) 000-9999" in answer
    assert segments(answer) == 1


def test_a_named_writer_is_answered_in_their_own_language(
    rosa: Patient, ada: Phone
) -> None:
    answer = ada.texts("Rosa: suicidal") or ""

    assert answer.startswith("Gracias por decirnos")


def test_two_of_one_language_are_answered_in_it(ben: Patient, ada: Phone) -> None:
    assert (ada.texts("suicidal") or "").startswith("Thank you for telling us")


@pytest.mark.parametrize(("words", "name"), [("N", "Ned Hill"), ("y", "Yolanda Hill")])
def test_an_answer_is_not_taken_for_an_initial_nobody_asked_for(
    cast: Cast, ada: Phone, words: str, name: str
) -> None:
    make_patient(cast.clinic, name=name, phone=cast.patient.phone)
    db.session.commit()

    question = ada.texts(words)
    assert question is not None
    assert question.startswith("Who is this from?")
    assert len(waiting(cast.clinic.id, clinical=False)) == 1
    ada.texts("A")
    assert ada.last_text.patient_id == cast.patient.id
