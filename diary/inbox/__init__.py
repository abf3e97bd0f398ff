"""What patients text: stored first, then read, answered and handed on.

Leaves the meaning of words to ``reading`` and the diary to ``intake``.
"""

from diary.inbox.models import InboundText, TextState

__all__ = ["InboundText", "TextState"]
