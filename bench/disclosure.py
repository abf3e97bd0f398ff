"""From a cry for help to the page of whoever is on call: how many seconds?

``python bench/disclosure.py [--times 12] [--due 2000]``

The whole path by the real clock: a signed text to the webhook, reading, alert, the
jobs' beat, the official client against a carrier in another process. Once while that
many reminders are due in the same minute, and once with no carrier at all: then by
e-mail, to a mail server of our own. Prints one line of JSON. To reach: 10 s.
"""

import argparse
import dataclasses
import json
import sys
import tempfile
import time as wall
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from flask import Flask
from twilio.request_validator import RequestValidator

from diary import alerts, clock
from diary.app import create_app
from diary.audit import Actor
from diary.clinics import Clinic
from diary.db import db
from diary.patients import Patient
from jobs import Metronome
from tests.alerts.mail_server import Post
from tests.crash.witness import Witness, witness
from tests.databases import migrate, settings_for
from tests.factories import (
    make_clinic,
    make_member,
    make_message,
    make_patient,
    make_sender,
)

ACCOUNT, TOKEN = "AC" + "0" * 32, "token"
BASE, PATH = "https://diary.example", "/twilio/inbound"
WORDS = "I have the pills here and I want to die"
GIVE_UP_S = 60.0
NOWHERE = "http://127.0.0.1:9"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=12)
    parser.add_argument("--due", type=int, default=2000)
    asked = parser.parse_args()
    with witness(latency_s=0.05) as carrier, tempfile.TemporaryDirectory() as folder:
        by_text = _tried(Path(folder), carrier.url, asked, _texts_of(carrier))
    post = Post()
    with tempfile.TemporaryDirectory() as folder:
        mails = lambda: len(post.box.taken)  # noqa: E731
        by_mail = _tried(Path(folder), NOWHERE, asked, mails, post)
    post.stop()
    found = {"times": asked.times, "due_beside": asked.due}
    told = {**found, **_summed("text", by_text), **_summed("mail", by_mail)}
    print(json.dumps({"bench": "disclosure", **told}))
    sys.exit(max(by_text) > 10)


def _texts_of(carrier: Witness) -> Callable[[], int]:
    """Count the pages the carrier took; they alone hold the link."""
    link = f"{BASE}/alerts"

    def count() -> int:
        return sum(link in one["body"] for one in carrier.ask("/_taken")["taken"])

    return count


def _tried(
    folder: Path,
    url: str,
    asked: argparse.Namespace,
    arrived: Callable[[], int],
    post: Post | None = None,
) -> list[float]:
    app = create_app(_settings(folder, url, post))
    with app.app_context():
        clinic = make_clinic(zone="UTC")
        to = make_sender(clinic)
        _put_on_call(clinic)
        patients = [make_patient(clinic) for _ in range(asked.times)]
        for _ in range(asked.due):
            make_message(to, useless_after=clock.now() + timedelta(hours=1))
        db.session.commit()
        metronome = Metronome(app)
        metronome.start()
        took = [_seconds(app, one, to.number, arrived) for one in patients]
        metronome.stop()
        db.session.remove()
    return took


def _settings(folder: Path, url: str, post: Post | None) -> Any:
    settings = dataclasses.replace(
        settings_for(f"sqlite:///{folder / 'bench.sqlite3'}", folder),
        log_level="CRITICAL",
        carrier="twilio",
        base_url=BASE,
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=TOKEN,
        twilio_messaging_service_sid="MG" + "0" * 32,
        twilio_api_url=url,
        smtp=post.settings if post else None,
        smtp_from="diary@oak.example" if post else None,
    )
    migrate(settings)
    return settings


def _put_on_call(clinic: Clinic) -> None:
    member, actor = make_member(clinic), Actor.system()
    now, number = clock.now(), "+15557770001"
    alerts.set_on_call(clinic, member, 1, number, actor, now)


def _seconds(
    app: Flask, patient: Patient, to: str, arrived: Callable[[], int]
) -> float:
    """Send one cry for help; return the seconds until one more page is out."""
    before = arrived()
    form = {
        "MessageSid": f"SM{patient.id:032x}",
        "AccountSid": ACCOUNT,
        "From": patient.phone,
        "To": to,
        "Body": WORDS,
        "NumMedia": "0",
    }
    signature = RequestValidator(TOKEN).compute_signature(BASE + PATH, form)
    began = clock.monotonic()
    headers = {"X-Twilio-Signature": signature}
    answer = app.test_client().post(PATH, data=form, headers=headers)
    assert answer.status_code == 200, answer.text  # noqa: S101
    while arrived() == before and clock.monotonic() - began < GIVE_UP_S:
        wall.sleep(0.05)
    return clock.monotonic() - began


def _summed(name: str, took: list[float]) -> dict[str, float]:
    ordered = sorted(took)
    return {
        f"{name}_s_p50": round(ordered[len(ordered) // 2], 1),
        f"{name}_s_max": round(ordered[-1], 1),
    }


if __name__ == "__main__":
    main()
