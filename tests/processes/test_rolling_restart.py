"""Workers and web are replaced while texts are due, as at every deployment."""

from datetime import timedelta
from signal import SIGINT, SIGTERM

from tests.processes.box import Box, complaints, until
from tests.processes.test_many_workers import FIRST_CALLS

MINUTE = timedelta(minutes=1)


def test_a_worker_told_to_end_claims_no_more_and_finishes_its_calls(box: Box) -> None:
    old = box.workers(2)
    # Open for good: what the old and the new can have in hand is less.
    box.hold(1000)
    box.add_texts(60)
    until(lambda: box.calls() == 2 * FIRST_CALLS, "the calls of the old")
    for number in (SIGTERM, SIGTERM, SIGINT):
        for one in old:
            one.tell(number)
    new = box.workers(1)
    until(lambda: box.calls() == 3 * FIRST_CALLS, "the calls of the new")
    assert not any(one.has_ended() for one in old)
    box.open_gate()
    assert [one.ended() for one in old] == [0, 0]
    box.all_handed_over(60)
    claims = box.claims()
    assert [claims[one.owned()] for one in old] == [FIRST_CALLS, FIRST_CALLS]
    assert claims[new[0].owned()] == 60 - 2 * FIRST_CALLS
    assert not [line for one in old + new for line in complaints(one.said)]


def test_the_web_told_to_end_with_its_clock_inside_does_the_same(box: Box) -> None:
    web = box.web(processes=2, clock="on")
    box.hold(1000)
    box.add_texts(40)
    until(lambda: box.calls() == 2 * FIRST_CALLS, "the calls of the web")
    web.tell(SIGTERM)
    web.tell(SIGTERM)
    (new,) = box.workers(1)
    until(lambda: box.calls() == 3 * FIRST_CALLS, "the calls of the new")
    assert not web.has_ended()
    box.open_gate()
    assert web.ended() == 0
    box.all_handed_over(40)
    assert box.claims()[new.owned()] == 40 - 2 * FIRST_CALLS
    assert not complaints(web.said + new.said)


def test_the_web_cut_short_by_a_second_other_signal_loses_nothing(box: Box) -> None:
    web = box.web(clock="on")
    box.hold(1000)
    box.add_texts(FIRST_CALLS)
    try:
        until(lambda: box.calls() == FIRST_CALLS, "the calls of the web")
    except AssertionError:
        print(web.said, box.calls(), box.rows("select * from job_run"), box.states(), box.rows("select owner, due_at, now() from message"))
        raise
    web.tell(SIGTERM)
    web.tell(SIGINT)
    web.ended()
    box.open_gate()
    until(lambda: len(box.taken()) == FIRST_CALLS, "the carrier")
    assert box.states() == {"dispatching": FIRST_CALLS}
    box.let_pass(MINUTE)
    box.workers(1)
    box.all_handed_over(FIRST_CALLS)
