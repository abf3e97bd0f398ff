"""``flask demo``: fill the made-up clinic. Leaves the story to ``demo``."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
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
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with _carrier(app) as carrier:
        _fill(size, carrier)
    for one in made_up.SIGN_INS:
        click.echo(f"{one.role_name:14} {one.email:22} {one.password}")


def _fill(size: made_up.Size, carrier: made_up.Carrier) -> None:
    with click.progressbar(length=100, label="Making a clinic up") as bar:
        for share in made_up.fill(size, clock.real_now(), carrier):
            made_up.note_progress(share, clock.real_now())
            db.session.commit()
            bar.update(share - bar.pos)


@contextmanager
def _carrier(app: Flask) -> Iterator[made_up.Carrier]:
    """Let the simulated phone in while filling, also beside a real carrier."""
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, demo=True)
    try:
        yield made_up.open_carrier(app, app.config["SETTINGS"], db.engine)
    finally:
        app.config["SETTINGS"] = settings
