"""From submissions in their order to the one day they add up to.

Pure. Leaves reading and writing rows to ``recording``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Said:
    """What folding needs of one submission; a tombstone has ``undoes_id``."""

    id: int
    client_key: str
    received_at: datetime
    is_late: bool
    scores: Mapping[str, Decimal]
    symptoms: Mapping[str, int | None]
    has_words: bool
    undoes_id: int | None = None


@dataclass(frozen=True, slots=True)
class FoldedDay:
    """One diary day; ``is_late`` when nothing of it was said on the day itself."""

    scores: Mapping[str, Decimal]
    symptoms: Mapping[str, int | None]
    has_words: bool
    is_late: bool
    first_received_at: datetime
    last_received_at: datetime


def standing(said: Iterable[Said]) -> list[Said]:
    """Return the submissions that count, in their order.

    Gone are tombstones, what they take back, and all but the last standing revision
    of a client key: taking back an amendment brings back what it replaced.
    """
    ordered = sorted(said, key=lambda each: each.id)
    undone = {each.undoes_id for each in ordered}
    kept: dict[str, Said] = {}
    for each in ordered:
        if each.undoes_id is None and each.id not in undone:
            kept.pop(each.client_key, None)
            kept[each.client_key] = each
    return list(kept.values())


def fold(said: Iterable[Said]) -> FoldedDay | None:
    """Return the day, or None when nothing of it stands.

    A later score replaces an earlier one; symptoms are merged.
    """
    counted = standing(said)
    if not counted:
        return None
    return FoldedDay(
        scores={key: each.scores[key] for each in counted for key in each.scores},
        symptoms=_merged([each.symptoms for each in counted]),
        has_words=any(each.has_words for each in counted),
        is_late=all(each.is_late for each in counted),
        first_received_at=min(each.received_at for each in counted),
        last_received_at=max(each.received_at for each in counted),
    )


def _merged(reports: Sequence[Mapping[str, int | None]]) -> dict[str, int | None]:
    """The last severity wins; naming a symptom again does not unsay how bad it was."""
    symptoms: dict[str, int | None] = {}
    for report in reports:
        for key, severity in report.items():
            unsaid = severity is None and symptoms.get(key)
            symptoms[key] = symptoms[key] if unsaid else severity
    return symptoms
