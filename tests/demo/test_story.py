"""The story looks like a clinic, and is the same for the same seed."""

from collections import Counter
from datetime import date, timedelta
from itertools import chain
from statistics import mean

import pytest

from diary.courses import Condition, Route, SessionStatus
from diary.demo.days import Answer
from diary.demo.story import Life, Story, tell

TODAY = date(2026, 3, 4)


@pytest.fixture(scope="module")
def story() -> Story:
    return tell(TODAY)


def answers(life: Life) -> list[Answer]:
    return list(life.answers(TODAY))


def mood(life: Life, first: date, days: int) -> float:
    said = [life.answer(first + timedelta(days=offset)) for offset in range(days)]
    return mean(float(answer.scores["mood"]) for answer in said if answer)


def test_the_same_seed_tells_the_same_story(story: Story) -> None:
    assert tell(TODAY) == story
    assert answers(tell(TODAY).lives[7]) == answers(story.lives[7])


def test_another_seed_tells_another_story(story: Story) -> None:
    assert tell(TODAY, seed=2) != story


def test_nobody_has_a_number_that_a_carrier_assigns(story: Story) -> None:
    people = [life.person for life in story.lives]
    phones = [person.phone for person in people] + [p.escort.phone for p in people]
    assert all(phone.startswith("+1555") for phone in phones)
    assert len(set(phones)) == len(phones) == 120


def test_everybody_is_an_adult_with_a_name_of_their_own(story: Story) -> None:
    people = [life.person for life in story.lives]
    assert len({person.name for person in people}) == 60
    assert all(person.date_of_birth < date(2008, 1, 1) for person in people)


def test_it_is_told_in_english_and_spanish_and_by_several_routes(story: Story) -> None:
    assert {life.person.language for life in story.lives} == {"en", "es"}
    assert len({life.care.course.route for life in story.lives}) >= 5


def test_what_is_treated_fits_how(story: Story) -> None:
    spray = {Condition.TRD, Condition.MDD_SI}
    treated = Counter(life.care.condition for life in story.lives)
    assert len(treated) >= 6
    assert treated[Condition.BIPOLAR_DEPRESSION] >= 1
    for life in story.lives:
        if life.care.course.route is Route.IN_ESKETAMINE:
            assert life.care.condition in spray


def test_it_goes_back_twelve_months(story: Story) -> None:
    longest = max(TODAY - life.enrolled_on for life in story.lives)
    assert timedelta(days=350) < longest < timedelta(days=410)


def test_most_people_respond_and_some_do_not(story: Story) -> None:
    gains = [
        mood(life, life.care.held_on[4], 14) - life.kind.baseline
        for life in story.lives
        if len(life.care.held_on) > 6 and not life.kind.silences
    ]
    assert sum(gain > 1.5 for gain in gains) > len(gains) / 2
    assert any(gain < 1 for gain in gains)


def test_relief_fades_until_the_next_booster(story: Story) -> None:
    owen = story.lives[1]
    last = owen.care.held_on[-1]
    assert mood(owen, last + timedelta(days=1), 6) > mood(
        owen, last + timedelta(days=16), 6
    )


def test_some_days_are_missed_and_most_are_answered(story: Story) -> None:
    shares = [
        len(answers(life)) / (TODAY - life.enrolled_on).days for life in story.lives
    ]
    assert 0.65 < mean(shares) < 0.9
    assert any(share < 0.6 for share in shares)


def test_side_effects_come_with_sessions(story: Story) -> None:
    said = [(life, answer) for life in story.lives for answer in answers(life)]
    on_the_day = [a.symptoms for life, a in said if a.day in life.care.held_on]
    otherwise = [a.symptoms for life, a in said if a.day not in life.care.held_on]
    assert mean(map(len, on_the_day)) > 4 * mean(map(len, otherwise))


def test_each_route_has_side_effects_of_its_own(story: Story) -> None:
    everything = chain.from_iterable(
        ((life.care.course.route.value, key) for answer in answers(life))
        for life in story.lives
        for key in ("taste", "vomiting")
        if any(key in answer.symptoms for answer in answers(life))
    )
    found = set(everything)
    assert ("IN_ESKETAMINE", "taste") in found
    assert ("IV", "vomiting") in found
    assert ("IV", "taste") not in found


def test_there_are_sessions_today_tomorrow_and_the_day_after(story: Story) -> None:
    days = [
        (visit.on - TODAY).days
        for life in story.lives
        for visit in life.care.visits
        if visit.status is SessionStatus.PLANNED
    ]
    assert min(days) == 0
    assert days.count(0) >= 9
    assert days.count(1) >= 8
    assert days.count(2) >= 6


def test_a_booster_is_due_soon(story: Story) -> None:
    due = [life.care.booster_due_on for life in story.lives if life.care.booster_due_on]
    assert TODAY + timedelta(days=14) in due
    assert min(due) - TODAY <= timedelta(days=7)


def test_words_are_in_the_language_of_the_patient(story: Story) -> None:
    maya, lidia = story.lives[0], story.lives[2]
    assert any(answer.words for answer in answers(maya))
    spanish = " ".join(answer.words for answer in answers(lidia))
    assert "Día" in spanish or "mi" in spanish
    assert "the" not in spanish.split()


def test_a_small_story_is_possible() -> None:
    assert len(tell(TODAY, patients=1, months=1).lives) == 1


def test_more_people_than_names_still_have_names_of_their_own() -> None:
    names = {life.person.name for life in tell(TODAY, patients=130, months=1).lives}
    assert len(names) == 130
