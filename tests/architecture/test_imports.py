"""What may import what: the table of the design, read downwards, as data."""

import ast
import importlib
import re
from types import FunctionType

from tests.architecture.source import Import, Module, module_names, modules, subject_of

# The ground: each module may import what stands behind it.
GROUND = {
    "errors": set(),
    "clock": set(),
    "localtime": set(),
    "phone": {"errors"},
    "texts": set(),
    "helplines": {"texts"},
    "sealed": set(),
    "config": {"errors", "sealed"},
    "db": {"localtime", "sealed"},
    "logs": {"phone"},
    "runs": {"db", "clock"},
    "readiness": {"db", "runs", "sealed"},
    "replays": {"db", "errors", "sealed"},
}
# The subjects: each may import the ground and what stands behind it.
SUBJECTS = {
    "audit": set(),
    "clinics": {"audit"},
    "patients": {"audit", "clinics"},
    "tasks": {"audit", "clinics", "patients"},
    "entries": {"audit", "patients", "instruments"},
    "courses": {"audit", "clinics", "patients", "tasks"},
    "outbox": {"audit"},
    "alerts": {
        *("audit", "clinics", "patients", "tasks"),
        *("instruments", "reading", "entries", "outbox"),
    },
    "reminders": {
        *("audit", "clinics", "patients", "tasks"),
        *("entries", "courses", "outbox", "alerts"),
    },
    "watches": {
        *("audit", "clinics", "patients", "instruments"),
        *("entries", "courses", "alerts"),
    },
    "timeline": {"patients", "instruments", "entries", "courses", "alerts"},
    "intake": {
        *("audit", "clinics", "patients", "reading"),
        *("entries", "alerts", "reminders", "watches"),
    },
    "inbox": {
        *("audit", "clinics", "patients", "instruments", "reading", "entries"),
        *("courses", "reminders", "outbox", "alerts", "tasks", "intake"),
    },
    "auth": {"audit", "clinics", "patients"},
    "exports": {
        *("audit", "patients", "instruments", "entries", "courses"),
        *("alerts", "outbox", "timeline"),
    },
}
# Pure subjects stand apart from the ground too.
PURE_SUBJECTS = {"instruments": {"errors"}, "reading": {"errors", "instruments"}}
INSIDE = {*GROUND, *SUBJECTS, *PURE_SUBJECTS}
EDGES = {
    "demo": INSIDE,
    "web": {*INSIDE, "demo"},
    "api": {*INSIDE, "demo"},
    "cli": {*INSIDE, "demo"},
    "app": {*INSIDE, "demo", "web", "api", "cli"},
    "jobs": {*INSIDE, "demo", "app"},
    "wsgi": {"app", "jobs"},
    # How to serve: settings, the clock of each worker, how to come in.
    "gunicorn": {"config", "demo", "jobs", "web"},
}
MAY_IMPORT = {
    **GROUND,
    **{name: {*GROUND, *above} for name, above in SUBJECTS.items()},
    **PURE_SUBJECTS,
    **EDGES,
}

# Libraries that only some modules may know; a name stands for all that begin so.
KEPT_TO = {
    "flask": {"app", "web", "api", "cli", "db", "texts"},
    "werkzeug": {"app", "web", "api"},
    "click": {"app", "cli"},
    "spectree": {"api"},
    "prometheus_client": {"web"},
    "apscheduler": {"jobs.scheduler"},
    "twilio": {"diary.outbox.twilio_gateway", "diary.web.webhooks"},
    "gunicorn": set[str](),
    "dotenv": set[str](),
}

PURE_FILES = {
    *("calendar_feed", "change", "chart", "csv_tables", "draft", "drafts", "fhir"),
    *("gateway", "grammar", "planning", "policy", "protocols", "replies", "retries"),
    *("rules", "series", "summary_pdf", "vocabulary"),
    *("drawing", "pins", "sparkline", "strip", "table"),
}
PROMISE = re.compile(r"(^|\s)Pure[.:,]")
PURE_GROUND = {"errors", "localtime", "phone"}
IMPURE_LIBRARIES = {
    *("flask", "sqlalchemy", "twilio", "apscheduler", "psycopg", "sqlite3", "requests"),
    *("urllib3", "http", "socket", "ssl", "smtplib", "subprocess", "threading", "os"),
    *("time", "random", "secrets", "structlog", "logging", "werkzeug", "click"),
}
IMPURE_GROUND = {"db", "clock", "config", "logs", "readiness", "replays", "runs"}


def is_pure(module: Module) -> bool:
    """Say whether a module promises, by place, name or word, to know nothing impure."""
    if module.subject in {*PURE_SUBJECTS, *PURE_GROUND}:
        return True
    if module.subject in SUBJECTS and module.path.stem in PURE_FILES:
        return True
    return bool(PROMISE.search(ast.get_docstring(module.tree) or ""))


def house_imports(module: Module) -> list[Import]:
    inside = ("diary", "jobs", "wsgi", "tests")
    return [found for found in module.imports if found.library in inside]


def imported_subject(found: Import) -> str:
    """Return the subject of an import; ``from diary import clock`` is of clock."""
    return subject_of(found.whole if found.module == "diary" else found.module)


def test_every_subject_stands_in_the_table() -> None:
    found = {module.subject for module in modules()} - {"diary"}
    assert found <= set(MAY_IMPORT)


def test_imports_only_what_stands_above() -> None:
    wrong = [
        module.at(found.line, found.whole)
        for module in modules()
        for found in house_imports(module)
        if imported_subject(found)
        not in {*MAY_IMPORT.get(module.subject, ()), module.subject}
    ]
    assert not wrong


def test_another_folder_is_entered_by_its_face() -> None:
    wrong = [
        module.at(found.line, found.whole)
        for module in modules()
        for found in house_imports(module)
        if imported_subject(found) != module.subject and reaches_inside(found)
    ]
    assert not wrong


def reaches_inside(found: Import) -> bool:
    if found.library != "diary":
        return False
    if found.module.count(".") > 1:
        return True
    return found.module != "diary" and found.whole in module_names()


def test_a_library_is_known_only_where_it_belongs() -> None:
    wrong = [
        module.at(found.line, found.whole)
        for module in modules()
        for found in module.imports
        for library, places in KEPT_TO.items()
        if found.library == library or found.library.startswith(library + "_")
        if not {module.subject, module.name} & places
    ]
    assert not wrong


def test_a_pure_module_knows_nothing_impure() -> None:
    wrong = [
        module.at(found.line, found.whole)
        for module in filter(is_pure, modules())
        for found in module.imports
        if is_impure(found)
    ]
    assert not wrong


def is_impure(found: Import) -> bool:
    if found.whole == "random.Random":
        return False  # it is given its seed
    if found.library != "diary":
        first = found.library.partition("_")[0]
        return first in IMPURE_LIBRARIES or found.module == "urllib.request"
    return imported_subject(found) in IMPURE_GROUND or is_table_or_deed(found)


def is_table_or_deed(found: Import) -> bool:
    """Closed sets and frozen values may come from anywhere; tables and deeds not."""
    thing = getattr(importlib.import_module(found.module), found.name or "", None)
    if isinstance(thing, type):
        return hasattr(thing, "__table__")
    if isinstance(thing, FunctionType):
        return thing.__module__ not in {m.name for m in modules() if is_pure(m)}
    return False


def test_only_the_door_all_share_records_an_entry() -> None:
    callers = {
        module.subject
        for module in modules()
        for found in module.imports
        if found.whole == "diary.entries.record"
    }
    assert callers <= {"intake", "entries"}


def test_the_rules_can_fail() -> None:
    assert reaches_inside(Import("diary.patients.models", "Patient", 1))
    assert reaches_inside(Import("diary.patients", "models", 1))
    assert not reaches_inside(Import("diary.patients", "Patient", 1))
    assert is_impure(Import("diary.patients", "Patient", 1))
    assert is_impure(Import("diary.patients", "enrol", 1))
    assert is_impure(Import("flask_babel", "gettext", 1))
    assert not is_impure(Import("diary.patients", "Purpose", 1))
