"""Kill workers by the hundred and count: nothing lost, nothing doubled, or exit 1.

``python bench/crash.py [--kills 1000] [--seed 1] [--workers 1] [--database URL]``

Without an address it runs on a throw-away SQLite file; a PostgreSQL database given
must be empty. Prints one line, ``lost 0 doubled 0 unresolved N of M``, and what else
there is to say on standard error. The history of who died where is kept in
``--history``, and the same seed kills at the same steps again.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import text

from diary.app import create_app
from diary.db import db
from tests.crash.designs import OURS
from tests.crash.harness import BEGINNING, Harness, Verdict, witness
from tests.crash.test_crashes import FAULTS
from tests.databases import migrate, settings_for
from tests.factories import make_clinic, make_sender


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--database")
    parser.add_argument("--history", type=Path, help="else a temporary file")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        verdict, is_whole = tried(asked, Path(folder))
    _keep(verdict, asked)
    killed = ", ".join(f"{step} {n}" for step, n in sorted(verdict.killed.items()))
    print(f"{sum(verdict.killed.values())} killed: {killed}", file=sys.stderr)
    print(verdict)
    sys.exit(bool(verdict.lost or verdict.doubled or not is_whole))


def _keep(verdict: Verdict, asked: argparse.Namespace) -> None:
    """Write down who died where, with the command that kills so again."""
    file = asked.history or Path(tempfile.gettempdir()) / f"crash-{asked.seed}.txt"
    again = (
        f"python bench/crash.py --kills {asked.kills} --seed {asked.seed} "
        f"--workers {asked.workers}"
    )
    told = [again, *verdict.history, *(f"lost {key}" for key in verdict.lost)]
    told += [f"doubled {key}" for key in verdict.doubled]
    file.write_text("\n".join([*told, str(verdict)]) + "\n", "utf-8")
    print(f"history in {file}", file=sys.stderr)


def tried(asked: argparse.Namespace, folder: Path) -> tuple[Verdict, bool]:
    """Run the harness on the database asked for; say too whether it is whole."""
    url = asked.database or f"sqlite:///{folder / 'crash.sqlite3'}"
    settings = settings_for(url, folder)
    migrate(settings)
    with create_app(settings).app_context() as context:
        sender = make_sender(make_clinic(created_at=BEGINNING), created_at=BEGINNING)
        db.session.commit()
        with witness(faults=FAULTS, seed=asked.seed) as carrier:
            harness = Harness(context.app, carrier, sender.id, OURS, asked.seed)
            verdict = harness.run(asked.kills, asked.workers)
        is_sqlite = url.startswith("sqlite")
        check = text("PRAGMA integrity_check" if is_sqlite else "SELECT 'ok'")
        is_whole = db.session.scalar(check) == "ok"
        db.session.remove()
    print(f"integrity_check {'ok' if is_whole else 'FAILED'}", file=sys.stderr)
    return verdict, is_whole


if __name__ == "__main__":
    main()
