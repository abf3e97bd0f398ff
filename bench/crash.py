"""Kill workers and webhooks by the hundred and count; anything wrong is exit 1.

``bench/crash [--kills 1000] [--seed 1] [--workers 2] [--database URL]``

Without an address it runs on a throw-away SQLite file, with ``--postgresql`` on a
throw-away server; a database given must be empty. The last line on standard output is
``lost 0 doubled 0 unresolved N of M``; what else there is to say goes to standard
error. Who died where is kept in ``--history``, which begins with the command that
kills at the same steps again.
"""

import argparse
import logging
import shlex
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psycopg
from sqlalchemy import inspect, make_url, text

from diary.db import db
from tests.crash.box import box
from tests.crash.designs import OURS
from tests.crash.harness import Harness
from tests.crash.population import WHOLE_TICK, populate
from tests.crash.service import Service
from tests.crash.verdict import Verdict
from tests.crash.witness import DISOBEDIENT, witness
from tests.databases import begin_run, end_run, migrate, settings_for
from tests.postgres import Server


def main() -> None:
    asked = _read()
    # A line for each request would bury what is said here.
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder, _address(asked, folder) as url:
        verdict, whole = tried(asked, url, Path(folder))
    _keep(verdict, asked)
    _tell("killed", verdict.killed)
    _tell("unresolved, by who was killed in that round", verdict.unresolved_by)
    print(f"{verdict.never_taken} of them the carrier never took", file=sys.stderr)
    print(f"integrity_check {whole}", file=sys.stderr)
    for sentence in verdict.broken:
        print(sentence, file=sys.stderr)
    print(verdict)
    sys.exit(not verdict.is_good or whole != "ok")


def _read() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench/crash",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--database", help="address of an empty database")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--history", type=Path, help="else a temporary file")
    return parser.parse_args()


@contextmanager
def _address(asked: argparse.Namespace, folder: str) -> Iterator[str]:
    if not asked.postgresql:
        yield asked.database or f"sqlite:///{folder}/crash.sqlite3"
        return
    begin_run(Path(folder))
    server = Server(Path(folder) / "server")
    try:
        server.start()
        maintenance = server.url("postgres").replace("+psycopg", "")
        with psycopg.connect(maintenance, autocommit=True) as connection:
            connection.execute("CREATE DATABASE crash")
        yield server.url("crash")
    finally:
        end_run(Path(folder))
        Path(folder).mkdir()


def tried(asked: argparse.Namespace, url: str, folder: Path) -> tuple[Verdict, str]:
    """Run the harness on the database asked for; say too whether it is whole."""
    settings = settings_for(url, folder)
    migrate(settings)
    service = Service()
    with (
        witness(seed=asked.seed, **DISOBEDIENT) as carrier,
        box(settings, carrier, service.url) as app,
    ):
        harness = Harness(
            *(app, carrier, populate(), OURS, WHOLE_TICK),
            service=service,
            seed=asked.seed,
        )
        verdict = harness.run(asked.kills, asked.workers)
        return verdict, _whole()


def _whole() -> str:
    """Have the database look at itself: every page, index and key."""
    if db.engine.dialect.name == "sqlite":
        found = db.session.scalars(text("PRAGMA integrity_check")).all()
        strays = db.session.execute(text("PRAGMA foreign_key_check")).all()
        return "ok" if (found, strays) == (["ok"], []) else f"{found} {strays}"
    # Building each index anew reads every row and finds a key that is there twice.
    for table in inspect(db.engine).get_table_names():
        db.session.execute(text(f'REINDEX TABLE "{table}"'))
    db.session.commit()
    return "ok"


def _keep(verdict: Verdict, asked: argparse.Namespace) -> None:
    """Write down who died where, with the command that kills so again."""
    file = asked.history or Path(tempfile.gettempdir()) / f"crash-{asked.seed}.txt"
    told = [replay(asked), *verdict.history, *verdict.broken]
    told += [f"lost {key}" for key in verdict.lost]
    told += [f"doubled {key}" for key in verdict.doubled]
    file.write_text("\n".join([*told, str(verdict)]) + "\n", "utf-8")
    print(f"history in {file}", file=sys.stderr)


def replay(asked: argparse.Namespace) -> str:
    """Return the command that kills at the same steps again, without a password."""
    again = ["bench/crash", "--kills", str(asked.kills), "--seed", str(asked.seed)]
    again += ["--workers", str(asked.workers)]
    if asked.postgresql:
        again += ["--postgresql"]
    if asked.database:
        address = make_url(asked.database)._replace(password=None)
        again += ["--database", address.render_as_string()]
    return shlex.join(again)


def _tell(what: str, counts: Counter[str]) -> None:
    told = ", ".join(f"{name} {count}" for name, count in counts.most_common())
    print(f"{counts.total()} {what}: {told}", file=sys.stderr)


if __name__ == "__main__":
    main()
