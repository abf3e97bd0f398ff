"""``flask check``: everything that is wrong with this box, at once."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from diary import alerts, clinics, clock, patients, readiness
from diary.db import db, reading
from diary.sealed import SealBroken


@click.command()
@with_appcontext
def check() -> None:
    """Name every wrong setting, and whether database, migrations and keys fit.

    Where texts go to the real carrier, also what keeps a clinic from texting yet.

    Example: flask check
    """
    found = current_app.config.get("BAD_SETTINGS") or _faults()
    lacking = [] if found else clinics_not_ready()
    if lacking and is_live():
        found, lacking = lacking, []
    for sentence in lacking:
        click.echo(f"Note, before going live: {sentence}", err=True)
    for sentence in found:
        click.echo(sentence, err=True)
    if found:
        raise SystemExit(1)
    click.echo("Everything is in order.")


def is_live() -> bool:
    """Say whether texts go to the real carrier."""
    return bool(current_app.config["SETTINGS"].is_live)


def clinics_not_ready() -> list[str]:
    """Return a sentence for every clinic that may not text through it yet."""
    with reading():
        found = [alerts.missing_before_live(one) for one in clinics.all_clinics()]
        db.session.rollback()
    return [sentence for sentence in found if sentence]


def _faults() -> list[str]:
    with reading():
        found = readiness.faults(clock.now(), clock_is_on=False)
        return found or _sealed_faults()


def _sealed_faults() -> list[str]:
    """Open one name of each clinic: keys of another box seal well and open nothing."""
    try:
        for clinic in clinics.all_clinics():
            for patient in patients.patients_of(clinic.id)[:1]:
                _ = patient.name
    except SealBroken as error:
        return [f"The column keys do not open what is stored: {error}."]
    except SQLAlchemyError:
        db.session.rollback()
        return ["The database could not be read."]
    return []
