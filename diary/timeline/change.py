"""The sentence before the picture: what happened since the last session, in facts.

Pure, for staff, in English. It says what was answered and never what that means: no
praise, no alarm, no trend without its figures.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from diary.timeline.series import (
    DAY,
    Spell,
    Timeline,
    answered_since,
    felt_keys,
    spells,
)

NAMED_DAYS = 6
BASELINE_DAYS = 7
TOLD_SYMPTOMS = 2
STRENGTHS = {1: "mild", 2: "moderate", 3: "severe", 4: "very severe"}


def figure(value: Decimal) -> str:
    """Return a score as people write it: 6, 6.5."""
    return f"{value.normalize():f}"


def spoken_day(on: date, today: date) -> str:
    """Return a day as said on ``today``: today, yesterday, Friday, Nov 3."""
    ago = (today - on).days
    if ago in (0, 1):
        return ("today", "yesterday")[ago]
    if 1 < ago <= NAMED_DAYS:
        return f"{on:%A}"
    return f"{on:%b} {on.day}"


def sentence(timeline: Timeline, name: str, labels: Mapping[str, str]) -> str:
    """Return two to four sentences about one patient, called ``name``.

    ``labels`` are the plain names of symptoms by key.
    """
    today = timeline.last_on
    parts = [
        _answered(timeline, name, today),
        _mood(timeline, today),
        *_symptoms(timeline, today, labels),
    ]
    return " ".join(part for part in parts if part)


def _since(timeline: Timeline) -> date:
    """A session's own day is told with the days before it, except the evening's."""
    return timeline.since_on or timeline.first_on


def _answered(timeline: Timeline, name: str, today: date) -> str:
    answered, days = answered_since(timeline, _since(timeline))
    told = f"{name} answered {answered} of {days} {_plural('day', days)}."
    if timeline.since_on is None:
        return f"No session yet. {told}"
    when = spoken_day(timeline.since_on, today)
    owner = f"the session on {when}" if when[-1].isdigit() else f"{when}’s session"
    return f"Since {owner} {told}"


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"


def _mood(timeline: Timeline, today: date) -> str:
    since = _since(timeline)
    told = [
        (day.on, day.scores["mood"])
        for day in timeline.days
        if day.on >= since and "mood" in day.scores
    ]
    if not told:
        return "No mood was given."
    last_on, last = told[-1]
    now = _tense(last_on, today, last)
    after = _day_after(timeline, told, last_on)
    before = _baseline(timeline)
    return f"Mood {after}{now}{before}."


def _tense(on: date, today: date, value: Decimal) -> str:
    if on == today:
        return f"is {figure(value)} today"
    when = spoken_day(on, today)
    return f"was {figure(value)} {'on ' if when != 'yesterday' else ''}{when}"


def _day_after(
    timeline: Timeline, told: list[tuple[date, Decimal]], last_on: date
) -> str:
    if timeline.since_on is None:
        return ""
    after = timeline.since_on + DAY
    value = dict(told).get(after)
    if value is None or after == last_on:
        return ""
    return f"was {figure(value)} the day after and "


def _baseline(timeline: Timeline) -> str:
    """The lowest and highest mood of the week before the first session on the line."""
    held = [mark.on for mark in timeline.marks if mark.is_held and mark.number == 1]
    if not held:
        return ""
    week = range(-BASELINE_DAYS, 0)
    days = {held[0] + timedelta(days=back) for back in week}
    moods = [
        day.scores["mood"]
        for day in timeline.days
        if day.on in days and "mood" in day.scores
    ]
    if not moods:
        return ""
    low, high = figure(min(moods)), figure(max(moods))
    told = low if low == high else f"{low} to {high}"
    return f"; before treatment it was {told}"


def _symptoms(timeline: Timeline, today: date, labels: Mapping[str, str]) -> list[str]:
    since = _since(timeline)
    told = []
    for key in felt_keys(timeline):
        last = [each for each in spells(timeline, key) if each.last_on >= since]
        if last:
            told.append(_spell(last[-1], labels.get(key, key), timeline, today))
    return told[:TOLD_SYMPTOMS]


def _spell(spell: Spell, label: str, timeline: Timeline, today: date) -> str:
    strong = f", {STRENGTHS[spell.worst]}" if spell.worst else ""
    began = spoken_day(spell.first_on, today)
    if spell.day_count > 1:
        span = f"{began} to {spoken_day(spell.last_on, today)}"
        return f"{label} {span}{strong}."
    return f"{label} {began}{strong}{_gone(spell, timeline)}."


def _gone(spell: Spell, timeline: Timeline) -> str:
    """Only a day that was answered can say that a symptom is over."""
    following = spell.last_on + DAY
    if following > timeline.last_on or not timeline.day(following).is_answered:
        return ""
    return ", not named the day after"
