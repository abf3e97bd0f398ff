"""``flask demo``: fill the made-up clinic. Leaves the story to ``demo``."""

import os
from dataclasses import replace

import click
from flask import Flask, current_app

from diary import clock
from diary import demo as made_up
from diary.cli.refusing import in_one_transaction
from diary.db import db


@click.command("demo")
@click.option(
    "--patients",
    type=click.IntRange(1, 500),
    default=60,
    show_default=True,
    help="How many people.",
)
@click.option(
    "--months",
    type=click.IntRange(1, 24),
    default=12,
    show_default=True,
    help="How far back.",
)
@click.option("--seed", default=1, show_default=True, help="Another seed, other lives.")
@in_one_transaction
def demo(patients: int, months: int, seed: int) -> None:
    """Fill a marked demo clinic with made-up people.

    An earlier one is replaced. Its texts reach only the simulated phone, whatever
    carrier is set, and its clock moves only where there is no real clinic.

    \b
    Example: flask demo --patients 60 --months 12 --seed 1
    """
    if not made_up.claim_filling(f"cli {os.getpid()}", clock.real_now(), again=True):
        raise click.ClickException("Another process is filling it right now.")
    db.session.commit()
    size = made_up.Size(patients, months, seed)
    carrier = _carrier(current_app._get_current_object())  # type: ignore[attr-defined]
    with click.progressbar(length=100, label="Making a clinic up") as bar:
        for share in made_up.fill(size, clock.real_now(), carrier):
            made_up.note_progress(share, clock.real_now())
            db.session.commit()
            bar.update(share - bar.pos)
    for one in made_up.SIGN_INS:
        click.echo(f"{one.role_name:14} {one.email:22} {one.password}")


def _carrier(app: Flask) -> made_up.Carrier:
    """In this process the simulated phone is let in, also beside a real carrier."""
    settings = replace(app.config["SETTINGS"], demo=True)
    app.config["SETTINGS"] = settings
    return made_up.open_carrier(app, settings, db.engine)
