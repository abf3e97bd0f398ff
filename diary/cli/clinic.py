"""``flask clinic``: opening a clinic without the web, and its numbers."""

import click
from flask import current_app

from diary import clinics, clock, outbox
from diary.cli.refusing import in_one_transaction
from diary.cli.staff import clinic_called

KINDS = [kind.value for kind in outbox.SenderKind]


@click.group()
def clinic() -> None:
    """Open clinics and give them numbers."""


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


@clinic.command()
@click.option("--clinic", "slug", required=True, help="The clinic's short name.")
@click.option("--number", required=True, help="The number, like +15550100200.")
@click.option("--kind", type=click.Choice(KINDS), required=True)
@click.option("--service", help="Its messaging service, MG…; the usual one if not.")
@click.option(
    "--per-minute",
    type=click.IntRange(1, 120_000),
    help="Texts a minute, where its campaign was given more or less than is usual.",
)
@in_one_transaction
def add_number(
    slug: str, number: str, kind: str, service: str | None, per_minute: int | None
) -> None:
    """Give a clinic a further number to text from; its kind says how fast it may.

    Example: flask clinic add-number --clinic oak --number +15550100200 --kind 10dlc
    """
    usual = current_app.config["SETTINGS"].twilio_messaging_service_sid
    made = outbox.add_sender(
        clinic_called(slug).id,
        number,
        clock.real_now(),
        kind=outbox.SenderKind(kind),
        messaging_service_sid=service or usual,
        per_minute=per_minute,
    )
    click.echo(f"{slug} texts from {made.number}.")
