"""Entries and sessions as one story: a line of days, its sentence, picture and table.

Leaves what a day is to ``entries`` and what a session is to ``courses``.
"""

from diary.timeline.building import build, build_many
from diary.timeline.change import figure, sentence, spoken_day
from diary.timeline.chart import chart
from diary.timeline.series import (
    Day,
    Mark,
    Timeline,
    Words,
    answered_since,
    series,
)
from diary.timeline.sparkline import sparkline
from diary.timeline.table import Table, TableRow, table

__all__ = [
    "Day",
    "Mark",
    "Table",
    "TableRow",
    "Timeline",
    "Words",
    "answered_since",
    "build",
    "build_many",
    "chart",
    "figure",
    "sentence",
    "series",
    "sparkline",
    "spoken_day",
    "table",
]
