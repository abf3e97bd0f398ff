"""Every route says who may come in, and by which door."""

from typing import Any

from flask import Flask


def guards(app: Flask) -> dict[str, Any]:
    """Return the guard of each route by method and rule; static files need none."""
    return {
        f"{'/'.join(sorted(rule.methods or ()))} {rule.rule}": getattr(
            app.view_functions[rule.endpoint], "guard", None
        )
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
    }


def test_every_route_declares_its_guard(app: Flask) -> None:
    assert not [route for route, guard in guards(app).items() if guard is None]


def test_a_public_route_says_why(app: Flask) -> None:
    unsaid = [
        route
        for route, guard in guards(app).items()
        if guard and guard.door == "public" and not guard.reason
    ]
    assert not unsaid


def test_a_staff_route_says_what_it_takes(app: Flask) -> None:
    unsaid = [
        route
        for route, guard in guards(app).items()
        if guard and guard.door == "staff" and guard.permission is None
    ]
    assert not unsaid
