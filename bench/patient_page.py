"""A patient's 90-day page, whole, beside a plain Flask page of the same rows.

``python bench/patient_page.py [turns]``; prints one line of JSON. Ours: session check,
story, sentence, two charts, table, texts, alerts, plans, audit row, template. Beside
it, in the same run: Flask, the ORM with its relationships as they come, and a table.
CPU ms a page, both over WSGI in this process, on SQLite. To reach: 20 ms.
"""

import json
import resource
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from flask import Flask, render_template_string
from flask.testing import FlaskClient
from flask_migrate import Migrate, upgrade
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from bench.text_in import settings_in
from diary import clock
from diary.app import create_app
from diary.config import HOUSE
from diary.courses import SessionStatus
from diary.db import db

DAYS = 90
ROUNDS = 5
PAGE = """<!doctype html><table>{% for entry in entries %}<tr><th>{{ entry.day }}</th>
<td>{{ entry.mood }}</td><td>{% for one in entry.symptoms %}{{ one.key }}
{{ one.severity }} {% endfor %}</td></tr>{% endfor %}</table>"""


def ours(folder: Path) -> tuple[FlaskClient, str]:
    """Return a clinician's browser and the address of a patient with a full diary."""
    app = create_app(settings_in(folder))
    Migrate(app, db, directory=str(HOUSE / "diary" / "migrations"))
    with app.app_context():
        upgrade()
        from tests import factories
        from tests.web.doors import let_in

        clinic = factories.make_clinic()
        factories.make_sender(clinic)
        patient = factories.make_patient(clinic)
        today = factories.today(patient)
        for back in range(365):
            if back % 7:
                _diary_day(factories, patient, today - timedelta(days=back))
        for back in range(7, 90, 7):
            factories.make_treatment_session(
                patient, today - timedelta(days=back), status=SessionStatus.HELD
            )
        member = factories.make_member(clinic)
        db.session.commit()
        client = app.test_client()
        let_in(client, member)
        db.session.commit()
        return client, f"/patients/{patient.ref}?days={DAYS}"


def _diary_day(factories: object, patient: object, on: date) -> None:
    felt = {"nausea": 2, "dizziness": 1, "headache": None}
    factories.make_entry(patient, on, mood=on.day % 11, symptoms=felt)  # type: ignore[attr-defined]


def plain(folder: Path) -> FlaskClient:
    """Return the page one would write in an afternoon."""
    app = Flask("plain")

    class Base(DeclarativeBase):
        pass

    store = SQLAlchemy(model_class=Base)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{folder / 'plain.sqlite3'}"
    store.init_app(app)

    class Symptom(store.Model):  # type: ignore[name-defined, misc]
        id: Mapped[int] = mapped_column(primary_key=True)
        entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
        key: Mapped[str]
        severity: Mapped[int | None]

    class Entry(store.Model):  # type: ignore[name-defined, misc]
        id: Mapped[int] = mapped_column(primary_key=True)
        day: Mapped[date] = mapped_column(index=True)
        mood: Mapped[int]
        symptoms: Mapped[list[Symptom]] = relationship()

    @app.get("/page")
    def page() -> str:
        since = date(2026, 1, 1) + timedelta(days=365 - DAYS)
        found = store.session.query(Entry).filter(Entry.day >= since)
        found = found.order_by(Entry.day)
        return render_template_string(PAGE, entries=found.all())

    with app.app_context():
        store.create_all()
        for count in range(365):
            if count % 7:
                keys = ("nausea", "dizziness", "headache")
                symptoms = [Symptom(key=key, severity=1) for key in keys]
                on = date(2026, 1, 1) + timedelta(days=count)
                store.session.add(Entry(day=on, mood=on.day % 11, symptoms=symptoms))
        store.session.commit()
    return app.test_client()


def cpu_ms(client: FlaskClient, path: str, turns: int) -> float:
    began = _cpu()
    for _ in range(turns):
        answer = client.get(path)
        assert answer.status_code == 200, answer.status  # noqa: S101
    return (_cpu() - began) * 1000 / turns


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main(turns: int) -> None:
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        client, path = ours(folder)
        pages = {"ours": (client, path), "plain": (plain(folder), "/page")}
        figures: dict[str, list[float]] = {name: [] for name in pages}
        for turn in range(ROUNDS + 1):
            for name, (browser, address) in pages.items():
                took = cpu_ms(browser, address, turns)
                if turn:  # the first round warms up
                    figures[name].append(took)
        told = {f"{name}_ms": round(median(took), 2) for name, took in figures.items()}
        ratio = round(told["ours_ms"] / told["plain_ms"], 2)
        said = {"bench": "patient_page", "days": DAYS, **told, "ratio": ratio}
        print(json.dumps({**said, "at": f"{clock.real_now():%Y-%m-%d}"}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
