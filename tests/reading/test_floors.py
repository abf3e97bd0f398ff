"""The reader keeps the quality it had: floors for a part of the corpus."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from diary.reading import Reading, read

CORPUS = Path(__file__).parents[2] / "bench" / "reading" / "corpus.jsonl"
EVERY = 5
Pairs = list[tuple[dict[str, Any], Reading]]


@pytest.fixture(scope="module")
def pairs() -> Pairs:
    lines = CORPUS.read_text(encoding="utf-8").splitlines()[::EVERY]
    truths = [json.loads(line) for line in lines]
    return [
        (t, read(t["text"], language=t["language"], asked=t["asked"])) for t in truths
    ]


def share(judged: Iterator[bool]) -> float:
    verdicts = list(judged)
    assert len(verdicts) > 20
    return sum(verdicts) / len(verdicts)


def test_words_of_crisis_are_found(pairs: Pairs) -> None:
    found = share(r.crisis for t, r in pairs if t["level"] == "page")
    assert found >= 0.97


def test_ordinary_texts_seldom_alarm(pairs: Pairs) -> None:
    quiet = share(not r.crisis for t, r in pairs if t["level"] == "none")
    assert quiet >= 0.985


def test_moods_are_read_right(pairs: Pairs) -> None:
    right = share(r.mood == t["mood"] for t, r in pairs if t["mood"] is not None)
    assert right >= 0.98


def test_nothing_else_is_stored_as_a_mood(pairs: Pairs) -> None:
    clean = share(r.mood is None for t, r in pairs if t["mood"] is None)
    assert clean >= 0.995


def test_symptoms_are_found(pairs: Pairs) -> None:
    found = share(
        key in {report.key for report in r.symptoms}
        for t, r in pairs
        for key in t["symptoms"]
    )
    assert found >= 0.95


def test_symptoms_are_seldom_invented(pairs: Pairs) -> None:
    right = share(
        report.key in t["symptoms"]
        for t, r in pairs
        if t["level"] == "none"
        for report in r.symptoms
    )
    assert right >= 0.95


def test_every_opt_out_is_heard_and_no_look_alike(pairs: Pairs) -> None:
    heard = share(r.kind == "opt_out" for t, r in pairs if t["kind"] == "opt_out")
    other = share(r.kind != "opt_out" for t, r in pairs if t["kind"] != "opt_out")
    assert heard >= 0.97
    assert other >= 0.99
