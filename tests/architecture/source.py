"""The Python files of the house as parsed modules, for tests of its shape."""

import ast
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
CODE = ("diary", "jobs")
ROOT_FILES = ("wsgi.py", "gunicorn.conf.py")


@dataclass(frozen=True)
class Import:
    """One imported name: ``from module import name``, or ``import module``."""

    module: str
    name: str | None
    line: int

    @property
    def whole(self) -> str:
        return f"{self.module}.{self.name}" if self.name else self.module

    @property
    def library(self) -> str:
        return self.module.partition(".")[0]


@dataclass(frozen=True)
class Module:
    """One Python file."""

    path: Path

    @property
    def where(self) -> str:
        return self.path.relative_to(HOUSE).as_posix()

    @property
    def name(self) -> str:
        dotted = self.where.removesuffix(".py").replace("/", ".")
        return dotted.removesuffix(".__init__")

    @property
    def is_face(self) -> bool:
        return self.path.name == "__init__.py"

    @property
    def subject(self) -> str:
        """The folder under ``diary``, the module's name in the ground, or ``jobs``."""
        return subject_of(self.name)

    @cached_property
    def source(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Every import, also those inside functions."""
        return tuple(_imports(self.tree))

    def at(self, line: int, what: str) -> str:
        """Return what was found, and where, as an editor can follow it."""
        return f"{self.where}:{line}: {what}"

    @property
    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


def subject_of(name: str) -> str:
    parts = name.split(".")
    return parts[1] if parts[0] == "diary" and len(parts) > 1 else parts[0]


def _imports(tree: ast.Module) -> Iterator[Import]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, None, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield Import(node.module or "", alias.name, node.lineno)


@lru_cache(maxsize=1)
def modules() -> tuple[Module, ...]:
    """Return every module of the service, migrations left out."""
    paths = [path for folder in CODE for path in (HOUSE / folder).rglob("*.py")]
    paths += [HOUSE / name for name in ROOT_FILES if (HOUSE / name).exists()]
    return tuple(
        Module(path) for path in sorted(paths) if "migrations" not in path.parts
    )


@lru_cache(maxsize=1)
def modules_of_tests() -> tuple[Module, ...]:
    return tuple(Module(path) for path in sorted((HOUSE / "tests").rglob("*.py")))


@lru_cache(maxsize=1)
def module_names() -> frozenset[str]:
    return frozenset(module.name for module in modules())


def calls(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield every called dotted name with its line: ``("db.session.get", 12)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node.lineno


def dotted(node: ast.expr) -> str:
    """Return ``a.b.c`` for an attribute chain; other parts become ``?``."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "?"


def load_models() -> None:
    """Import every module that holds tables, so that the metadata is whole."""
    for module in modules():
        if "__tablename__ =" in module.source:
            importlib.import_module(module.name)
