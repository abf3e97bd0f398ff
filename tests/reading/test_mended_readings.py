"""Numbers and words that one another's neighbours once took, in both languages."""

import pytest

from diary.reading import Ask, read


def _symptoms(text: str, language: str = "en") -> dict[str, int | None]:
    return {
        report.key: report.severity for report in read(text, language=language).symptoms
    }


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("anxiety 4/4", 4),
        ("ansiedad 4/4", 4),
        ("ansiedad 3/4", 3),
        ("anxiety 3 out of 4", 3),
        ("5, ansiedad 4 de 4", 4),
        ("mood 5, 4/4 anxiety", 4),
        ("panic 3 of 4", 3),
        ("anxiety today 4/4", 4),
        ("ansiedad hoy 4/4", 4),
    ],
)
def test_anxiety_out_of_four_is_how_strong_it_is(text: str, severity: int) -> None:
    heard = read(text)
    assert _symptoms(text) == {"anxiety": severity}
    assert [(flag.key, flag.tier) for flag in heard.red_flags] == [("anxiety", 1)]
    assert (heard.scores, heard.ask) == ({}, None)


@pytest.mark.parametrize("text", ["anxiety 4", "anxiety 4/10", "ansiedad 4 de 10"])
def test_anxiety_out_of_ten_stays_a_score(text: str) -> None:
    heard = read(text)
    assert ({**heard.scores}, heard.symptoms) == ({"anxiety": 4}, ())


@pytest.mark.parametrize(
    "text", ["pain 3/4", "anxiety 5/4", "4/4 anxiety", "anxiety so far 3/4"]
)
def test_a_score_out_of_another_number_is_asked_about(text: str) -> None:
    assert read(text).ask is Ask.SCORE_OUT_OF_RANGE


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("I can't make it to my visit", {}),
        ("can't make it", {}),
        ("cant make it on time", {}),
        ("no alcanzo a llegar a la cita", {}),
        ("no alcanzo a llegar al baño", {"pee_urgent": None}),
        ("wasnt able to make it to the toilet", {"pee_urgent": None}),
        ("i cant make it to the bathroom", {"pee_urgent": None}),
        ("had to go pee, didnt make it in time to the toilet", {"pee_urgent": None}),
    ],
)
def test_who_cannot_come_is_not_wet(text: str, kept: dict[str, int | None]) -> None:
    assert _symptoms(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("throwing up all night", {"vomiting"}),
        ("threw up all day", {"vomiting"}),
        ("up all night", {"insomnia"}),
        ("up all night throwing up", {"insomnia", "vomiting"}),
        ("stomach acting up all night", set()),
    ],
)
def test_up_all_night_belongs_to_its_verb(text: str, kept: set[str]) -> None:
    assert set(_symptoms(text)) == kept


@pytest.mark.parametrize(
    "text",
    [
        "4 on mood, headache 2/4",
        "4 on mood, headache 2",
        "headache 2/4, 4 on mood",
        "4 de animo, dolor de cabeza 2/4",
    ],
)
def test_a_number_before_its_name_leaves_another_to_a_symptom(text: str) -> None:
    assert (read(text).mood, _symptoms(text)) == (4, {"headache": 2})


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("slept 11pm-6am", 7),
        ("slept from 11pm to 6am", 7),
        ("slept 11 pm to 6 am, mood 5", 7),
        ("sleep 10:30pm-6am", 7.5),
        ("slept 11pm to 6", 7),
        ("slept 23:00-06:30", 7.5),
        ("slept 1am-9am", 8),
        ("slept 11-6", 7),
        ("slept 1-9", 8),
        ("slept 5-6", 5.5),
        ("slept 5-6 hours", 5.5),
        ("dormi de 11pm a 6am", 7),
        ("dormi 11pm-6am", 7),
        ("dormí de 22:30 a 6:00", 7.5),
        ("dormi de las 11 a las 6", 7),
        ("dormí desde las 11pm hasta las 6am", 7),
    ],
)
def test_a_night_by_the_clock_is_hours_of_sleep(text: str, hours: float) -> None:
    heard = read(text)
    assert {key: float(value) for key, value in heard.scores.items()} == {
        "sleep_hours": hours
    }
    assert heard.ask is None


@pytest.mark.parametrize(
    "text",
    [
        "slept ok, visit 2pm-4pm",
        "work 11pm-6am",
        "slept til 11am",
        "dormí bien, cita de 2pm a 4pm",
    ],
)
def test_times_of_something_else_are_no_sleep(text: str) -> None:
    assert read(text).scores == {}


@pytest.mark.parametrize(
    "text",
    [
        "was 3 now better",
        "I was a 3 this morning, better now",
        "was at 2 earlier but now im ok",
        "mood was 3, now better",
        "went from 3 to better",
        "estaba en 3, ahora mejor",
        "era un 3 y ya estoy mejor",
    ],
)
def test_a_mood_that_is_over_is_asked_for_anew(text: str) -> None:
    heard = read(text)
    assert (heard.mood, heard.ask) == (None, Ask.MOOD_UNCLEAR)


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("was 3 now 5", 5),
        ("was 3, now 5 and better", 5),
        ("it was a 3 today", 3),
        ("3, feeling better now", 3),
        ("was a 3 yesterday, better now", 3),
        ("estaba en 3, ahora en 6", 6),
        ("hoy fue un 3", 3),
    ],
)
def test_a_mood_that_is_told_stands(text: str, mood: int) -> None:
    assert read(text).mood == mood
