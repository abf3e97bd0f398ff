"""Workers that are killed, or stopped and continued past their lease."""

from datetime import timedelta
from signal import SIGCONT, SIGKILL, SIGSTOP, SIGTERM

from tests.processes.box import Box, complaints, until
from tests.processes.test_many_workers import CLOSED

MINUTE = timedelta(minutes=1)


def test_what_they_had_in_hand_is_settled_once_and_they_are_fenced(box: Box) -> None:
    killed, frozen, well = box.workers(3)
    box.hold(CLOSED)
    box.add_texts(60)
    three = {killed.pid, frozen.pid, well.pid}
    until(lambda: set(box.claims()) == three, "all to claim")
    in_hand = box.claims()
    until(lambda: box.calls() == in_hand.total(), "their calls")
    killed.tell(SIGKILL)
    frozen.tell(SIGSTOP)
    box.open_gate()
    left = 60 - in_hand[killed.pid] - in_hand[frozen.pid]
    until(lambda: box.handed_over() == left, "the third to do the rest")
    until(lambda: len(box.taken()) == 60, "the carrier")
    assert box.states()["dispatching"] == 60 - left
    box.let_pass(MINUTE)
    (heir,) = box.workers(1)
    box.all_handed_over(60)
    frozen.tell(SIGCONT)
    box.add_texts(10)
    box.all_handed_over(70)
    frozen.tell(SIGTERM)
    assert frozen.ended() == 0
    box.all_handed_over(70)
    assert not complaints(frozen.said + well.said + heir.said)


def test_one_frozen_in_the_middle_of_a_claim_holds_up_nobody(box: Box) -> None:
    box.add_texts(5)
    frozen = box.start("tests.processes.freezing")
    until(lambda: frozen.has_said("freezing"), "it to freeze")
    box.workers(1)
    box.all_handed_over(5)
    frozen.tell(SIGCONT)
    assert frozen.ended() == 1
    box.all_handed_over(5)
