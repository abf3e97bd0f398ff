"""``flask clinic``: opening a clinic without the web."""

import click
from flask import current_app

from diary import clinics, clock, outbox
from diary.cli.refusing import in_one_transaction


@click.group()
def clinic() -> None:
    """Open clinics."""


@clinic.command()
@click.option("--slug", required=True, help="A short name for commands, like oak.")
@click.option("--name", required=True, help="What its people call it.")
@click.option("--zone", required=True, help="Its time zone, like America/New_York.")
@click.option("--text-name", help="What texts call it; its name unless given.")
@click.option("--phone", help="The number patients call, like +15550100123.")
@click.option("--texts-from", help="The number its texts come from.")
@in_one_transaction
def create(
    slug: str,
    name: str,
    zone: str,
    text_name: str | None,
    phone: str | None,
    texts_from: str | None,
) -> None:
    """Open a clinic, with the number it texts from where that is known.

    Example: flask clinic create --slug oak --name "Oak Clinic" --zone America/New_York
    """
    made = clinics.create_clinic(
        slug, name, zone, clock.real_now(), text_name=text_name, phone=phone
    )
    if texts_from:
        service = current_app.config["SETTINGS"].twilio_messaging_service_sid
        outbox.add_sender(
            made.id, texts_from, clock.real_now(), messaging_service_sid=service
        )
    click.echo(f"{made.name} is open as {made.slug}.")
