"""``flask on-call`` and ``flask page``: who is paged, and whether pages reach them."""

import click
from flask import current_app

from diary import alerts, clinics, clock
from diary.cli.refusing import in_one_transaction
from diary.cli.staff import OPERATOR, clinic_called
from diary.clinics import Clinic, Member
from diary.errors import NotFound, Refused


@click.group("on-call")
def on_call() -> None:
    """Say who is paged when somebody may be in danger."""


@on_call.command("set")
@click.option("--clinic", "slug", required=True, help="The clinic's short name.")
@click.option("--email", required=True, help="Of somebody who works there.")
@click.option("--place", type=click.IntRange(1, 20), required=True, help="1 is first.")
@click.option("--phone", required=True, help="The number to page, like +15550100123.")
@in_one_transaction
def set_person(slug: str, email: str, place: int, phone: str) -> None:
    """Put somebody on call, or change place and number.

    Example: flask on-call set --clinic oak --email kim@oak.example --place 1
    --phone +15550100123
    """
    clinic = clinic_called(slug)
    member = _colleague(clinic, email)
    alerts.set_on_call(clinic, member, place, phone, OPERATOR, clock.now())
    click.echo(f"{member.name} is called at place {place}.")


@on_call.command()
@click.option("--clinic", "slug", required=True, help="The clinic's short name.")
@click.option("--email", required=True, help="Of somebody who is on call.")
@in_one_transaction
def remove(slug: str, email: str) -> None:
    """Page somebody no more.

    Example: flask on-call remove --clinic oak --email kim@oak.example
    """
    clinic = clinic_called(slug)
    member = _colleague(clinic, email)
    alerts.remove_on_call(clinic, member, OPERATOR, clock.now())
    click.echo(f"{member.name} is not on call.")


@click.group()
def page() -> None:
    """Rehearse paging."""


@page.command("test")
@click.option("--clinic", "slug", required=True, help="The clinic's short name.")
@in_one_transaction
def rehearse(slug: str) -> None:
    """Page everybody on call with a test; each answers ACK and the code.

    Example: flask page test --clinic oak
    """
    base_url = current_app.config["SETTINGS"].base_url
    paged = alerts.rehearse(clinic_called(slug).id, clock.now(), base_url)
    if not paged:
        raise Refused("Nobody is on call: begin with flask on-call set.")
    click.echo(f"{paged} paged. Each must answer ACK and the code.")


def _colleague(clinic: Clinic, email: str) -> Member:
    member = clinics.member_by_email(email)
    if member is None or member.clinic_id != clinic.id:
        raise NotFound(f"Nobody at {clinic.slug} has the e-mail address {email}.")
    return member
