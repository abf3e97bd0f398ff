"""``flask read``: what a text means. Leaves the meaning to ``reading``."""

import json
import sys

import click

from diary import reading
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
def read(language: str, asked: str | None) -> None:
    """Read one text a line from standard input; write one JSON object a line.

    Example: echo "6, bit dizzy" | flask read
    """
    sys.stdin.reconfigure(encoding="utf-8", errors="replace", newline="\n")  # type: ignore[union-attr]
    for line in sys.stdin:
        heard = reading.read(line.rstrip("\r\n"), language=language, asked=asked)
        click.echo(json.dumps(reading.as_json(heard), ensure_ascii=False))
