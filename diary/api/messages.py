"""A patient's texts out and in as JSON, with their states."""

from datetime import datetime
from typing import Any, Literal

from diary import inbox, outbox
from diary.api.guards import token
from diary.api.paging import page_of
from diary.api.patients import opened
from diary.api.problems import json_blueprint
from diary.api.shapes import Page, Strict
from diary.api.spec import CLINIC, answers, spec
from diary.auth import Scope
from diary.inbox import InboundText
from diary.outbox import Message
from diary.texts import without_keys

blueprint = json_blueprint("api_messages")
MOST_TEXTS = 1000


class TextOut(Strict):
    """One text; ``state`` as the carrier spells it once it was handed over."""

    direction: Literal["out", "in"]
    at: datetime
    body: str
    kind: str
    state: str
    error_code: int | None


class TextList(Strict):
    items: list[TextOut]
    next: str | None


@blueprint.get("/patients/<ref>/messages")
@token(Scope.ENTRIES)
@spec.validate(resp=answers(HTTP_200=TextList), tags=["texts"], security=CLINIC)
def list_messages(ref: str, query: Page) -> Any:
    """List texts out and in, oldest first."""
    patient = opened(ref)
    sent = outbox.messages_about(patient.clinic_id, patient.ref, MOST_TEXTS)
    came = inbox.texts_of(patient.clinic_id, patient.id, MOST_TEXTS)
    both = sorted([*map(_out, sent), *map(_in, came)])
    items, following = page_of(
        both, lambda each: each[0], limit=query.limit, cursor=query.cursor
    )
    return TextList(items=[shown for _, shown in items], next=following)


def _out(message: Message) -> tuple[str, TextOut]:
    at = message.handed_over_at or message.due_at
    shown = TextOut(
        direction="out",
        at=at,
        body=without_keys(message.body),
        kind=message.purpose,
        state=message.state,
        error_code=message.error_code,
    )
    return f"{at.isoformat()} out {message.ref}", shown


def _in(text: InboundText) -> tuple[str, TextOut]:
    shown = TextOut(
        direction="in",
        at=text.received_at,
        body=text.body,
        kind=text.kind,
        state=text.state,
        error_code=None,
    )
    return f"{text.received_at.isoformat()} in {text.ref}", shown
