"""One-line JSON logs with a request id; never a body, a name or a full number.

Leaves to the edges what is worth a line. Values are ids, counts and codes: callers
pass nothing else, and the canary test looks for what slipped through.
"""

import logging
import re
import sys
from traceback import extract_tb
from typing import Any, TextIO

import structlog

# What opens a form or an invitation stands in the path; servers log paths.
TOKEN_IN_PATH = re.compile(r"/(f|invitations|calendar)/[^/\s?\"']+")


def configure(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send every log of this process to standard error as JSON lines."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _without_values,
                _without_tokens,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # At INFO these write numbers and bodies, or what nobody at a prompt asked for.
    for chatty in ("twilio", "urllib3", "apscheduler", "sqlalchemy", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _without_values(
    _logger: object, _name: str, line: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Keep an exception's type and place; its message may quote what a person said."""
    info = line.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    if isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if info and info[0]:
        line["error"] = info[0].__name__
        line["at"] = _frames(info[2])
    return line


def _without_tokens(
    _logger: object, _name: str, line: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    line["event"] = TOKEN_IN_PATH.sub(r"/\1/…", str(line.get("event", "")))
    return line


def _frames(trace: Any) -> list[str]:
    frames = extract_tb(trace)
    return [
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames[-8:]
    ]


def log(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a subject."""
    return structlog.stdlib.get_logger(name)
