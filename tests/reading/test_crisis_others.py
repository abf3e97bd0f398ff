"""Harm to others, goodbyes and oneself not trusted page; their look-alikes do not."""

import pytest

from tests.reading.by_patterns import pages_by_patterns


@pytest.mark.parametrize(
    "text",
    [
        "terrified i'm gonna hurt my newborn when she starts screaming",
        "i had the pillow over her face, stopped, someone come please",
        "my hands went round his neck and i squeezed",
        "got a machete under the seat and im outside his house",
        "a voice keeps telling me to stab my mother",
        "i cant leave my boys to suffer without me, kinder if they die with me",
    ],
)
def test_harm_coming_to_somebody_else_pages(text: str) -> None:
    assert pages_by_patterns(text)


@pytest.mark.parametrize(
    "text",
    [
        "tying myself to the radiator so i dont go to the bridge",
        "come and take my guns please, i cant have them here tonight",
        "my letters are in the desk for when im dead",
        "the police wont have to break the door, key is under the mat",
        "take me off the list, i wont be here to answer",
        "sorry i lied, there is a plan and its tonight",
    ],
)
def test_means_handed_over_and_leave_taken_page(text: str) -> None:
    assert pages_by_patterns(text)


@pytest.mark.parametrize(
    "text",
    [
        "smothering the baby in kisses",
        "dropping the kids off at mums then coming in",
        "scared ill hurt my son's feelings",
        "waiting outside the shop with the hammer you wanted",
        "can i take my wife with me when i come",
        "i hid the chocolate so i dont eat it all tonight",
        "take me off the thursday list, im in spain",
        "thank you cards written, one to go, then im done",
    ],
)
def test_everyday_words_of_the_same_shape_do_not(text: str) -> None:
    assert not pages_by_patterns(text)
