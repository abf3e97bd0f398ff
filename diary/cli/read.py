"""``flask read``: what a text means. Leaves the meaning to ``reading``."""

import json
import sys
from datetime import datetime

import click

from diary import clock, reading
from diary.texts import LANGUAGES


@click.command()
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    help="The language the patient is written to in.",
)
@click.option("--asked", help="The question that is open, like mood or ride.")
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The local date of the texts; without it, this machine's own.",
)
def read(language: str, asked: str | None, today: datetime | None) -> None:
    """Read one text a line from standard input; write one JSON object a line.

    A weekday is the last one before today, and is given as its date.

    Example: echo "6, bit dizzy" | flask read
    """
    sys.stdin.reconfigure(encoding="utf-8", errors="replace", newline="\n")  # type: ignore[union-attr]
    day = (today or clock.now().astimezone()).date()
    for line in sys.stdin:
        text = line.rstrip("\r\n")
        heard = reading.read(text, language=language, asked=asked, today=day)
        click.echo(json.dumps(reading.as_json(heard), ensure_ascii=False))
