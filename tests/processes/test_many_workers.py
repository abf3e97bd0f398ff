"""Any number of clocks at once, meant or by mistake: each text once, each slot once."""

from tests.processes.box import Box, complaints

FIRST_CALLS = 8
"""As many calls as a process begins before it has seen one go well."""


def test_workers_share_what_is_due_and_hand_each_text_over_once(box: Box) -> None:
    workers = box.workers(4)
    # No call is answered before each of the four has as many open as it may have.
    box.hold(4 * FIRST_CALLS)
    box.add_texts(200)
    box.all_handed_over(200)
    assert set(box.claims()) == {one.owned() for one in workers}
    assert not [line for one in workers for line in complaints(one.said)]


def test_a_clock_in_every_web_process_by_mistake_doubles_nothing(box: Box) -> None:
    web = box.web(processes=2, clock="on")
    (worker,) = box.workers(1)
    box.hold(3 * FIRST_CALLS)
    box.add_texts(60)
    box.all_handed_over(60)
    assert worker.owned() in box.claims()
    assert len(box.claims()) == 3
    assert not complaints(worker.said + web.said)
