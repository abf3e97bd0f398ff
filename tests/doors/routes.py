"""The routes of the app with their guards, and addresses of one clinic's rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from diary.db import db
from tests import factories
from tests.cast import Cast

NOBODYS = "nobody" + "a" * 20
SILENT = {"HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Route:
    """One method of one rule, and what its view declares."""

    method: str
    rule: Rule
    guard: Any

    @property
    def has_ref(self) -> bool:
        return bool(self.rule.arguments)

    @property
    def is_safe(self) -> bool:
        return self.method == "GET"

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule}"


def routes(app: Flask, door: str) -> list[Route]:
    """Return every route of a door, each method by itself."""
    return [
        Route(method, rule, guard)
        for rule in app.url_map.iter_rules()
        if (guard := getattr(app.view_functions[rule.endpoint], "guard", None))
        and guard.door == door
        for method in sorted((rule.methods or set()) - SILENT)
    ]


@dataclass(frozen=True)
class Rows:
    """Refs of rows of the cast's clinic, by the word that stands before them."""

    refs: dict[str, str]

    def address(self, app: Flask, route: Route) -> str:
        """Return where the route leads for the cast's own rows."""
        return self._build(app, route, self.refs)

    def nowhere(self, app: Flask, route: Route) -> str:
        """Return where it leads for rows that there are none of."""
        return self._build(app, route, dict.fromkeys(self.refs, NOBODYS))

    def _build(self, app: Flask, route: Route, refs: dict[str, str]) -> str:
        values: dict[str, Any] = dict(_arguments(route.rule, refs))
        with app.test_request_context():
            return app.url_for(route.rule.endpoint, _method=route.method, **values)


def _arguments(rule: Rule, refs: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield a value for each argument, chosen by the word before it in the path."""
    before = ""
    for part in rule.rule.strip("/").split("/"):
        if part.startswith("<"):
            name = part.strip("<>").rpartition(":")[2]
            assert before in refs, (
                f"{rule.rule}: say in tests/doors whose rows these are"
            )
            yield name, refs[before]
        before = part


def rows_of(cast: Cast) -> Rows:
    """Add one row of everything to the cast's clinic."""
    visit = factories.make_treatment_session(cast.patient)
    factories.make_ride(visit)
    booster = factories.make_booster(cast.patient, factories.today(cast.patient))
    text = factories.make_text(cast.patient, cast.sender)
    factories.make_entry(cast.patient)
    rows = Rows(
        {
            "patients": cast.patient.ref,
            "people": cast.desk.ref,
            "sessions": visit.ref,
            "courses": factories.make_course(cast.patient).ref,
            "rides": visit.ref,
            "boosters": booster.ref,
            "alerts": factories.make_alert(cast.patient).ref,
            "tasks": factories.make_task(cast.clinic, cast.patient).ref,
            "inbox": text.ref,
            "texts": text.ref,
            "messages": factories.make_message(cast.sender).ref,
            "entries": "a-key-of-the-app",
        }
    )
    db.session.commit()
    return rows
