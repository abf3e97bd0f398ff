"""When a reminder does not arrive: what a person must do instead.

A lost diary question is asked again tomorrow; a lost ride question or a lost text about
driving is a call to make. Leaves delivery itself to ``outbox``, which tells of it.
"""

from datetime import timedelta

from sqlalchemy import select

from diary.db import db
from diary.outbox import Act, Message, MessageState, News, listen
from diary.reminders.kinds import ReminderKind
from diary.reminders.models import Reminder
from diary.tasks import TaskKind, open_task

DESK_HAS = timedelta(hours=2)
LOST_TOO_OFTEN = 3
TO_CALL_ABOUT = {
    ReminderKind.RIDE_QUESTION: "The question about the ride home did not arrive.",
    ReminderKind.RIDE_CHASE: "The question about the ride home did not arrive.",
    ReminderKind.NO_DRIVE: "The text about not driving did not arrive: please call.",
}
NOT_YET = {
    ReminderKind.RIDE_QUESTION: "The question about the ride home is not out yet.",
    ReminderKind.RIDE_CHASE: "The question about the ride home is not out yet.",
    ReminderKind.NO_DRIVE: "The text about not driving is not out yet: please call.",
}


def note_undelivered(news: News) -> None:
    """Open the task that a lost reminder leaves behind, if it leaves one."""
    reminder = _reminder_behind(news)
    if reminder is None:
        return
    if reminder.kind in TO_CALL_ABOUT:
        is_out = news.state is not MessageState.PLANNED
        opening = TO_CALL_ABOUT[reminder.kind] if is_out else NOT_YET[reminder.kind]
        key = f"undelivered:{reminder.ref}"
        _open(news, reminder, TaskKind.CALL_PATIENT, key, opening)
    elif news.state is MessageState.PLANNED:
        return
    elif news.state is MessageState.UNRESOLVED:
        key, opening = f"unresolved:{reminder.ref}", "A text may not have arrived."
        _open(news, reminder, TaskKind.CHECK_SENDING, key, opening)
    elif news.act is Act.TELL:
        key = f"sending:{news.error_code}:{reminder.due_at:%Y-%m-%d}"
        opening = "A text could not be sent, and others may not be either."
        _open(news, reminder, TaskKind.CHECK_SENDING, key, opening)
    elif news.act is Act.BAD_NUMBER or news.lost_in_a_row >= LOST_TOO_OFTEN:
        index = _message_of(news).to_index
        opening = "Texts do not arrive."
        _open(news, reminder, TaskKind.CHECK_NUMBER, f"number:{index}", opening)


def _reminder_behind(news: News) -> Reminder | None:
    found = select(Reminder).where(
        Reminder.clinic_id == news.clinic_id,
        Reminder.ref == news.key.partition(".")[0],
    )
    return db.session.scalars(found).first()


def _open(
    news: News, reminder: Reminder, kind: TaskKind, key: str, opening: str
) -> None:
    ended_at = _message_of(news).final_at or reminder.due_at
    open_task(
        news.clinic_id,
        kind,
        key,
        f"{opening} {news.sentence}",
        ended_at + DESK_HAS,
        ended_at,
        patient_id=reminder.patient_id,
    )


def _message_of(news: News) -> Message:
    found = select(Message).where(
        Message.clinic_id == news.clinic_id, Message.id == news.message_id
    )
    return db.session.scalars(found).one()


def register() -> None:
    """Ask the outbox to be told; asking again changes nothing."""
    listen(note_undelivered)
