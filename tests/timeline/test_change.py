"""The sentence says what was answered, with figures, and nothing more."""

from diary.timeline import sentence
from diary.timeline.change import spoken_day
from tests.timeline.stories import LABELS, day, mark, on, story


def test_a_good_sentence_before_a_session() -> None:
    days = [
        *(day(place, mood) for place, mood in ((3, 2), (4, 3), (5, 2))),
        day(23, 5, symptoms={"dissociation": 2}),
        day(24, 7),
        day(25, 6),
        day(27, 6),
    ]
    told = story(days, [mark(6), mark(23, number=2)])
    assert sentence(told, "Maya", LABELS) == (
        "Since Friday’s session Maya answered 4 of 5 days. "
        "Mood was 7 the day after and is 6 today; before treatment it was 2 to 3. "
        "Spaced out Friday, moderate, not named the day after."
    )


def test_silence_is_said_plainly() -> None:
    assert sentence(story([], [mark(20)]), "Joel", LABELS) == (
        "Since the session on Nov 17 Joel answered 0 of 8 days. No mood was given."
    )


def test_before_any_session_the_whole_line_counts() -> None:
    told = story([day(26, 3.5)], count=27)
    assert sentence(told, "Petra", LABELS) == (
        "No session yet. Petra answered 1 of 27 days. Mood is 3.5 today."
    )


def test_a_mood_of_another_day_is_told_with_its_day() -> None:
    told = story([day(25, 4)], [mark(20)])
    assert "Mood was 4 on Sunday." in sentence(told, "Owen", LABELS)


def test_a_symptom_of_several_days_is_told_with_both_ends() -> None:
    felt = [day(place, symptoms={"nausea": 1}) for place in (24, 25, 26)]
    told = sentence(story(felt, [mark(24)]), "Ruth", LABELS)
    assert "Nausea Saturday to yesterday, mild." in told


def test_days_are_named_as_people_say_them() -> None:
    spoken = [spoken_day(on(place), on(20)) for place in (20, 19, 18, 14, 13)]
    assert spoken == ["today", "yesterday", "Sunday", "Wednesday", "Nov 10"]
