"""What English texts say of symptoms: denied, meant otherwise, of others, lay words."""

import pytest

from diary.reading import read


def severities(text: str) -> dict[str, int | None]:
    return {report.key: report.severity for report in read(text).symptoms}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("the bad dreams quit", "nightmares"),
        ("nightmares have let up completely", "nightmares"),
        ("i never felt out of my body", "dissociation"),
        ("headaches never happened though", "headache"),
        ("headache didn't come back", "headache"),
        ("my head doesn't hurt anymore", "headache"),
        ("not one bit of nausea", "nausea"),
        ("not even a hint of nausea", "nausea"),
        ("nausea? nope", "nausea"),
        ("nausea: none", "nausea"),
        ("dizziness isn't there anymore", "dizziness"),
        ("bp stayed normal", "bp_up"),
        ("i did not drive", "drove"),
        ("no trouble sleeping", "insomnia"),
        ("my heart didn't race this time", "heart_race"),
        ("hands aren't shaking", "tremor"),
        ("room stopped spinning", "vertigo"),
        ("did not pass out", "faint"),
        ("didn't take any extra", "extra_use"),
    ],
)
def test_a_denial_is_heard_before_behind_and_afar(text: str, key: str) -> None:
    assert severities(text) == {key: 0}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("headache won't let up", "headache"),
        ("nausea hasn't let up", "nausea"),
        ("still havent shaken the dizziness", "dizziness"),
        ("never felt so dizzy", "dizziness"),
        ("no energy today", "fatigue"),
        ("dizzy, no appetite", "dizziness"),
        ("heard someone calling my name that wasnt there", "hallucination"),
    ],
)
def test_a_negated_verb_may_be_no_denial(text: str, key: str) -> None:
    assert severities(text).get(key, 0) != 0


@pytest.mark.parametrize(
    "text",
    [
        "dizzying prices at the pharmacy",
        "traffic was a nightmare",
        "your texts make me anxious please stop sending them",
        "dinner tasted great",
        "walked so fast i was breathless from laughing",
        "could this stuff make me hallucinate?",
        "any chance this causes constipation?",
        "what if you get dizzy on the way home",
        "my mother in law threw up all night",
        "headaches ran in my family",
        "feeling high on life today",
        "heard music at the park",
        "everyone is following the news",
        "i dont remember what time my appt is",
        "foggy drive this morning",
        "slept like a rock",
    ],
)
def test_what_only_sounds_like_an_own_symptom_is_none(text: str) -> None:
    assert severities(text) == {}


def test_a_faint_taste_is_no_fainting() -> None:
    assert severities("a faint funny taste") == {"taste": 1}
    assert "faint" in severities("felt faint in the shower")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("you do drift away from yourself", "dissociation"),
        ("the curtains rippled", "visual"),
        ("had to hold the wall to walk", "dizziness"),
        ("room wont stop going round", "vertigo"),
        ("when i get up i see black spots", "dizzy_standing"),
        ("stomach is doing somersaults", "nausea"),
        ("brought up my lunch", "vomiting"),
        ("head feels like its in a vice", "headache"),
        ("eyelids weigh a ton", "sleepy"),
        ("nurse had trouble waking me", "sedation"),
        ("no gas in the tank", "fatigue"),
        ("tastes like licking a battery", "taste"),
        ("pins an needles in my arms", "tingling"),
        ("my hands went to sleep", "numb"),
        ("lips feel like after the dentist", "numb_mouth"),
        ("like looking through fog", "blurred"),
        ("seeing two of everything", "double"),
        ("my blood pressure climbed so high", "bp_up"),
        ("heart going a hundred miles an hour", "heart_race"),
        ("tightness across my chest", "chest_pain"),
        ("cant get any air in", "breath"),
        ("i went out cold on the kitchen floor", "faint"),
        ("red splotches on my arms", "allergy"),
        ("i'm a bundle of nerves", "anxiety"),
        ("everything gets on my nerves", "agitation"),
        ("always running to the toilet", "pee_often"),
        ("leaked a little before i got there", "pee_urgent"),
        ("it burns when i go", "pee_pain"),
        ("my urine looks like tea with blood", "pee_blood"),
        ("cant get any pee out", "cant_pee"),
    ],
)
def test_a_symptom_is_known_by_its_lay_wordings(text: str, key: str) -> None:
    assert key in severities(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("the depression came roaring back", "mood_drop"),
        ("mind going a million miles an hour", "activation"),
        ("saw my dead mother in the hall", "hallucination"),
        ("the neighbors are listening to me", "paranoia"),
        ("couldnt tell what day it was", "confusion"),
        ("walk into a room and forget why", "memory"),
        ("attention span of a gnat", "focus"),
        ("walking like i had six beers", "drunk"),
        ("like wading in wet sand", "lethargy"),
        ("3am and still up", "insomnia"),
        ("woke up screaming from a dream", "nightmares"),
        ("soaked the sheets", "sweating"),
        ("no spit at all", "dry_mouth"),
        ("5 days with no bm", "constipation"),
        ("its coming out like water", "diarrhea"),
        ("nose wont quit running", "nose"),
        ("hurts when i swallow", "throat"),
        ("jonesing for it", "craving"),
        ("took two troches instead of one", "extra_use"),
        ("behind the wheel an hour after", "drove"),
    ],
)
def test_the_other_symptoms_are_known_by_their_lay_wordings(
    text: str, key: str
) -> None:
    assert severities(text).get(key, 0) != 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("walking like im on a boat", {"dizziness": None}),
        ("my brain wont stay on one thing", {"focus": None}),
        ("woke up not knowing where i was", {"confusion": None}),
        ("vision cleared up", {"blurred": 0}),
        ("the lady next to me was vomiting", {}),
        ("ran 3 miles and sweated it out", {}),
    ],
)
def test_further_lay_words_are_heard(text: str, found: dict[str, int | None]) -> None:
    assert severities(text) == found
