"""How a command says no: one plain sentence on standard error, and no exit with 0.

Leaves what is refused to the subjects and the settings.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, NoReturn

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DatabaseError, InternalError, OperationalError

from diary import readiness
from diary.db import db
from diary.errors import DiaryError


def in_one_transaction(deed: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command's function in the app's context; commit it, or say why not."""

    @wraps(deed)
    def run(*given: Any, **values: Any) -> Any:
        with _plain_words():
            said = deed(*given, **values)
            db.session.commit()
        return said

    return with_appcontext(run)


@contextmanager
def _plain_words() -> Iterator[None]:
    try:
        yield
    except DiaryError as error:
        raise click.ClickException(str(error)) from error
    except (DatabaseError, InternalError, OperationalError) as error:
        raise click.ClickException(_database_sentence()) from error


def _database_sentence() -> str:
    db.session.rollback()
    found = readiness.database_faults()
    return found[0] if found else "The database refused this; nothing was stored."


def instead_of(command: click.Command) -> click.Command:
    """Return a command of the same name that says which settings are wrong."""
    return click.Command(
        command.name,
        callback=with_appcontext(refuse),
        help=command.help,
        params=[click.Argument(["anything"], nargs=-1, type=click.UNPROCESSED)],
        context_settings={"ignore_unknown_options": True},
    )


def refuse(anything: tuple[str, ...] = ()) -> NoReturn:
    """Say every setting that is wrong, whatever was asked for."""
    del anything
    raise click.ClickException("\n".join(current_app.config["BAD_SETTINGS"]))
