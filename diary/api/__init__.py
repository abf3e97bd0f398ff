"""JSON for a clinic's programs and for a patient's own app.

Leaves every rule and every SELECT to the subjects; commits once a request.
"""

from flask import Flask


def register(app: Flask) -> None:
    """Put the JSON routes on the app."""
    from diary.api import (
        alerts,
        courses,
        entries,
        me,
        messages,
        patients,
        sessions,
        spec,
        timeline,
        unknown,
    )

    for module in (
        patients,
        entries,
        timeline,
        sessions,
        courses,
        messages,
        alerts,
        me,
        spec,
        unknown,
    ):
        app.register_blueprint(module.blueprint)
