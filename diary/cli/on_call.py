"""``flask on-call`` and ``flask page``: who is paged, and whether pages reach them."""

import click
from flask import current_app

from diary import alerts, clinics, clock, demo
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
@click.option("--mail-to", default="", help="E-mail pages go there; else to --email.")
@click.option("--call", default="", help="The number to ring; else --phone.")
@in_one_transaction
def set_person(
    slug: str, email: str, place: int, phone: str, mail_to: str, call: str
) -> None:
    """Put a clinician on call, or change place and ways.

    A page goes by text; unanswered by e-mail, and then by a call.

    Example: flask on-call set --clinic oak --email kim@oak.example --place 1
    --phone +15550100123
    """
    clinic = clinic_called(slug)
    member = colleague(clinic, email)
    alerts.set_on_call(
        *(clinic, member, place, phone, OPERATOR, clock.now()),
        email=mail_to,
        voice=call,
    )
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
    member = colleague(clinic, email)
    alerts.remove_on_call(clinic, member, OPERATOR, clock.now())
    click.echo(f"{member.name} is not on call.")


@click.group()
def page() -> None:
    """Rehearse paging."""


@page.command("test")
@click.option("--clinic", "slug", required=True, help="The clinic's short name.")
@click.option("--alert", is_flag=True, help="Play a whole alert, person by person.")
@in_one_transaction
def rehearse(slug: str, *, alert: bool) -> None:
    """Page everybody on call with a test; each answers ACK and the code.

    It goes by text, e-mail and call at once. With --alert it goes the way of a real
    one: the first person, then by e-mail and call, then the next, until somebody
    takes and closes it. How it fares: flask page status.

    Example: flask page test --clinic oak
    """
    # A made-up clinic lives ahead of the wall, and its pages are due by its time.
    demo.use_clock()
    clinic = clinic_called(slug)
    if not alerts.on_call_of(clinic.id):
        raise Refused("Nobody is on call: begin with flask on-call set.")
    if alert:
        alerts.rehearse_alert(clinic, OPERATOR, clock.now())
        click.echo("An alert about nobody is open. Take it, then close it.")
        return
    base_url = current_app.config["SETTINGS"].base_url
    paged = alerts.rehearse(clinic.id, clock.now(), base_url)
    click.echo(f"{paged} paged. Each must answer ACK and the code.")


@page.command()
@click.option("--clinic", "slug", required=True, help="The clinic's short name.")
@in_one_transaction
def status(slug: str) -> None:
    """Say how the last test fares: who was reached by what, and who answered.

    Example: flask page status --clinic oak
    """
    clinic = clinic_called(slug)
    tested = alerts.last_rehearsal_of(clinic.id)
    if not tested:
        raise Refused("There was no test yet: flask page test.")
    names = clinics.names_of(clinic.id)
    for moment in alerts.paged(tested, names):
        click.echo(f"{moment.who} {moment.says}")
        for way in moment.ways:
            click.echo(f"  {way.channel}: {way.says}")


def colleague(clinic: Clinic, email: str) -> Member:
    """Return who works there under this address; raises NotFound."""
    member = clinics.member_by_email(email)
    if member is None or member.clinic_id != clinic.id:
        raise NotFound(f"Nobody at {clinic.slug} has the e-mail address {email}.")
    return member
