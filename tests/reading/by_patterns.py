"""What the reviewed words say of crisis, without the weight of the others."""

from diary.reading.crisis import find_crisis
from diary.reading.results import WEIGHED, CrisisLevel
from diary.reading.said import Said


def pages_by_patterns(text: str) -> bool:
    """Whether reviewed words page, not only their weight."""
    evidence = find_crisis(Said.hear(text), "es").evidence
    return any(
        item.pattern != WEIGHED and item.level is CrisisLevel.PAGE for item in evidence
    )
