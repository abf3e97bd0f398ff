"""The commands by which people operate the service.

Leaves every rule to the subjects; commits once a command. With wrong settings every
command but ``check`` and ``read`` says only what is wrong with them.
"""

import click
from flask import Flask

from diary.cli import (
    alerts,
    api_token,
    carrier,
    check,
    clinic,
    demo,
    on_call,
    read,
    refusing,
    staff,
)

NEED_NO_SETTINGS = (read.read, check.check)
NEED_SETTINGS = (
    clinic.clinic,
    carrier.carrier,
    staff.staff,
    on_call.on_call,
    on_call.page,
    alerts.alerts,
    api_token.api_token,
    demo.demo,
)
# Flask-Migrate brings the command itself, once there are settings.
MIGRATIONS = click.Group("db", help="Bring the database up to date.")


def register(app: Flask) -> None:
    """Put the commands on the app."""
    for command in NEED_NO_SETTINGS:
        app.cli.add_command(command)
    if "BAD_SETTINGS" not in app.config:
        for command in NEED_SETTINGS:
            app.cli.add_command(command)
        return
    for command in (*NEED_SETTINGS, MIGRATIONS):
        app.cli.add_command(refusing.instead_of(command))
