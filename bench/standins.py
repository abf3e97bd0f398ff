"""Conversations with stand-ins for Twilio that nobody here wrote, and what differed.

``bench/standins``: a served process of ours with its clock, the official client, our
webhooks; behind it ``emulate`` and, where Twilio's document is at hand, Prism. Prints
a table and writes it to ``docs/standins.md``. Needs npm and a network the first time;
not part of ``./test``.
"""

import base64
import os
import sys
import tempfile
import time as wall
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.standin_programs import (
    ACCOUNT,
    DOCUMENT,
    HOUSE,
    NUMBER,
    PACKAGES,
    SERVICE,
    TOKEN,
    Line,
    fetched,
    free_port,
    start_emulate,
    start_prism,
    started,
    told,
)
from diary import clock, outbox, reminders
from diary.app import create_app
from diary.config import read_settings
from diary.db import db, reading
from diary.entries import Entry
from diary.outbox import Attempt, Message, MessageState, Outcome, SendRequest
from diary.patients import Patient, Purpose
from jobs.tick import Tick
from jobs.timetable import job_named
from tests.databases import migrate, settings_for
from tests.factories import make_clinic, make_message, make_patient, make_sender

PAGE = HOUSE / "docs" / "standins.md"
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
WITHIN_S = 100.0
HOLDS_WITHIN_S = 40.0
Row = tuple[str, str, str]


class Talk:
    """One box of ours, one stand-in, and what was found."""

    def __init__(self, emulate: str, line: Line, environment: dict[str, str]) -> None:
        self.emulate, self.line, self.environment = emulate, line, environment
        self.rows: list[Row] = []

    def note(self, what: str, expected: object, got: object) -> None:
        self.rows.append((what, str(expected), str(got)))
        print(
            f"{'same   ' if expected == got else 'differs'} {what}: {got}", flush=True
        )

    def says(self, phone: str, words: str) -> dict[str, Any]:
        form = {"To": NUMBER, "From": phone, "Body": words}
        # Or we would hold the writer's lock while our webhook waits for it.
        db.session.rollback()
        said: dict[str, Any]
        said = told(self.emulate, "/_twilio/simulate/inbound-message", form)
        return said

    def there(self) -> list[dict[str, Any]]:
        listed = told(self.emulate, f"{MESSAGES}?PageSize=1000")
        return list(listed["messages"])


def main() -> int:
    if missing := fetched():
        print(f"left out: {missing}")
        return 0
    with tempfile.TemporaryDirectory(prefix="standins-") as folder:
        rows, broken = conversed(Path(folder))
    PAGE.write_text(_page(rows, broken), "utf-8")
    print(f"wrote {PAGE.relative_to(HOUSE)}")
    return 0


def conversed(folder: Path) -> tuple[list[Row], list[str]]:
    """Start everything, talk, end everything."""
    port = free_port()
    ours = f"http://127.0.0.1:{port}"
    running = []
    try:
        process, emulate = start_emulate(ours, folder)
        running.append(process)
        behind = emulate
        if DOCUMENT.exists():
            process, behind = start_prism(emulate, folder)
            running.append(process)
        line = Line(behind)
        environment = _environment(folder, port, line.start())
        migrate(settings_for(environment["DIARY_DATABASE_URL"], folder))
        serving = [sys.executable, "-m", "gunicorn", "wsgi:app"]
        os.environ.update(environment)
        running.append(started(serving, port, folder / "ours.log"))
        talk = Talk(emulate, line, environment)
        settings = settings_for(environment["DIARY_DATABASE_URL"], folder)
        with create_app(settings).app_context():
            try:
                _whole_talk(talk)
            except SystemExit:
                logs = [log.read_text()[-1500:] for log in sorted(folder.glob("*.log"))]
                print(*logs, line.statuses, line.broken, sep="\n", file=sys.stderr)
                raise
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait(40)
    return talk.rows, line.broken


def _environment(folder: Path, port: int, api: str) -> dict[str, str]:
    keys = [base64.b64encode(letter * 32).decode() for letter in (b"1", b"2")]
    return {
        "PORT": str(port),
        "DIARY_BASE_URL": f"http://127.0.0.1:{port}",
        "DIARY_INSTANCE": str(folder),
        "DIARY_DATABASE_URL": f"sqlite:///{folder / 'diary.sqlite3'}",
        "DIARY_SECRET_KEY": "a signing key that everybody may know",
        "DIARY_FIELD_KEYS": f"k1:{keys[0]},index:{keys[1]}",
        "DIARY_CLOCK": "on",
        "DIARY_CARRIER": "twilio",
        "DIARY_LOG_LEVEL": "WARNING",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_MESSAGING_SERVICE_SID": SERVICE,
        "TWILIO_API_URL": api,
    }


def _whole_talk(talk: Talk) -> None:
    clinic = make_clinic(zone="UTC", texts_from=time(0), texts_until=time.max)
    sender = make_sender(clinic, number=NUMBER)
    due_at = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
    patient = make_patient(
        clinic,
        consents=(Purpose.DIARY,),
        check_in_at=due_at.time(),
        phone="+15550100001",
    )
    db.session.commit()
    reminders.sync(clinic.id, [patient.id], clock.now())
    db.session.commit()
    message = _reminder_out(talk)
    _delivered(talk, message)
    _answered(talk, patient)
    _stopped(talk, sender, patient)
    _answer_lost(talk, sender)
    _redacted(talk, message)
    _second_page(talk)


def _reminder_out(talk: Talk) -> int:
    _until(lambda: _first_message() is not None)
    message = _until(lambda: _in_state(_first_message()))
    (one,) = talk.there()
    talk.note("a reminder leaves at its minute", True, message.sid == one["sid"])
    talk.note("its words arrive as they were", True, message.body == one["body"])
    talk.note("status in the answer, with a service", "accepted", one["status"])
    talk.note("`from` in the answer, with a service", None, one["from"])
    kept = db.session.query(outbox.CarrierEvent).filter_by(sid=one["sid"]).all()
    # Twilio calls back for what comes after the first status only.
    talk.note("callbacks of the first status", 0, len(kept))
    return int(message.id)


def _delivered(talk: Talk, message_id: int) -> None:
    message = db.session.get_one(Message, message_id)
    form = {"MessageSid": message.sid or "", "Status": "delivered"}
    db.session.rollback()
    told(talk.emulate, "/_twilio/simulate/message-status", form)
    is_there = lambda: _fresh(message_id).state is MessageState.DELIVERED  # noqa: E731
    talk.note("a delivered callback is taken", True, _holds(is_there))
    form["Status"] = "sent"
    told(talk.emulate, "/_twilio/simulate/message-status", form)
    talk.note("one that comes late changes nothing", True, _holds(is_there))


def _answered(talk: Talk, patient: Patient) -> None:
    before = len(talk.there())
    talk.says(patient.phone, "6 slept well 😀")
    talk.note("the patient's answer is an entry", True, _holds(lambda: _entry(patient)))
    # Twilio sends what our webhook answers in TwiML.
    talk.note("texts at the carrier after it", before + 2, len(talk.there()))


def _stopped(talk: Talk, sender: outbox.Sender, patient: Patient) -> None:
    talk.says(patient.phone, "STOP")
    talk.note("STOP takes effect", True, _holds(lambda: _is_stopped(sender, patient)))
    held = make_message(sender, patient.phone, purpose="test")
    db.session.commit()
    is_held = lambda: _fresh(held.id).state is MessageState.SUPPRESSED  # noqa: E731
    talk.note("no text leaves after it", True, _holds(is_held))
    talk.says(patient.phone, "START")
    is_lifted = _holds(lambda: not _is_stopped(sender, patient))
    talk.note("START lifts it", True, is_lifted)


def _answer_lost(talk: Talk, sender: outbox.Sender) -> None:
    talk.line.loses_next = True
    lost = make_message(sender, "+15550100002", purpose="test")
    db.session.commit()
    is_out = lambda: _fresh(lost.id).sid is not None  # noqa: E731
    talk.note("a text whose answer was lost is found", True, _holds(is_out))
    outcomes = db.session.query(Attempt.outcome).filter_by(message_id=lost.id).all()
    talk.note("how", Outcome.FOUND.value, outcomes[0][0].value if outcomes else None)
    count = sum(1 for one in talk.there() if one["to"] == "+15550100002")
    talk.note("times it is at the carrier", 1, count)


def _redacted(talk: Talk, message_id: int) -> None:
    message = _fresh(message_id)
    message.final_at = clock.now() - timedelta(hours=25)
    db.session.commit()
    settings, job = read_settings(), job_named("redact_bodies")
    gateways = outbox.open_gateways(settings, db.engine)
    if job:
        job.run(Tick(clock.now(), settings, gateways, lambda: False))
    gateways.close()
    found = next(one for one in talk.there() if one["sid"] == message.sid)
    talk.note("words of a text that ended are blanked", True, found["body"] == "")
    is_noted = _fresh(message_id).redacted_at is not None
    talk.note("and we know it", True, is_noted)


def _second_page(talk: Talk) -> None:
    """A list by recipient goes over several pages; ours is read to its end."""
    db.session.rollback()
    api = talk.environment["TWILIO_API_URL"]
    gateway = outbox.TwilioGateway(ACCOUNT, TOKEN, SERVICE, api)
    began, numbers = (
        clock.now() - timedelta(minutes=1),
        ("+15550100003", "+15550100004"),
    )
    # A token of nobody's, as the rest of an old box might have left there.
    back = f"{talk.environment['DIARY_BASE_URL']}/twilio/status/{'x' * 32}"
    for number in numbers * 60:
        gateway.send(SendRequest(number, "Hello.", NUMBER, None, back, 3600))
    other = talk.line.statuses.count(("GET", 200))
    found = gateway.find(numbers[0], began)
    talk.note("120 texts to two numbers, listed by one", 60, len(found))
    asked = talk.line.statuses.count(("GET", 200)) - other
    talk.note("pages read for 60 texts", 1, asked)
    gateway.close()


def _first_message() -> Message | None:
    with reading():
        found: Message | None = db.session.query(Message).first()
        db.session.rollback()
    return found


def _in_state(message: Message | None) -> Message | None:
    return message if message and message.handed_over_at else None


def _fresh(message_id: int) -> Message:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Message, message_id)


def _entry(patient: Patient) -> bool:
    db.session.rollback()
    return db.session.query(Entry).filter_by(patient_id=patient.id).count() == 1


def _is_stopped(sender: outbox.Sender, patient: Patient) -> bool:
    db.session.rollback()
    return outbox.is_suppressed(sender.id, patient.phone)


def _until(found: Callable[[], Any]) -> Any:
    ends = wall.monotonic() + WITHIN_S
    while wall.monotonic() < ends:
        if result := found():
            return result
        db.session.rollback()
        db.session.expire_all()
        wall.sleep(0.3)
    rows = [
        (row.state, row.error_code, row.reason) for row in db.session.query(Message)
    ]
    raise SystemExit(f"nothing happened within the time given; texts: {rows}")


def _holds(is_so: Callable[[], bool]) -> bool:
    ends = wall.monotonic() + HOLDS_WITHIN_S
    while not is_so() and wall.monotonic() < ends:
        db.session.rollback()
        wall.sleep(0.3)
    held = is_so()
    db.session.rollback()
    return held


def _page(rows: list[Row], broken: list[str]) -> str:
    same = [row for row in rows if row[1] == row[2]]
    differing = [row for row in rows if row[1] != row[2]]
    contract = (
        "Every request and answer went through Prism with Twilio's own document."
        if DOCUMENT.exists()
        else "Twilio's document was not at hand: requests were not held against it."
    )
    lines = [
        "# Held against stand-ins of others",
        "",
        "Written by `bench/standins`: a served process of ours, the official client",
        f"and our webhooks, against `{'`, `'.join(PACKAGES)}`. {contract}",
        f"Last run {datetime.now(UTC):%Y-%m-%d}: {len(same)} as expected of Twilio, "
        f"{len(differing)} otherwise, {len(broken)} outside the document.",
        "",
        "## As expected",
        "",
        "| what | value |",
        "|---|---|",
        *(f"| {what} | {got} |" for what, _, got in same),
        "",
        "## Otherwise than we expect of Twilio",
        "",
        "| what | of Twilio | here |",
        "|---|---|---|",
        *(f"| {what} | {expected} | {got} |" for what, expected, got in differing),
        "",
        "## Outside Twilio's document",
        "",
        *([f"* `{each}`" for each in broken] or ["Nothing."]),
    ]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())
