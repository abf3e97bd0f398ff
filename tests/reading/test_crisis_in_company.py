"""What pages alone still pages beside an ordinary diary, whatever is added to it."""

import pytest

from diary.reading import CrisisLevel, read
from tests.reading.by_patterns import pages_by_patterns


def level_of(text: str) -> CrisisLevel:
    return read(text).crisis_level


@pytest.mark.parametrize(
    "text",
    [
        "no thoughts about dinner. i wanna die",
        "im suicidal\nno thoughts about dinner",
        "not really. feeling suicidal",
        "thinking of suicide no nausea",
        "i am suicidal. no sleep",
        "im thinking about suicide dizziness zero",
        "nausea stopped, feeling suicidal",
        "dizziness none, having suicidal thoughts",
        "no headache, thoughts of hurting myself",
        "oops wrong number. im suicidal",
    ],
)
def test_a_denial_ends_where_an_effect_or_a_sentence_begins(text: str) -> None:
    assert pages_by_patterns(text)


@pytest.mark.parametrize(
    "text",
    [
        "suicidal thoughts: none",
        "suicidal thoughts? no, nausea? no",
        "thoughts of self harm? haven't had em since school",
        "not nauseous, no thoughts of hurting myself",
        "watch for suicidal thoughts. none so far, only dry mouth",
        "any suicidal thoughts... no",
    ],
)
def test_a_denial_of_the_words_themselves_stays(text: str) -> None:
    assert level_of(text) is not CrisisLevel.PAGE


@pytest.mark.parametrize(
    "text",
    [
        "never wanted to die so badly",
        "i have never wanted to die this much",
        "never been so suicidal",
        "ive never felt more suicidal",
        "i cant not think about killing myself",
        "no joke i want to kill myself",
        "now more than ever i want to die",
        "hoy mas que nunca quiero morirme",
    ],
)
def test_a_never_that_heightens_denies_nothing(text: str) -> None:
    assert pages_by_patterns(text)


@pytest.mark.parametrize(
    "text",
    [
        "i wish i were dead. the song says hello",
        "the movie was great. wish i was dead",
        "i have nothing to live for\nthis traffic is killing me",
        "i took all my pills. today was ok",
    ],
)
def test_no_idiom_is_made_of_two_sentences(text: str) -> None:
    assert level_of(text) is CrisisLevel.PAGE


@pytest.mark.parametrize(
    "text",
    [
        "meeting ran long. kill me. they are discussing fonts",
        "how long does it take to drown... in paperwork",
        "do u still have that gun? the glue 1. need it for the school play",
        "leaving this world... of corporate law! last day is the 30th",
    ],
)
def test_an_idiom_may_be_told_after_its_cause_or_with_a_pause(text: str) -> None:
    assert level_of(text) is not CrisisLevel.PAGE


@pytest.mark.parametrize("text", ["want to die haha", "lmao kms", "lol i want to die"])
def test_a_plain_wish_that_is_laughed_at_is_seen(text: str) -> None:
    assert level_of(text) is not CrisisLevel.NONE


@pytest.mark.parametrize(
    "text",
    [
        "dying of boredom lol",
        "im dying lol",
        "so bored i want to die lol",
        "this headache is killing me haha",
        "i dont want to exist before coffee lol",
        "me muero de risa jaja",
    ],
)
def test_a_joke_that_names_its_small_cause_is_left_alone(text: str) -> None:
    assert level_of(text) is CrisisLevel.NONE


@pytest.mark.parametrize(
    "text",
    [
        "we need to talk about the dishes. i dont want to exist",
        "dont wanna live no more. when i was a kid we had a dog",
        "i dont want to wake up, did you tell them you are vegetarian",
        "cut my finger cooking, i have nothing to live for",
        "i dont want to wake up. did you see the price of butter. i just stood there",
        "theres no reason to live someone remind me why i had 3 children",
    ],
)
def test_what_leans_to_a_page_is_weighed_in_its_own_clause_too(text: str) -> None:
    assert level_of(text) is CrisisLevel.PAGE


def test_laughter_at_something_else_lessens_nothing() -> None:
    assert pages_by_patterns(
        "want to die because nothing is left. tell me about the dog. he is funny haha"
    )


@pytest.mark.parametrize(
    "text",
    [
        "last year was better and i am suicidal",
        "used to have headaches, i want to kill myself",
        "in 2015 we moved here. wish i was dead",
        "years ago i lived in ohio, i keep thinking about killing myself",
        "back in june it was hot, suicidal thoughts all day",
        "years ago i lived in ohio i tried to kill myself last night",
        "after my divorce i moved, wanna kms",
    ],
)
def test_a_past_of_something_else_makes_no_past_of_a_wish(text: str) -> None:
    assert pages_by_patterns(text)


@pytest.mark.parametrize(
    "text",
    [
        "i used to be suicidal",
        "history of suicide attempts",
        "years ago, i wanted to die",
        "a year ago today i tried to end my life",
        "in 2012 i was low, i took all my pills",
        "when i was 17 i would want to die every day",
    ],
)
def test_a_past_of_the_words_stays_one(text: str) -> None:
    assert level_of(text) is CrisisLevel.REVIEW


@pytest.mark.parametrize(
    "text",
    [
        "he made dinner wanna kms",
        "my husband is at work, want to end it all",
        "my best friend died last year and wish i was dead",
    ],
)
def test_a_wish_without_a_subject_is_the_senders(text: str) -> None:
    assert pages_by_patterns(text)


@pytest.mark.parametrize(
    "text",
    [
        "my sister said she wants to die",
        "my brother used to want to die",
        "my mom and dad both want to die",
        "my friend doesnt want to live",
    ],
)
def test_a_wish_of_somebody_else_stays_theirs(text: str) -> None:
    assert level_of(text) is not CrisisLevel.PAGE
