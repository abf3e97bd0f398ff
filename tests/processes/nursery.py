"""A warm interpreter that forks ``python -m something`` on demand, in a blink.

Starting Python with everything the service imports takes a second of a core, and these
tests start dozens. What runs after the fork is the module as ``python -m`` runs it, in
a session of its own, with real signals. Spoken to by lines of JSON.
"""

import json
import os
import runpy
import sys
from typing import Any

WARM = (
    *("jobs", "diary.app", "diary.cli", "twilio.rest", "twilio.request_validator"),
    *("gunicorn.app.wsgiapp", "gunicorn.workers.gthread", "psycopg"),
    *("sqlalchemy.dialects.postgresql.psycopg", "sqlalchemy.dialects.sqlite"),
    "tests.outbox.carrier",
    "twilio.rest.api.v2010.account.message",
)


def main() -> None:
    """Serve until the other side hangs up; a child leaves by the same way."""
    for name in WARM:
        __import__(name)
    from diary.reading import warm

    warm()
    _say({"ready": True})
    for line in sys.stdin:
        asked = json.loads(line)
        if "wait" in asked:
            _say(_ended(asked["wait"]))
            continue
        pid = os.fork()
        if pid == 0:
            become(asked)
            return
        _say({"pid": pid})


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def _ended(pid: int) -> dict[str, Any]:
    found, status = os.waitpid(pid, os.WNOHANG)
    return {"code": os.waitstatus_to_exitcode(status) if found else None}


def become(asked: dict[str, Any]) -> None:
    """Run the module in this process, whose output goes to a file."""
    os.setsid()
    log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for kept, stream in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(kept, stream)
    os.environ.clear()
    os.environ.update(asked["environment"])
    module, *arguments = asked["module"]
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
