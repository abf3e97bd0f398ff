"""One signed text in, whole, beside what a plain Flask service would do with it.

``python bench/text_in.py [texts]``; prints one line of JSON. Ours: signature, once by
sid, reading, crisis check, entry, alert rules, sealed columns, audit rows, stored
reply, TwiML, commit. Beside it, in the same run: Flask, the official validator and one
ORM insert. CPU ms a text, both over WSGI in this process, SQLite with FULL.
To reach: 3.0 ms, then 2.0.
"""

import json
import resource
import sys
import tempfile
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from flask import Flask, request
from flask_migrate import Migrate, upgrade
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from twilio.request_validator import RequestValidator

from diary import clock
from diary.app import create_app
from diary.config import HOUSE, Settings
from diary.db import db
from diary.outbox import PHONE_ACCOUNT_SID
from diary.sealed import Keyring

BASE = "http://localhost"
PATH = "/twilio/inbound"
BODIES = ("6", "6, bit dizzy", "mood 4 sleep 7", "7/10 slept 6h, headache", "5")
ROUNDS = 5


def settings_in(folder: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{folder / 'diary.sqlite3'}",
        secret_key="a signing key that everybody may know",
        keyring=Keyring({"k1": b"1" * 32}, index_key=b"2" * 32),
        base_url=BASE,
        instance=folder,
        log_level="ERROR",
    )


def ours(folder: Path, patients: int) -> tuple[Flask, list[str], str]:
    """Return the service with a clinic of this many patients, and its numbers."""
    app = create_app(settings_in(folder))
    Migrate(app, db, directory=str(HOUSE / "diary" / "migrations"))
    with app.app_context():
        upgrade()
        from tests.factories import make_clinic, make_patient, make_sender

        clinic = make_clinic(zone=_where_it_is_noon())
        sender = make_sender(clinic)
        numbers = [make_patient(clinic).phone for _ in range(patients)]
        db.session.commit()
        return app, numbers, sender.number


def _where_it_is_noon() -> str:
    """Before three in the morning a text costs one more look, which few ever do."""
    east = 12 - clock.real_now().hour
    return f"Etc/GMT{-east:+d}" if east else "Etc/GMT"


def plain(folder: Path, token: str) -> Flask:
    """Return what one would write in an afternoon: validate, insert, answer."""
    app = Flask("plain")

    class Base(DeclarativeBase):
        pass

    store = SQLAlchemy(model_class=Base)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{folder / 'plain.sqlite3'}"
    store.init_app(app)

    class Text(store.Model):  # type: ignore[name-defined, misc]
        id: Mapped[int] = mapped_column(primary_key=True)
        sid: Mapped[str] = mapped_column(String(34), unique=True)
        number: Mapped[str] = mapped_column(String(16))
        body: Mapped[str]

    @app.post(PATH)
    def inbound() -> tuple[str, int, dict[str, str]]:
        signature = request.headers.get("X-Twilio-Signature", "")
        if not RequestValidator(token).validate(BASE + PATH, request.form, signature):
            return "", 403, {}
        form = request.form
        store.session.add(
            Text(sid=form["MessageSid"], number=form["From"], body=form["Body"])
        )
        store.session.commit()
        return "<Response/>", 200, {"Content-Type": "text/xml"}

    with app.app_context():
        store.create_all()
        store.session.execute(store.text("PRAGMA journal_mode=WAL"))
    return app


def requests(
    numbers: list[str], to: str, first: int, token: str
) -> list[tuple[dict[str, str], str]]:
    """Return one signed form a number, with the fields Twilio sends."""
    made = []
    for count, number in enumerate(numbers):
        form = {
            "MessageSid": f"SM{first + count:032x}",
            "SmsSid": f"SM{first + count:032x}",
            "AccountSid": PHONE_ACCOUNT_SID,
            "From": number,
            "To": to,
            "Body": BODIES[count % len(BODIES)],
            "NumMedia": "0",
            "NumSegments": "1",
            "SmsStatus": "received",
            "ApiVersion": "2010-04-01",
            **{f"{end}{part}": "" for end in ("From", "To") for part in PARTS},
        }
        signature = RequestValidator(token).compute_signature(BASE + PATH, form)
        made.append((form, signature))
    return made


PARTS = ("City", "State", "Zip", "Country")


def cpu_ms(app: Flask, made: list[tuple[dict[str, str], str]]) -> float:
    """Return CPU milliseconds a request."""
    client = app.test_client()
    began = _cpu()
    for form, signature in made:
        answer = client.post(PATH, data=form, headers={"X-Twilio-Signature": signature})
        assert answer.status_code == 200, answer.text  # noqa: S101
    return (_cpu() - began) * 1000 / len(made)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main(texts: int) -> None:
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        # Everybody texts once: a day has one text, seldom two.
        app, numbers, to = ours(folder, texts * (ROUNDS + 1))
        token = app.config["SETTINGS"].phone_auth_token
        beside = plain(folder, token)
        figures: dict[str, list[float]] = {"ours": [], "plain": []}
        runs: tuple[tuple[str, Flask], ...] = (("ours", app), ("plain", beside))
        for turn in range(ROUNDS + 1):
            writers = numbers[turn * texts : (turn + 1) * texts]
            for name, measured in runs:
                made = requests(writers, to, (turn + 1) * 1_000_000, token)
                took = cpu_ms(measured, made)
                if turn:  # the first round warms up
                    figures[name].append(took)
        told = {f"{name}_ms": round(median(took), 2) for name, took in figures.items()}
        ratio = round(told["ours_ms"] / told["plain_ms"], 2)
        said = {"bench": "text_in", "texts": texts, **told, "ratio": ratio}
        print(json.dumps({**said, "at": f"{clock.real_now():%Y-%m-%d}"}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
