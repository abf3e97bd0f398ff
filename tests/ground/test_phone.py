"""Numbers: many ways in, one way out."""

import pytest

from diary.errors import Invalid
from diary.phone import e164, masked, national


@pytest.mark.parametrize(
    "written",
    [
        "+15550100123",
        "(555) 010-0123",
        "555.010.0123",
        "1 555 010 0123",
        "+1 5550100123",
    ],
)
def test_however_written_it_is_one_number(written: str) -> None:
    assert e164(written) == "+15550100123"


@pytest.mark.parametrize(
    "written", ["", "12", "call me", "+1555", "+1 555 010 0123 ext 4", "٣", "++1"]
)
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(Invalid, match="not a phone number"):
        e164(written)


def test_a_number_of_another_country_keeps_its_country() -> None:
    assert e164("+34 612 34 56 78") == "+34612345678"


def test_only_two_digits_show_in_a_log() -> None:
    assert masked("+15550100123") == "…23"


def test_people_see_it_as_they_write_it() -> None:
    assert national("+15550100123") == "(555) 010-0123"


@pytest.mark.parametrize("sender", ["Bank", "72345", ""])
def test_what_is_no_number_is_shown_as_it_is(sender: str) -> None:
    assert national(sender) == sender
