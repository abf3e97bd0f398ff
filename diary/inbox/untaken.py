"""What is said to a text of which nothing was taken: asked back, quiet, or a person.

Leaves what can be taken to ``acts`` and ``diary``.
"""

from datetime import timedelta

from diary.inbox import diary
from diary.inbox.acts import Questions
from diary.inbox.arrivals import Part, Said
from diary.inbox.context import about
from diary.inbox.queries import was_answered
from diary.inbox.replies import ASKED_BACK, ASKING, Line
from diary.reading import Ask, Kind, Talk
from diary.reminders import Question

ASKED_BACK_ONCE_IN = timedelta(hours=12)
_AGAIN = {
    Question.RIDE: "ask_ride",
    Question.BOOSTER: "ask_booster",
    Question.DIARY: "ask_again",
}
"""What a bare "ok" or a thumb is answered, which may only mean that it was read."""


def asked_of_the_clinic(*, is_alone: bool) -> Part:
    """Keep a question or remark before whoever of the clinic may read the text."""
    name = "told_clinic" if is_alone else "will_read"
    return Part(lines=(Line(name),), waits=True, asks=True)


def answer(said: Said, questions: Questions) -> Part:
    """Be quiet at courtesies, ask back what is unclear, show the rest to a person."""
    talk = said.heard.talk
    if talk in (Talk.THANKS, Talk.REACTION):
        return Part()
    is_yes = Kind.CONFIRM in {act.kind for act in said.heard.acts}
    if talk is Talk.NOTED or (is_yes and about(questions, Question.BOOSTER)):
        names = [name for each, name in _AGAIN.items() if about(questions, each)]
        name = next(iter(names), None)
        return _asked_back(said, name, ASKED_BACK, waits=False) if name else Part()
    return left_for_a_person(said)


def left_for_a_person(said: Said) -> Part:
    """Show it to staff, and ask back unless that was done these last hours."""
    ask = said.heard.ask
    if ask is Ask.DAY_TOO_OLD:
        return Part(lines=(Line(diary.TOO_OLD),), waits=True)
    if ask is None:
        return _asked_back(said, "unread", ASKING, waits=True)
    name = "ask_word" if ask is Ask.SYMPTOM_UNCLEAR else "ask_again"
    return _asked_back(said, name, ASKED_BACK, waits=True)


def _asked_back(said: Said, name: str, unless: tuple[str, ...], *, waits: bool) -> Part:
    was_asked = was_answered(
        said.arrival.clinic.id,
        said.arrival.sender.id,
        said.arrival.from_index,
        unless,
        said.arrival.now - ASKED_BACK_ONCE_IN,
    )
    return Part(lines=() if was_asked else (Line(name),), waits=waits)
