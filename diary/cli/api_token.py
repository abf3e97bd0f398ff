"""``flask api-token``: bearer tokens for a clinic's own programs."""

import click

from diary import auth, clock
from diary.auth import Scope
from diary.cli.refusing import in_one_transaction
from diary.cli.staff import OPERATOR, clinic_called


@click.group("api-token")
def api_token() -> None:
    """Make and end tokens for programs."""


@api_token.command()
@click.option("--clinic", "slug", required=True, help="The clinic's short name.")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice([str(scope) for scope in Scope]),
    multiple=True,
    required=True,
)
@in_one_transaction
def create(slug: str, scopes: tuple[str, ...]) -> None:
    """Print a new token, alone, once; it lasts until it is revoked.

    Example: flask api-token create --clinic oak --scope read --scope entries
    """
    wanted = {Scope(one) for one in scopes}
    found = clinic_called(slug)
    click.echo(auth.make_api_token(found.id, wanted, OPERATOR, clock.real_now()))


@api_token.command()
@click.option("--clinic", "slug", required=True, help="The clinic's short name.")
@click.argument("ref")
@in_one_transaction
def revoke(slug: str, ref: str) -> None:
    """End a token by its ref, as ``list`` shows it.

    Example: flask api-token revoke --clinic oak abcdefghijklmnopqrstuvwxyz
    """
    auth.revoke_token(clinic_called(slug).id, ref, OPERATOR, clock.real_now())
    click.echo("This token opens nothing any more.")


@api_token.command("list")
@click.option("--clinic", "slug", required=True, help="The clinic's short name.")
@in_one_transaction
def list_tokens(slug: str) -> None:
    """List a clinic's tokens by ref, with scopes and last use.

    Example: flask api-token list --clinic oak
    """
    for one in auth.tokens_of(clinic_called(slug).id):
        used = one.last_used_at.isoformat() if one.last_used_at else "never used"
        state = "revoked" if one.revoked_at else used
        click.echo(f"{one.ref}  {','.join(one.scopes)}  {state}")
