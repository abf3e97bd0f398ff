"""Workers and web are replaced while texts are due, as at every deployment."""

from collections import Counter
from datetime import timedelta
from signal import SIGINT, SIGTERM

from tests.processes.box import Box, Running, complaints, until
from tests.processes.test_many_workers import CLOSED

MINUTE = timedelta(minutes=1)


def left_to(new: Running, claims: Counter[int]) -> dict[int, int]:
    """Return what the old ones were the last to claim."""
    return {pid: count for pid, count in claims.items() if pid != new.pid}


def test_a_worker_told_to_end_claims_no_more_and_finishes_its_calls(box: Box) -> None:
    old = box.workers(2)
    box.hold(CLOSED)
    box.add_texts(60)
    until(lambda: set(box.claims()) == {one.pid for one in old}, "the old to claim")
    (new,) = box.workers(1)
    until(lambda: new.pid in box.claims(), "the new to claim")
    for number in (SIGTERM, SIGTERM, SIGINT):
        for one in old:
            one.tell(number)
    until(lambda: all(one.has_said("clock_stopping") for one in old), "the old to stop")
    in_hand = box.claims()
    assert not any(one.has_ended() for one in old)
    box.open_gate()
    assert [one.ended() for one in old] == [0, 0]
    box.all_handed_over(60)
    assert left_to(new, box.claims()) == left_to(new, in_hand)
    assert not [line for one in (*old, new) for line in complaints(one.said)]


def test_the_web_told_to_end_with_its_clock_inside_does_the_same(box: Box) -> None:
    web = box.web(processes=2, clock="on")
    box.hold(CLOSED)
    box.add_texts(40)
    until(lambda: len(box.claims()) == 2, "the web to claim")
    (new,) = box.workers(1)
    until(lambda: new.pid in box.claims(), "the new to claim")
    web.tell(SIGTERM)
    web.tell(SIGTERM)
    until(lambda: web.has_said("clock_stopping", 2), "the clocks to stop")
    in_hand = box.claims()
    assert not web.has_ended()
    box.open_gate()
    assert web.ended() == 0
    box.all_handed_over(40)
    assert left_to(new, box.claims()) == left_to(new, in_hand)
    assert not complaints(web.said + new.said)


def test_the_web_cut_short_by_a_second_other_signal_loses_nothing(box: Box) -> None:
    web = box.web(clock="on")
    box.hold(CLOSED)
    box.add_texts(1)
    until(lambda: box.calls() > 0, "the call of the web")
    web.tell(SIGTERM)
    until(lambda: web.has_said("clock_stopping"), "the clock to stop")
    web.tell(SIGINT)
    web.ended()
    box.open_gate()
    until(lambda: len(box.taken()) == 1, "the carrier")
    assert box.states() == {"dispatching": 1}
    box.let_pass(MINUTE)
    box.workers(1)
    box.all_handed_over(1)
