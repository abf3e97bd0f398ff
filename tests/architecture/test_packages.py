"""What is imported is asked for, what is asked for is locked; locks name no host."""

import re
import sys
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source import HOUSE, Module, modules, modules_of_tests

LOCKS = ("requirements.lock", "requirements-dev.lock")
OWNERS = packages_distributions()
OURS = {"diary", "jobs", "tests", "wsgi"}
# Parts of a package we ask for: they come with it and are of its making.
COMES_WITH = {
    "click": "flask",
    "jinja2": "flask",
    "markupsafe": "flask",
    "packaging": "pytest",
    "werkzeug": "flask",
}


def asked_for(name: str) -> set[str]:
    lines = (HOUSE / name).read_text("utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith(("#", "-r"))]
    return {canonicalize_name(Requirement(line).name) for line in wanted}


def locked(name: str) -> dict[str, str]:
    text = (HOUSE / name).read_text("utf-8")
    found = re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)
    return {canonicalize_name(package): version for package, version in found}


def distributions(module: Module) -> set[str]:
    """Return the packages a module imports from, each under its canonical name."""
    names = {found.library for found in module.imports} - OURS
    third_party = names - set(sys.stdlib_module_names)
    return {
        canonicalize_name(OWNERS[name][0]) if name in OWNERS else name
        for name in third_party
    }


def imported(found: tuple[Module, ...]) -> set[str]:
    used = {name for module in found for name in distributions(module)}
    return {COMES_WITH.get(name, name) for name in used}


def test_the_service_imports_only_what_it_asks_for() -> None:
    assert imported(modules()) <= asked_for("requirements.txt")


def test_tests_import_only_what_they_ask_for() -> None:
    known = asked_for("requirements.txt") | asked_for("requirements-dev.txt")
    assert imported(modules_of_tests()) <= known


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_hashes_and_no_host(name: str) -> None:
    text = (HOUSE / name).read_text("utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert not [entry for entry in entries if "--hash=sha256:" not in entry]


def test_what_is_asked_for_is_locked() -> None:
    assert asked_for("requirements.txt") <= locked("requirements.lock").keys()
    assert asked_for("requirements-dev.txt") <= locked("requirements-dev.lock").keys()


def test_tests_run_on_the_versions_that_are_served() -> None:
    served, tested = (locked(name) for name in LOCKS)
    assert {name: tested.get(name) for name in served} == served
