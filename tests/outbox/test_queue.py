"""Putting texts in line: one occasion is one message; a person has one number."""

import dataclasses
from datetime import timedelta

import pytest

from diary.db import db
from diary.errors import Invalid, Refused
from diary.outbox import (
    MessageDraft,
    MessageState,
    SenderKind,
    add_sender,
    cancel,
    enqueue,
    enqueue_all,
    message_by_key,
    messages_about,
    sender_by_number,
    sender_for,
    suppress,
    suppressed_numbers,
)
from diary.sealed import blind_index
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_clinic, make_sender, number


@pytest.fixture
def draft(cast: Cast, clock: Clock) -> MessageDraft:
    return MessageDraft(
        clinic_id=cast.clinic.id,
        key="diary:2026-03-04",
        to=cast.patient.phone,
        body="How is today?",
        purpose="diary",
        due_at=clock.now,
        useless_after=clock.now + timedelta(hours=3),
        about=cast.patient.ref,
    )


@pytest.mark.both_databases
def test_one_occasion_is_one_message(draft: MessageDraft, clock: Clock) -> None:
    first = enqueue(draft, clock.now)
    again = enqueue(dataclasses.replace(draft, body="Other words"), clock.now)
    assert again is first
    assert (first.body, first.state) == ("How is today?", MessageState.PLANNED)


@pytest.mark.both_databases
def test_many_at_once_are_what_each_alone_would_be(
    cast: Cast, draft: MessageDraft, clock: Clock
) -> None:
    first = enqueue(draft, clock.now)
    other = dataclasses.replace(draft, key="ride", to=number(), body="Ride?")
    refs = enqueue_all(cast.clinic.id, [draft, other], clock.now)
    assert refs[draft.key] == first.ref
    made = message_by_key(cast.clinic.id, "ride")
    assert made is not None
    assert (made.ref, made.to, made.body) == (refs["ride"], other.to, "Ride?")
    assert (made.state, made.wake_at) == (MessageState.PLANNED, draft.due_at)
    assert enqueue_all(cast.clinic.id, [draft, other], clock.now) == refs
    assert enqueue_all(cast.clinic.id, [], clock.now) == {}


def test_the_same_key_of_another_clinic_is_another_message(
    cast: Cast, draft: MessageDraft, clock: Clock
) -> None:
    theirs = dataclasses.replace(draft, clinic_id=cast.other_clinic.id)
    assert enqueue(theirs, clock.now) is not enqueue(draft, clock.now)


def test_neither_number_nor_words_are_readable_in_the_table(
    draft: MessageDraft, clock: Clock
) -> None:
    message = enqueue(draft, clock.now)
    assert b"today" not in message.body_box
    assert draft.to.encode() not in message.to_box
    assert message.to_index == blind_index(draft.to)


def test_what_is_cancelled_says_why_and_only_once(
    cast: Cast, draft: MessageDraft, clock: Clock
) -> None:
    message = enqueue(draft, clock.now)
    assert cancel(cast.clinic.id, [draft.key], clock.now, "answered") == {draft.key}
    assert not cancel(cast.clinic.id, [draft.key], clock.now, "again")
    assert not cancel(cast.clinic.id, [], clock.now, "nothing")
    db.session.expire_all()
    assert (message.state, message.reason) == (MessageState.CANCELED, "answered")


def test_another_clinic_cancels_nothing_and_sees_nothing(
    cast: Cast, draft: MessageDraft, clock: Clock
) -> None:
    enqueue(draft, clock.now)
    assert not cancel(cast.other_clinic.id, [draft.key], clock.now, "no")
    assert not messages_about(cast.other_clinic.id, cast.patient.ref)
    assert len(messages_about(cast.clinic.id, cast.patient.ref)) == 1


def test_a_person_always_hears_from_the_same_number(cast: Cast) -> None:
    for _ in range(4):
        make_sender(cast.clinic)
    people = [number() for _ in range(60)]
    before = {person: sender_for(cast.clinic.id, person).id for person in people}
    assert before == {p: sender_for(cast.clinic.id, p).id for p in people}
    assert len(set(before.values())) == 5
    # One more number takes its share and moves nobody else.
    added = make_sender(cast.clinic)
    after = {person: sender_for(cast.clinic.id, person).id for person in people}
    moved = {after[p] for p in people if after[p] != before[p]}
    assert moved == {added.id}


def test_a_clinic_without_a_number_is_told(clock: Clock, cast: Cast) -> None:
    with pytest.raises(Refused):
        sender_for(make_clinic().id, "+15550100009")


def test_a_number_belongs_to_one_clinic(cast: Cast, clock: Clock) -> None:
    sender = add_sender(cast.clinic.id, "(555) 010-7777", clock.now)
    assert sender_by_number("+15550107777") is sender
    with pytest.raises(Refused):
        add_sender(cast.other_clinic.id, "+1 555 010 7777", clock.now)
    with pytest.raises(Invalid):
        add_sender(cast.clinic.id, "no number", clock.now)


@pytest.mark.both_databases
def test_suppressing_twice_is_suppressing_once(cast: Cast, clock: Clock) -> None:
    there, elsewhere = blind_index("+15550100001"), blind_index("+15550100002")
    assert suppress(cast.sender, "+15550100001", "STOP", clock.now)
    assert not suppress(cast.sender, "+15550100001", "STOP", clock.now)
    asked = [there, elsewhere]
    assert suppressed_numbers(cast.clinic.id, asked) == {there}
    assert not suppressed_numbers(cast.other_clinic.id, asked)


@pytest.mark.parametrize(
    ("kind", "a_minute"),
    [
        (SenderKind.LONG_CODE, 60),
        (SenderKind.TOLL_FREE, 180),
        (SenderKind.TEN_DLC, 60),
        (SenderKind.SHORT_CODE, 6000),
    ],
)
def test_a_number_goes_at_the_pace_of_its_kind_unless_told(
    cast: Cast, clock: Clock, kind: SenderKind, a_minute: int
) -> None:
    usual = add_sender(cast.clinic.id, "+15550107778", clock.now, kind=kind)
    told = add_sender(
        cast.clinic.id, "+15550107779", clock.now, kind=kind, per_minute=7
    )
    assert (usual.per_minute, told.per_minute) == (a_minute, 7)
