"""How the code reads: names, sizes, docstrings, one reader of time and environment."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import Module, calls, modules, modules_of_tests

BANNED_NAMES = {"utils", "helpers", "common", "misc", "services", "manager", "base"}
BANNED_WORDS = re.compile(r"\b(TODO|FIXME|XXX|HACK|for now|stub|workaround)\b")
LONGEST_FUNCTION = 60
LONGEST_FILE, LONGEST_TEST_FILE = 300, 400
DEEPEST = 4

CLOCKS = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("datetime.datetime.now", "datetime.date.today", "time.time", "time.monotonic"),
    *("time.localtime", "time.gmtime", "time.perf_counter"),
}
ENVIRONMENT = {"os.environ", "os.getenv", "os.putenv"}
QUERIES = re.compile(
    r"db\.session\.(query|execute|scalars?|get|get_one)|(.*\.)?select|.*\.query\..*"
)
EDGES = {"web", "api", "cli", "jobs"}


def everything() -> tuple[Module, ...]:
    return modules() + modules_of_tests()


def test_every_module_says_what_its_job_is() -> None:
    silent = [
        module.where
        for module in everything()
        if not ast.get_docstring(module.tree)
        # A folder of tests mirrors a subject, whose face has said it.
        if module.source.strip() or not module.where.startswith("tests/")
    ]
    assert not silent


def test_no_file_is_too_long() -> None:
    lengths = {m.where: len(m.source.splitlines()) for m in everything()}
    long = {
        where: length
        for where, length in lengths.items()
        if length > (LONGEST_TEST_FILE if where.startswith("tests") else LONGEST_FILE)
    }
    assert not long


def test_no_function_is_too_long() -> None:
    long = [
        module.at(function.lineno, f"{function.name} has {lines} lines")
        for module in everything()
        for function in module.functions
        if (lines := (function.end_lineno or 0) - function.lineno + 1)
        > LONGEST_FUNCTION
    ]
    assert not long


def test_no_function_nests_too_deep() -> None:
    deep = [
        module.at(function.lineno, function.name)
        for module in modules()
        for function in module.functions
        if depth(function) > DEEPEST
    ]
    assert not deep


def depth(node: ast.AST) -> int:
    """Return how many blocks stand inside each other; ``elif`` does not nest."""
    blocks = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.FunctionDef)
    deepest = 0
    for child in ast.iter_child_nodes(node):
        is_elif = isinstance(node, ast.If) and node.orelse == [child]
        own = isinstance(child, blocks) and not is_elif
        deepest = max(deepest, depth(child) + own)
    return deepest


def test_no_module_is_named_after_nothing() -> None:
    named = [m.where for m in everything() if BANNED_NAMES & set(m.name.split("."))]
    assert not named


def test_nothing_is_left_for_later() -> None:
    found = [
        module.at(number, line.strip())
        for module in modules()
        for number, line in enumerate(module.source.splitlines(), 1)
        if BANNED_WORDS.search(line)
    ]
    assert not found


def test_what_a_face_offers_says_what_it_does() -> None:
    silent = [
        found for face in modules() if face.is_face for found in without_docstring(face)
    ]
    assert not silent


def without_docstring(face: Module) -> Iterator[str]:
    """Yield the functions a face offers that say nothing of themselves."""
    offered = {found.name for found in face.imports} & set(exported(face))
    for module in modules():
        if module.path.parent != face.path.parent:
            continue
        for function in module.functions:
            if function.name in offered and not ast.get_docstring(function):
                yield module.at(function.lineno, function.name)


def exported(face: Module) -> list[str]:
    for node in face.tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return [str(name) for name in ast.literal_eval(node.value)]
    return []


def test_what_a_face_imports_it_offers_by_name() -> None:
    unsaid = [
        face.where
        for face in modules()
        if face.is_face and face.subject not in {*EDGES, "diary"}
        if any(found.module.startswith(face.name + ".") for found in face.imports)
        if not exported(face)
    ]
    assert not unsaid


def test_the_time_is_read_in_one_place() -> None:
    elsewhere = [module for module in modules() if module.name != "diary.clock"]
    wrong = [
        module.at(line, call)
        for module in elsewhere
        for call, line in calls(module.tree)
        if call in CLOCKS
    ]
    wrong += [
        module.at(found.line, found.whole)
        for module in elsewhere
        for found in module.imports
        if found.module == "time" or found.whole.startswith("diary.clock.")
    ]
    assert not wrong, "say clock.now(), from diary import clock"


def test_the_environment_is_read_in_one_place() -> None:
    wrong = [
        module.at(node.lineno, ast.unparse(node))
        for module in modules()
        if module.subject != "config"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ENVIRONMENT
    ]
    wrong += [
        module.at(found.line, found.whole)
        for module in modules()
        for found in module.imports
        if found.whole.removeprefix("os.") in {"environ", "getenv"}
    ]
    assert not wrong


def test_an_edge_asks_subjects_and_never_the_database() -> None:
    edges = [module for module in modules() if module.subject in EDGES]
    wrong = [
        module.at(line, call)
        for module in edges
        for call, line in calls(module.tree)
        if QUERIES.fullmatch(call)
    ]
    wrong += [
        module.at(found.line, found.whole)
        for module in edges
        for found in module.imports
        if found.library == "sqlalchemy" and found.module != "sqlalchemy.exc"
    ]
    assert not wrong


def test_a_session_says_which_one_it_is() -> None:
    assert not [m.where for m in modules() if has_bare_session(m)]


def has_bare_session(module: Module) -> bool:
    """Flask's own session may go by its name; nothing else may."""
    if any(found.whole == "flask.session" for found in module.imports):
        return False
    nodes = list(ast.walk(module.tree))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return "session" in names | {
        node.arg for node in nodes if isinstance(node, ast.arg)
    }


def test_the_rules_can_fail() -> None:
    nested = (
        "def f():\n for a in b:\n  for c in d:\n   if e:\n    with g:\n     if h: 1"
    )
    assert depth(ast.parse(nested)) > DEEPEST
    assert QUERIES.fullmatch("db.session.scalars")
    assert QUERIES.fullmatch("select")
    assert not QUERIES.fullmatch("db.session.commit")
    assert BANNED_WORDS.search("good enough for now")
