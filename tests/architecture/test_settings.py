"""Every setting is in the table, in the documentation and in the example file."""

import re

from diary.config import SETTINGS
from tests.architecture.source import HOUSE

NAME = re.compile(r"\b(?:DIARY|TWILIO)_[A-Z_]+\b|\bPORT\b")
NAMES = {setting.name for setting in SETTINGS}


def test_every_setting_is_documented_and_no_other() -> None:
    page = (HOUSE / "docs" / "settings.md").read_text("utf-8")
    first_cells = re.findall(r"^\| `([A-Z_]+)`", page, re.MULTILINE)
    assert sorted(first_cells) == sorted(NAMES)


def test_the_documentation_gives_the_right_default() -> None:
    page = (HOUSE / "docs" / "settings.md").read_text("utf-8")
    wrong = [
        setting.name
        for setting in SETTINGS
        if setting.default
        and not re.search(rf"^\| `{setting.name}` \| `{setting.default}`", page, re.M)
    ]
    assert not wrong


def test_the_example_file_shows_every_setting_and_no_other() -> None:
    example = (HOUSE / ".env.example").read_text("utf-8")
    shown = re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)
    assert sorted(shown) == sorted(NAMES)


def test_only_the_table_names_settings() -> None:
    """A name that a page or message speaks of exists."""
    places = [*HOUSE.glob("*.md"), *HOUSE.glob("docs/**/*.md"), HOUSE / "run"]
    spoken = {
        name for place in places for name in NAME.findall(place.read_text("utf-8"))
    }
    files = {f"{setting.name}_FILE" for setting in SETTINGS if setting.secret}
    assert spoken <= NAMES | files
