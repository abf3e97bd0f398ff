"""``flask carrier``: whether the account that sends our texts is set up.

Leaves the rules to ``outbox``.
"""

import click
from flask import current_app
from flask.cli import with_appcontext

from diary import clinics, clock, outbox
from diary.cli.check import clinics_not_ready, is_live
from diary.cli.refusing import in_one_transaction
from diary.cli.staff import OPERATOR, clinic_called
from diary.db import db, reading


@click.group()
def carrier() -> None:
    """Look after the account that sends texts."""


@carrier.command()
@with_appcontext
def check() -> None:
    """Name what is missing before patients are texted; texts nobody.

    Looks at credentials, messaging services, their numbers, and the addresses where
    texts and reports come in, and at who is there when patients answer. Ends with 1
    where something is missing. What each setting is for: docs/carrier-setup.md.

    Example: flask carrier check
    """
    with reading():
        senders = outbox.carried_senders()
        db.session.expunge_all()
        db.session.rollback()
    checked = outbox.check_account(current_app.config["SETTINGS"], senders)
    (checked.missing if is_live() else checked.notes).extend(clinics_not_ready())
    for note in checked.notes:
        click.echo(f"Note: {note}")
    for sentence in checked.missing:
        click.echo(sentence, err=True)
    if checked.missing:
        raise SystemExit(1)
    click.echo("Nothing is missing.")


@carrier.command()
@click.option("--clinic", "slug", help="Only this one; all of the box unless given.")
@in_one_transaction
def pause(slug: str | None) -> None:
    """Hold all reminders, from the very next call on; pages still go.

    Example: flask carrier pause
    """
    for each in _clinics(slug):
        outbox.pause_sending(each.id, OPERATOR, clock.real_now())
        click.echo(f"{each.slug}: sending is on hold.")


@carrier.command()
@click.option("--clinic", "slug", help="Only this one; all of the box unless given.")
@in_one_transaction
def resume(slug: str | None) -> None:
    """Let reminders go again; what is of no more use stays unsent.

    Example: flask carrier resume --clinic oak
    """
    for each in _clinics(slug):
        outbox.resume_sending(each.id, OPERATOR, clock.real_now())
        click.echo(f"{each.slug}: sending goes on.")


def _clinics(slug: str | None) -> list[clinics.Clinic]:
    return clinics.all_clinics() if slug is None else [clinic_called(slug)]
