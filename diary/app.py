"""Wire settings, keys, database and edges into one Flask app.

Leaves everything else to the house.
"""

from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy import make_url

from diary import api, cli, logs, sealed, web
from diary.config import HOUSE, BadSettings, Settings, read_settings
from diary.db import db

CONNECTING = {
    # PgBouncer in transaction mode keeps no prepared statements between transactions.
    "prepare_threshold": None,
    # A server that vanished without a word is given up after half a minute, not hours.
    "connect_timeout": 5,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""How we connect to PostgreSQL; what ``DIARY_DATABASE_URL`` says itself wins."""

MAX_BODY_BYTES = 256 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """Return the service, ready to serve.

    Wrong settings end the process with one sentence each. Under a ``flask`` command
    the app comes up without a database instead, so that ``flask check`` and
    ``flask read`` still work and every other command can say what is wrong.
    """
    try:
        return _serving(settings or read_settings())
    except BadSettings as bad:
        if click.get_current_context(silent=True) is None:
            raise SystemExit(f"Wrong settings:\n{bad}") from bad
        return _commands_only(bad)


def _serving(settings: Settings) -> Flask:
    app = _bare()
    logs.configure(settings.log_level)
    sealed.use_keys(settings.keyring)
    app.config.from_mapping(_flask_config(settings))
    db.init_app(app)
    _migrations(app)
    web.register(app)
    api.register(app)
    cli.register(app)
    return app


def _commands_only(bad: BadSettings) -> Flask:
    app = _bare()
    app.config["BAD_SETTINGS"] = bad.sentences
    cli.register(app)
    return app


def _bare() -> Flask:
    return Flask(
        "diary",
        static_folder=str(Path(__file__).parent / "static"),
        template_folder=str(HOUSE / "templates"),
    )


def _flask_config(settings: Settings) -> dict[str, Any]:
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings.database_url),
        "MAX_CONTENT_LENGTH": MAX_BODY_BYTES,
        "SESSION_COOKIE_SECURE": settings.is_secure,
    }


def _engine_options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {}
    given = make_url(url).query
    return {
        "pool_pre_ping": True,
        # A web process has eight threads for requests and eight for the timetable.
        "pool_size": 5,
        "max_overflow": 15,
        "pool_timeout": 10,
        "connect_args": {k: v for k, v in CONNECTING.items() if k not in given},
    }


def _migrations(app: Flask) -> None:
    """Migrations are for commands only: importing Alembic costs every start 0.2 s."""
    if click.get_current_context(silent=True) is not None:
        from flask_migrate import Migrate

        Migrate(app, db, directory=str(HOUSE / "diary" / "migrations"))
