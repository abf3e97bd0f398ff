"""The pure rules: pace, backoff, ranks of statuses, codes, matching."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from diary.outbox import Act, Listed, MessageState, meaning_of, sentence_of
from diary.outbox.codes import MEANINGS, SET_ASIDE
from diary.outbox.matching import matching
from diary.outbox.pacing import Ramp, allowance, free_after, wait_before_retry
from diary.outbox.statuses import RANK, is_final, merged
from diary.outbox.tokens import read_token, status_token

NOW = datetime(2026, 3, 4, 15, tzinfo=UTC)
TO = "+15550100005"
WORDS = ("scheduled", "accepted", "queued", "sending", "sent", "delivered", "read")


def listed(**changes: object) -> Listed:
    values = {
        "sid": "SM1",
        "to": TO,
        "from_number": None,
        "body": "How is today?",
        "status": "sent",
        "error_code": None,
        "is_outbound": True,
        "created_at": NOW,
    }
    return Listed(**values | changes)  # type: ignore[arg-type]


def test_every_order_of_statuses_ends_the_same() -> None:
    for order in permutations(WORDS):
        state = MessageState.DISPATCHING
        for word in order:
            state = merged(state, word)
        assert state is MessageState.DELIVERED


def test_every_state_has_a_rank() -> None:
    assert set(RANK) == set(MessageState)


@pytest.mark.parametrize(
    ("state", "said", "then"),
    [
        (MessageState.UNDELIVERED, "delivered", MessageState.UNDELIVERED),
        (MessageState.SENT, "queued", MessageState.SENT),
        (MessageState.SENT, "read", MessageState.DELIVERED),
        (MessageState.PLANNED, "scheduled", MessageState.ACCEPTED),
        (MessageState.SENT, "a word of tomorrow", MessageState.SENT),
        (MessageState.SENT_UNCONFIRMED, "delivered", MessageState.DELIVERED),
    ],
)
def test_only_forward_and_endings_once(
    state: MessageState, said: str, then: MessageState
) -> None:
    assert merged(state, said) is then


def test_unresolved_is_no_end_for_the_carrier() -> None:
    assert not is_final(MessageState.UNRESOLVED)
    assert merged(MessageState.UNRESOLVED, "sent") is MessageState.SENT


def test_a_minute_of_pace_is_a_minutes_worth() -> None:
    free_at, sent = NOW, 0
    for second in range(60):
        now = NOW + timedelta(seconds=second)
        room, start = allowance(free_at, 90, now)
        free_at = free_after(start, 90, room or 0)
        sent += room or 0
    assert 88 <= sent <= 92


def test_rest_earns_a_burst_and_no_more() -> None:
    room, start = allowance(NOW - timedelta(days=1), 60, NOW)
    assert room == 10
    assert allowance(free_after(start, 60, 10), 60, NOW)[0] == 0
    assert allowance(NOW, None, NOW)[0] is None


def test_backoff_doubles_up_to_its_most_and_asks_no_less_than_told() -> None:
    waits = [wait_before_retry(tries, 0.5).total_seconds() for tries in range(1, 12)]
    assert waits[:4] == [2, 4, 8, 16]
    assert waits[-1] == 300
    assert wait_before_retry(1, 0.5, retry_after=60).total_seconds() == 60
    assert wait_before_retry(1, 0.0) < wait_before_retry(1, 0.99)


def test_the_ramp_doubles_while_well_and_falls_at_once() -> None:
    assert Ramp(most=3).now == 3
    ramp = Ramp(most=100)
    for _ in range(9):
        ramp.went_well()
    assert ramp.now == 100
    ramp.was_busy()
    assert ramp.now == 50
    ramp.went_wrong()
    assert ramp.now == 1


WHAT_TO_DO = {
    Act.SLOW_DOWN: "20429 63017 30022",
    Act.BREAK: "20003 20005 20008 401 403 21603 21606 21212 21703 21712 21608 572005 "
    "30002 30032 30034 30035",
    Act.SUPPRESS: "21610",
    Act.BAD_NUMBER: "21211 21614 21635 21265 21217 30005 30006",
    Act.TELL: "21612 21408 21617 21609",
    Act.PAUSE: "21611 30001 63038",
    Act.LATER: "30003 30008 30500 30410",
    Act.GIVE_UP: "30004 30007 30036 30047 30610 20500 20503",
}
"""The carrier's documented errors by what follows from each."""


@pytest.mark.parametrize(
    ("act", "code"),
    [(act, int(code)) for act, codes in WHAT_TO_DO.items() for code in codes.split()],
)
def test_every_documented_error_is_sorted(act: Act, code: int) -> None:
    meaning = meaning_of(code)
    assert meaning.act is act
    # In words of their own: not the sentence of what nobody knows.
    assert meaning.sentence != meaning_of(None).sentence


def test_every_code_has_a_sentence_a_desk_understands() -> None:
    assert len(MEANINGS) >= 40
    for code, meaning in MEANINGS.items():
        assert meaning.sentence.endswith("."), code
        assert not any(word in meaning.sentence for word in ("A2P", "API", "20003"))
    assert meaning_of(None).act is Act.GIVE_UP
    assert meaning_of(123456).act is Act.GIVE_UP


def test_bad_endings_are_told_in_a_sentence() -> None:
    assert "STOP" in sentence_of(MessageState.SUPPRESSED, None)
    assert "not sent in time" in sentence_of(MessageState.EXPIRED, None)
    assert "Nobody can say" in sentence_of(MessageState.UNRESOLVED, None)
    assert "landline" in sentence_of(MessageState.REJECTED, 21614)
    assert "Nobody can say" in sentence_of(MessageState.UNRESOLVED, 20503)
    assert "set aside" in sentence_of(MessageState.REJECTED, SET_ASIDE)
    late = sentence_of(MessageState.EXPIRED, 20003)
    assert "not sent in time" in late
    assert "refused our sign-in" in late


@pytest.mark.parametrize(
    "changes",
    [
        {"to": "+15550100006"},
        {"is_outbound": False},
        {"body": "Something else"},
        {"body": ""},
        {"created_at": NOW - timedelta(minutes=6)},
        {"sid": "taken"},
    ],
)
def test_what_the_list_claims_is_checked_again(changes: dict[str, object]) -> None:
    found = matching(
        [listed(**changes)],
        to=TO,
        body="How is today?",
        started_at=NOW,
        taken_sids={"taken"},
    )
    assert found == []


def test_the_oldest_match_is_ours_trial_account_or_not() -> None:
    trial = "Sent from your Twilio trial account - How is today?"
    found = matching(
        [
            listed(sid="later", created_at=NOW + timedelta(seconds=9)),
            listed(sid="first", body=trial, created_at=NOW - timedelta(minutes=4)),
        ],
        to=TO,
        body="How is today?",
        started_at=NOW,
        taken_sids=(),
    )
    assert [one.sid for one in found] == ["first", "later"]


def test_a_token_names_its_attempt_and_cannot_be_made_up(app: object) -> None:
    token = status_token("abc", 3)
    assert read_token(token) == ("abc", 3)
    for made_up in ("", "abc", "abc-3", "abc-3-", token[:-1], token + "a", "abc-4-x"):
        assert read_token(made_up) is None
    assert read_token(token.replace("-3-", "-4-")) is None
    assert read_token("abc-٣-" + token.rsplit("-", 1)[1]) is None
    assert read_token("abc-3-\ud83d") is None
