"""What may be kept for a day, and what is refused by name."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from diary.entries import EntryDraft, Source, check
from diary.errors import Invalid

TODAY = date(2026, 3, 4)
GOOD = EntryDraft(
    clinic_id=1,
    patient_id=1,
    day=TODAY,
    source=Source.API,
    client_key="app-1",
    received_at=datetime(2026, 3, 4, 15, tzinfo=UTC),
    scores={"mood": Decimal("6.5")},
    symptoms={"nausea": 2, "headache": None},
    words="Better than yesterday",
)


def wrong(**changes: object) -> dict[str, str]:
    """Return what is said of a draft with these changes."""
    with pytest.raises(Invalid) as refused:
        check(replace(GOOD, **changes), TODAY)  # type: ignore[arg-type]
    return refused.value.fields


def test_a_good_draft_passes() -> None:
    check(GOOD, TODAY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scores": {"mood": Decimal(11)}}, "mood"),
        ({"scores": {"mood": Decimal(-1)}}, "mood"),
        ({"scores": {"mood": Decimal("NaN")}}, "mood"),
        ({"scores": {"mood": Decimal("6.25")}}, "mood"),
        ({"scores": {"joy": Decimal(5)}}, "joy"),
        ({"day": date(2090, 1, 1)}, "day"),
        ({"day": TODAY + timedelta(days=1)}, "day"),
        ({"day": TODAY - timedelta(days=31)}, "day"),
        ({"symptoms": {"nausea": 9}}, "symptoms.nausea"),
        ({"symptoms": {"nausea": -1}}, "symptoms.nausea"),
        ({"symptoms": {"sparkles": 1}}, "symptoms.sparkles"),
        ({"words": "a\x00b"}, "words"),
        ({"words": "a\ud800b"}, "words"),
        ({"words": "x" * 2001}, "words"),
        ({"client_key": ""}, "client_id"),
        ({"client_key": "two words"}, "client_id"),
        ({"client_key": "k" * 65}, "client_id"),
        ({"scores": {}, "symptoms": {}, "words": "  "}, ""),
    ],
)
def test_a_wrong_field_is_named(changes: dict[str, object], field: str) -> None:
    assert list(wrong(**changes)) == [field]


def test_all_wrong_fields_are_named_at_once() -> None:
    said = wrong(
        scores={"mood": Decimal(11)}, day=date(2090, 1, 1), symptoms={"nausea": 9}
    )

    assert set(said) == {"mood", "day", "symptoms.nausea"}


@pytest.mark.parametrize(
    ("source", "most"), [(Source.TEXT, 3), (Source.FORM, 3), (Source.API, 30)]
)
def test_how_far_back_a_day_may_lie_depends_on_the_door(
    source: Source, most: int
) -> None:
    check(replace(GOOD, source=source, day=TODAY - timedelta(days=most)), TODAY)

    assert "day" in wrong(source=source, day=TODAY - timedelta(days=most + 1))


def test_a_text_is_kept_whatever_a_phone_put_into_it() -> None:
    check(replace(GOOD, source=Source.TEXT, words="\x00\ud800" * 2000), TODAY)
