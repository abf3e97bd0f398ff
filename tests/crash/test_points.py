"""The page of crash points names each of them, and only tests and steps there are."""

import re

from diary.config import HOUSE
from tests.crash.steps import ALL_STEPS

PAGE = (HOUSE / "docs" / "crash-points.md").read_text("utf-8")
ROW = re.compile(r"^\| (\d+) \| .* \| (.*) \|$", re.M)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
STEP = re.compile(r"`([a-z_]+)`")


def test_every_point_is_named_once() -> None:
    assert [int(number) for number, _ in ROW.findall(PAGE)] == list(range(1, 33))


def test_every_test_it_names_is_there() -> None:
    named = set(TEST.findall(PAGE))
    assert len(named) > 40
    missing = [
        f"{file}::{name}"
        for file, name in named
        if f"def {name}(" not in (HOUSE / file).read_text("utf-8")
    ]
    assert not missing


def test_every_step_is_killed_at_and_named() -> None:
    named = {step for _, held_by in ROW.findall(PAGE) for step in STEP.findall(held_by)}
    is_own = {step for step in ALL_STEPS if not step.startswith("webhook_")}
    assert named == is_own
