"""How a carrier's statuses merge into a message's state: only ever forward.

Pure. Callbacks come out of order, twice, and before the answer to the call; none
carries a time (messaging 1.5). So each status has a rank, and only a higher one
counts. Of two different endings the first stays.
"""

from diary.outbox.states import MessageState as S

RANK = {
    S.PLANNED: 0,
    S.DISPATCHING: 1,
    S.UNCERTAIN: 2,
    S.UNRESOLVED: 3,
    S.ACCEPTED: 10,
    S.QUEUED: 20,
    S.SENDING: 30,
    S.SENT: 40,
    S.SENT_UNCONFIRMED: 50,
    S.DELIVERED: 60,
    S.UNDELIVERED: 60,
    S.FAILED: 60,
    S.CANCELED: 60,
    S.REJECTED: 60,
    S.SUPPRESSED: 60,
    S.EXPIRED: 60,
}
FINAL_RANK = RANK[S.SENT_UNCONFIRMED]
# What the carrier says and we do not tell apart.
SAME_AS = {
    "scheduled": S.ACCEPTED,
    "read": S.DELIVERED,
    "partially_delivered": S.DELIVERED,
}
OF_CARRIER = {
    state.value: state
    for state in (
        *(S.ACCEPTED, S.QUEUED, S.SENDING, S.SENT),
        *(S.DELIVERED, S.UNDELIVERED, S.FAILED, S.CANCELED),
    )
} | SAME_AS


def is_final(state: S) -> bool:
    """Say whether nothing more is expected of a message in this state."""
    return RANK[state] >= FINAL_RANK


def merged(state: S, said: str) -> S:
    """Return the state after the carrier said this; unknown words change nothing."""
    heard = OF_CARRIER.get(said)
    return heard if heard and RANK[heard] > RANK[state] else state
