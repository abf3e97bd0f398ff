"""``flask staff``: letting people in without the web."""

import click
from flask import current_app

from diary import auth, clinics, clock
from diary.audit import Actor, ActorKind
from diary.cli.refusing import in_one_transaction
from diary.clinics import Clinic, Member, Role
from diary.errors import NotFound, Refused

OPERATOR = Actor(ActorKind.OPERATOR)


@click.group()
def staff() -> None:
    """Let people in."""


@staff.command()
@click.option("--clinic", "slug", required=True, help="The clinic's short name.")
@click.option("--email", required=True, help="With what they sign in.")
@click.option("--role", type=click.Choice([str(role) for role in Role]), required=True)
@click.option("--name", default="", help="What colleagues read; from the address.")
@in_one_transaction
def invite(slug: str, email: str, role: str, name: str) -> None:
    """Print an invitation link, once; it lasts three days.

    Somebody who is there already gets a new link, to set a new password.

    Example: flask staff invite --clinic oak --email kim@oak.example --role desk
    """
    member = _member(clinic_called(slug), email, Role(role), name)
    token = auth.invite(member, OPERATOR, clock.real_now())
    click.echo(f"{current_app.config['SETTINGS'].base_url}/invitations/{token}")


def _member(clinic: Clinic, email: str, role: Role, name: str) -> Member:
    standing = clinics.member_by_email(email)
    if standing is None:
        shown = name or email.split("@")[0].replace(".", " ").title()
        return clinics.create_member(clinic, email, shown, role, clock.real_now())
    if standing.clinic_id != clinic.id:
        raise Refused("Somebody of another clinic has this e-mail address.")
    if standing.role is not role or not standing.is_active:
        raise Refused(f"This person is here as {standing.role}, or was dismissed.")
    return standing


def clinic_called(slug: str) -> Clinic:
    """Return the clinic of a short name; raises NotFound with a sentence."""
    found = clinics.clinic_by_slug(slug)
    if found is None:
        raise NotFound(f"There is no clinic called {slug}.")
    return found
