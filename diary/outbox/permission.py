"""May this still be sent? The callers' own last word, asked in the claim.

Leaves suppression and expiry to ``claims``: those are the outbox's own.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from diary.outbox.drafts import Wait, Waiting

Check = Callable[[Sequence[Waiting], datetime], Mapping[int, str | Wait]]

Gate = Callable[[Collection[int]], Mapping[int, str]]
LOOK_AGAIN = timedelta(minutes=5)

_checks: dict[str, Check] = {}
_gates: dict[Gate, frozenset[str]] = {}


def register_may_send(purpose: str, check: Check) -> None:
    """Have ``check(messages, now)`` asked before messages of a purpose leave.

    It gets a whole batch and returns, by message id, only those that must not leave:
    a reason (at most 120 characters, shown to staff) cancels the message for good, a
    ``Wait`` puts it off. It runs inside the transaction that writes the intent down,
    so what it reads there holds: consent, quiet hours, "answered already". It must
    not write or commit, and should ask once for the batch, not once a message. A
    message of a purpose without a check leaves. Registering again replaces.
    """
    _checks[purpose] = check


def register_gate(gate: Gate, *, passing: Collection[str]) -> None:
    """Have ``gate(clinic ids)`` asked before anything leaves through a real carrier.

    It returns why a clinic may not text yet, by its key; its messages wait meanwhile.
    Those of the purposes ``passing`` leave all the same. It runs where the checks do.
    """
    _gates[gate] = frozenset(passing)


def held_at_gate(messages: Sequence[Waiting], now: datetime) -> dict[int, Wait]:
    """Return what waits since its clinic may not text yet, by message id."""
    held: dict[int, Wait] = {}
    for gate, passing in _gates.items():
        stopped = [each for each in messages if each.purpose not in passing]
        closed = gate({each.clinic_id for each in stopped}) if stopped else {}
        for each in stopped:
            if each.clinic_id in closed:
                held[each.id] = Wait(now + LOOK_AGAIN, closed[each.clinic_id])
    return held


def ask(messages: Sequence[Waiting], now: datetime) -> dict[int, str | Wait]:
    """Return what the checks object to, by message id."""
    by_purpose: dict[str, list[Waiting]] = {}
    for message in messages:
        by_purpose.setdefault(message.purpose, []).append(message)
    refused: dict[int, str | Wait] = {}
    for purpose, group in by_purpose.items():
        if check := _checks.get(purpose):
            refused.update(check(group, now))
    return refused
