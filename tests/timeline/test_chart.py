"""Picture, table and data are one: read back from the SVG, nothing is lost or added."""

import xml.etree.ElementTree as ET
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diary.timeline import Day, Timeline, chart, sparkline, table
from diary.timeline.series import gaps, runs
from tests.timeline.stories import FIRST, LABELS, day, mark, on, story

SVG = "{http://www.w3.org/2000/svg}"
halves = st.integers(0, 20).map(lambda n: Decimal(n) / 2)
days = st.lists(
    st.one_of(st.none(), st.tuples(halves, st.booleans())), min_size=1, max_size=90
)


def drawn(told: Timeline, **how: bool) -> ET.Element:
    svg = chart(told, LABELS, key="c", today=told.last_on, **how)
    return ET.fromstring(str(svg).replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1))  # noqa: S314


def classed(svg: ET.Element, name: str) -> list[ET.Element]:
    return [e for e in svg.iter() if name in e.get("class", "").split()]


def told_of(given_days: list[tuple[Decimal, bool] | None]) -> Timeline:
    answered = [
        Day(on(place), True, is_late=said[1], scores={"mood": said[0]})
        for place, said in enumerate(given_days)
        if said is not None
    ]
    return story(answered, count=len(given_days))


@settings(max_examples=60, deadline=None)
@given(days)
def test_every_answer_is_one_dot_and_one_figure(
    given_days: list[tuple[Decimal, bool] | None],
) -> None:
    told = told_of(given_days)
    svg = drawn(told)
    dots = list(classed(svg, "dot"))
    in_data = [(on(p), v[0]) for p, v in enumerate(given_days) if v]
    in_picture = [
        tuple((e.findtext(f"{SVG}title") or "").split(",")[0].split(": ")) for e in dots
    ]
    assert in_picture == [(f"{d:%b} {d.day}", f"{m.normalize():f}") for d, m in in_data]
    in_table = [
        (row.day.on, Decimal(row.figures[0]))
        for row in table(told, LABELS).rows
        if row.figures[0]
    ]
    assert sorted(in_table) == in_data
    late = [e for e in dots if "late" in e.get("class", "").split()]
    assert len(late) == sum(bool(v and v[1]) for v in given_days)


@settings(max_examples=60, deadline=None)
@given(days)
def test_every_gap_is_hatched_and_no_line_crosses_one(
    given_days: list[tuple[Decimal, bool] | None],
) -> None:
    told = told_of(given_days)
    svg = drawn(told)
    assert len(classed(svg, "gap")) == len(gaps(told))
    lines = list(classed(svg, "path"))
    joined = [run for run in runs(told, "mood") if len(run) > 1]
    assert [len((e.get("d") or "").split("L")) for e in lines] == [
        len(run) for run in joined
    ]


@given(halves)
def test_a_dot_stands_at_its_height(value: Decimal) -> None:
    (dot,) = classed(drawn(told_of([(value, False)])), "dot")
    top, bottom = 52 + 100 - 75 - 8, 52 + 100 - 8
    expected = bottom - (bottom - top) * float(value) / 10
    assert abs(float(dot.get("cy") or 0) - expected) < 0.06


def test_sessions_are_pins_open_where_not_held_or_to_come() -> None:
    told = story(
        [day(27, 6)],
        [mark(3), mark(9, "missed", None), mark(27, "planned", 2)],
    )
    states = [e.get("class") for e in classed(drawn(told), "pin")]
    assert states == ["pin", "pin off", "pin next"]


def test_a_symptom_that_lasted_is_joined() -> None:
    felt = [day(place, symptoms={"nausea": 2}) for place in (4, 5, 9)]
    svg = drawn(story(felt))
    assert len(classed(svg, "sym")) == 3
    assert len(classed(svg, "join")) == 1


def test_what_a_label_says_cannot_break_out() -> None:
    told = story([day(0, symptoms={"nausea": 1})])
    svg = chart(told, {"nausea": '<script>"&'}, key="c", today=told.last_on)
    assert "<script>" not in svg


def test_two_charts_on_a_page_keep_their_ids_apart() -> None:
    told = story([day(0, 5)])
    wide = chart(told, LABELS, key="a", today=on(27))
    narrow = chart(told.last(14), LABELS, key="b", today=on(27), is_narrow=True)
    ids = [set(ET.fromstring(svg).iter()) for svg in (wide, narrow)]  # noqa: S314
    named = [{e.get("id") for e in each} - {None} for each in ids]
    assert named[0]
    assert not named[0] & named[1]


@pytest.mark.parametrize("is_narrow", [False, True])
def test_nothing_is_drawn_outside_the_picture(is_narrow: bool) -> None:
    felt = [day(p, 10, symptoms={"nausea": 4}) for p in range(14)]
    svg = drawn(story(felt, [mark(0), mark(13)], count=14), is_narrow=is_narrow)
    _, _, width, height = (float(n) for n in (svg.get("viewBox") or "").split())
    for each in svg.iter():
        for name, most in (("x", width), ("cx", width), ("y", height), ("cy", height)):
            if each.get(name) and each.tag != f"{SVG}pattern":
                assert -1 <= float(each.get(name) or 0) <= most, ET.tostring(each)


def test_a_sparkline_keeps_its_gaps_and_sessions() -> None:
    told = story([day(0, 1), day(1, 2), day(4, 3)], [mark(1)], count=14)
    svg = ET.fromstring(sparkline(told))  # noqa: S314
    classes = [e.get("class") for e in svg.iter()]
    assert classes.count("path") == 1
    assert classes.count("tick") == 1
    assert classes.count("last") == 1


def test_the_table_tells_unanswered_days_too() -> None:
    told = story([day(0, 5)], [mark(2)], count=3)
    rows = table(told, LABELS).rows
    assert [row.day.is_answered for row in rows] == [False, False, True]
    assert rows[0].sessions[0].on == FIRST + timedelta(days=2)


def test_on_a_phone_a_name_stands_clear_of_its_squares() -> None:
    felt = [day(place, symptoms={"nausea": 2}) for place in range(14)]
    svg = drawn(story(felt, count=14), is_narrow=True)
    (row,) = classed(svg, "symptom")
    (name,) = classed(row, "halo")
    tops = [float(square.get("y") or 0) for square in classed(row, "sym")]
    assert tops
    assert float(name.get("y") or 0) <= min(tops) - 1
