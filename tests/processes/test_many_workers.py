"""Any number of clocks at once, meant or by mistake: each text once, each slot once."""

from tests.processes.box import Box, complaints, until

CLOSED = 10_000
"""More calls than any test makes: the gate opens when it is told to."""


def test_workers_share_what_is_due_and_hand_each_text_over_once(box: Box) -> None:
    workers = box.workers(4)
    # No call is answered before each of the four has some open.
    box.hold(CLOSED)
    box.add_texts(200)
    until(lambda: set(box.claims()) == {one.pid for one in workers}, "all to claim")
    box.open_gate()
    box.all_handed_over(200)
    assert not [line for one in workers for line in complaints(one.said)]


def test_a_clock_in_every_web_process_by_mistake_doubles_nothing(box: Box) -> None:
    web = box.web(processes=2, clock="on")
    (worker,) = box.workers(1)
    box.hold(CLOSED)
    box.add_texts(60)
    until(lambda: len(box.claims()) == 3, "all to claim")
    assert worker.pid in box.claims()
    box.open_gate()
    box.all_handed_over(60)
    assert not complaints(worker.said + web.said)
