"""``flask alerts``: a clinic's minutes, hours and approved words, and what is missing.

Leaves who is called to ``on_call``.
"""

from dataclasses import replace
from datetime import datetime
from itertools import zip_longest

import click

from diary import alerts as rules
from diary import clock
from diary.cli.on_call import colleague
from diary.cli.refusing import in_one_transaction
from diary.cli.staff import OPERATOR, clinic_called
from diary.localtime import local_day

MINUTES = ("first", "second", "third", "repeat", "end_within")


@click.group()
def alerts() -> None:
    """Settle how a clinic answers to words of crisis."""


@alerts.command()
@click.option("--clinic", "slug", required=True, help="The clinic's short name.")
@click.option("--first", type=int, help="Minutes until two people are paged.")
@click.option("--second", type=int, help="Minutes until everybody is paged.")
@click.option("--third", type=int, help="Minutes until everybody is paged again.")
@click.option("--repeat", type=int, help="Minutes between pages after that.")
@click.option("--end-within", type=int, help="Minutes to end one that was taken.")
@in_one_transaction
def minutes(slug: str, **given: int | None) -> None:
    """Give a clinic its own minutes, or show them.

    Example: flask alerts minutes --clinic oak --first 5 --second 10 --third 15
    """
    clinic = clinic_called(slug)
    changes = {name: value for name, value in given.items() if value is not None}
    timers = replace(rules.timers_of(clinic.id), **changes)
    if changes:
        rules.set_timers(clinic, timers, OPERATOR, clock.now())
    said = ", ".join(f"{name} {getattr(timers, name)}" for name in MINUTES)
    click.echo(f"{clinic.name}: {said}.")


@alerts.command()
@click.option("--clinic", "slug", required=True, help="The clinic's short name.")
@click.option("--on", "days", required=True, help="Weekdays, like mon-fri or sat,sun.")
@click.option("--from", "opens", multiple=True, help="A time, like 08:00.")
@click.option("--until", "closes", multiple=True, help="A time, like 17:00.")
@in_one_transaction
def hours(
    slug: str, days: str, opens: tuple[str, ...], closes: tuple[str, ...]
) -> None:
    """Say when somebody reads, by the clinic's own clock; without times, never.

    With a break between, give --from and --until once for each part of the day.
    Other weekdays stay as they are.

    Example: flask alerts hours --clinic oak --on mon-fri --from 08:00 --until 17:00
    """
    clinic = clinic_called(slug)
    named = rules.weekdays_in(days)
    kept = [one for one in rules.hours_of(clinic.id) if one.weekday not in named]
    for begins, ends in zip_longest(opens, closes, fillvalue=""):
        kept += [rules.window(day, begins, ends) for day in named]
    rules.set_hours(clinic, kept, OPERATOR, clock.now())
    click.echo(
        rules.who_reads_when(clinic, "en", clock.now())
        or f"{clinic.name} gives no hours."
    )


@alerts.command()
@click.option("--clinic", "slug", required=True, help="The clinic's short name.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Like 2026-12-25.")
@click.option("--open", "is_open", is_flag=True, help="Take the day back.")
@in_one_transaction
def closed(slug: str, day: datetime | None, *, is_open: bool) -> None:
    """Say that nobody reads on a day, or show the days to come.

    Example: flask alerts closed --clinic oak --on 2026-12-25
    """
    if is_open and day is None:
        raise click.UsageError("Say which day to take back: --on.")
    clinic = clinic_called(slug)
    if day:
        change = rules.open_on if is_open else rules.close_on
        change(clinic, day.date(), OPERATOR, clock.now())
    days = rules.closed_days_of(clinic.id, local_day(clock.now(), clinic.zone))
    click.echo("\n".join(map(str, days)) or f"{clinic.name} has no closed days.")


@alerts.command()
@click.option("--clinic", "slug", required=True, help="The clinic's short name.")
@click.option("--email", required=True, help="Of who has read and approves them.")
@in_one_transaction
def approve(slug: str, email: str) -> None:
    """Show the words that patients in danger get, and keep who approves them.

    Example: flask alerts approve --clinic oak --email kim@oak.example
    """
    clinic = clinic_called(slug)
    member = colleague(clinic, email)
    for language, name, words in rules.safety_texts(clinic.country):
        click.echo(f"{name} ({language}): {words}")
    rules.approve_texts(clinic, member, OPERATOR, clock.now())
    click.echo(f"Approved by {member.name}.")


@alerts.command()
@click.option("--clinic", "slug", required=True, help="The clinic's short name.")
@in_one_transaction
def ready(slug: str) -> None:
    """Say in one sentence what keeps a clinic from texting patients; 1 if anything.

    Example: flask alerts ready --clinic oak
    """
    clinic = clinic_called(slug)
    missing = rules.missing_before_live(clinic)
    click.echo(missing or f"{clinic.name} is ready to text patients.")
    if missing:
        raise SystemExit(1)
