"""What a member writes to a patient, asked or unasked. The edge commits, the outbox
sends.

The words are the member's own, so they are read by whoever holds the phone: the page
says what not to write. Leaves STOP and the sending to ``outbox``.
"""

import re
from datetime import datetime, timedelta

from diary import texts
from diary.audit import Action, Actor, ActorKind, record
from diary.clinics import Clinic, Member
from diary.errors import Invalid, Refused
from diary.inbox.models import InboundText
from diary.inbox.seeing import mark_seen
from diary.localtime import local_day, next_allowed
from diary.outbox import (
    Message,
    MessageDraft,
    MessageState,
    News,
    enqueue,
    is_suppressed,
    listen,
    message_by_key,
    sender_for,
)
from diary.patients import Patient, patient_by_ref, purposes_of
from diary.sealed import blind_index
from diary.tasks import TaskKind, open_task

PURPOSE = "staff"
LONGEST_ANSWER = 300
USEFUL_FOR = timedelta(hours=24)
DESK_HAS = timedelta(hours=2)
# Somebody who has just written is awake: an answer to that disturbs no night.
AWAKE_FOR = timedelta(hours=1)
RANK = 20
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")


def write_back(
    clinic: Clinic,
    patient: Patient,
    text: InboundText,
    words: str,
    member: Member,
    now: datetime,
) -> Message:
    """Answer a patient's text and take it off the list; the same words twice are one.

    Goes out at once where the text came within the hour, else inside the clinic's
    hours by the patient's clock. Raises Invalid for words that cannot be sent,
    Refused where the number has opted out or the treatment has ended.
    """
    said = _checked(words)
    if patient.discharged_at is not None:
        raise Refused("The treatment has ended: nothing more is texted. Call instead.")
    if is_suppressed(text.sender_id, text.from_number):
        raise Refused("This number has texted STOP. Call instead.")
    message = enqueue(_draft(clinic, patient, text, said, now), now)
    mark_seen(text, member, now)
    _note(message, member, now, "answered a text")
    return message


def write_to(
    clinic: Clinic, patient: Patient, words: str, member: Member, now: datetime
) -> Message:
    """Text a patient who has not asked; the same words twice on a day are one text.

    Goes out at once within the clinic's hours by the patient's clock, else when they
    begin. Raises Invalid for words that cannot be sent, Refused where nothing may be
    texted: opted out, agreed to no texts, treatment ended.
    """
    said = _checked(words)
    if patient.discharged_at is not None:
        raise Refused("The treatment has ended: nothing more is texted. Call instead.")
    if not purposes_of(patient):
        raise Refused("This patient has not agreed to any texts. Call instead.")
    sender = sender_for(clinic.id, patient.phone)
    if is_suppressed(sender.id, patient.phone):
        raise Refused("This number has texted STOP. Call instead.")
    day = local_day(now, patient.zone)
    draft = MessageDraft(
        clinic_id=clinic.id,
        key=f"{PURPOSE}:{patient.ref}:{day}:{blind_index(said)[:12]}",
        to=patient.phone,
        body=_body(clinic, patient, said),
        purpose=PURPOSE,
        due_at=next_allowed(now, patient.zone, clinic.texts_from, clinic.texts_until),
        useless_after=now + USEFUL_FOR,
        about=patient.ref,
        rank=RANK,
        sender_id=sender.id,
    )
    message = enqueue(draft, now)
    _note(message, member, now, "wrote a text")
    return message


def _note(message: Message, member: Member, now: datetime, deed: str) -> None:
    record(
        Action.TEXT_OUT,
        Actor(ActorKind.STAFF, member.ref),
        now,
        clinic_id=message.clinic_id,
        patient_ref=message.about,
        about=message.ref,
        detail=deed,
    )


def _body(clinic: Clinic, patient: Patient, said: str) -> str:
    return texts.render(
        "staff_answer", patient.language, clinic=clinic.text_name, words=said
    )


def _checked(words: str) -> str:
    said = words.replace("\r\n", "\n").strip()
    if not said:
        raise Invalid({"words": "Write something first."})
    if len(said) > LONGEST_ANSWER:
        raise Invalid({"words": f"Use at most {LONGEST_ANSWER} characters."})
    if CONTROL.search(said):
        raise Invalid({"words": "This holds characters that cannot be texted."})
    return said


def _draft(
    clinic: Clinic, patient: Patient, text: InboundText, said: str, now: datetime
) -> MessageDraft:
    due_at = now
    if now - text.received_at > AWAKE_FOR:
        hours = clinic.texts_from, clinic.texts_until
        due_at = next_allowed(now, patient.zone, *hours)
    return MessageDraft(
        clinic_id=clinic.id,
        key=f"{PURPOSE}:{text.ref}:{blind_index(said)[:12]}",
        to=text.from_number,
        body=_body(clinic, patient, said),
        purpose=PURPOSE,
        due_at=due_at,
        useless_after=due_at + USEFUL_FOR,
        about=patient.ref,
        rank=RANK,
        sender_id=text.sender_id,
    )


def note_unsent(news: News) -> None:
    """Open a call where a member's own words did not arrive, or may not have."""
    is_over = news.state is not MessageState.PLANNED
    if news.purpose != PURPOSE or news.about is None or not is_over:
        return
    patient = patient_by_ref(news.clinic_id, news.about)
    message = message_by_key(news.clinic_id, news.key)
    if message is None:
        return
    at = message.final_at or message.due_at
    open_task(
        news.clinic_id,
        TaskKind.CALL_PATIENT,
        f"unsent:{news.message_id}",
        f"A text you wrote did not arrive. {news.sentence}",
        at + DESK_HAS,
        at,
        patient_id=patient.id,
    )


def register() -> None:
    """Ask the outbox to be told; asking again changes nothing."""
    listen(note_unsent)
