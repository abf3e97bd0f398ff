"""Nothing that people read says that no crisis was found: lists and patterns miss."""

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest

from tests.architecture.source import HOUSE, modules

WHAT = (
    r"(crisis|danger|emergenc\w+|risk|alarm\w*|concerns?|suicid\w+|"
    r"peligro|riesgo|emergencia|alarmas?|suicidi\w+)"
)
CLAIM = re.compile(
    rf"\b(no|without|free of|sin|ning[uú]n[oa]?) ((signs?|words|thoughts|señal\w*|"
    rf"signos?|palabras) (of|de) |(immediate|acute) )?(a )?{WHAT}\b"
    rf"|\b{WHAT} (was |were |words |has been )?(not|never|ruled) (found|seen|out|heard)"
    rf"|\b(not|isn.t|no est[aá]|fuera) (in|a|an|en|de|una) {WHAT}\b"
    r"|\bno (se )?(hay|hubo|encontr\w+|detect\w+|vio) "
    rf"((se[nñ]al\w*|signos?|palabras) de |una? |ning[uú]n[oa]? )?{WHAT}\b"
    r"|\b(is|are|seems?|looks?|you.re|est[aá]n?|sigue) (safe|stable|a salvo)\b"
    r"|\ball clear\b|\blow[- ]risk\b|\bnothing (urgent|dangerous|worrying) \w+",
    re.IGNORECASE,
)
NOT_CLAIMED = {
    "computes no risk": "says what the product does not do",
    "not a crisis": "what a person says who ends an alert, with a name",
}
"""What looks like such a claim and is none, with the reason."""
NOT_READ_BY_PEOPLE = ("diary/reading/words/", "diary/reading/crisis_weights.py")


def claims(said: str) -> list[str]:
    plain = " ".join(said.split()).replace("_", " ")
    for phrase in NOT_CLAIMED:
        plain = re.sub(re.escape(phrase), "", plain, flags=re.IGNORECASE)
    return [found[0] for found in CLAIM.finditer(plain)]


def shown() -> Iterator[tuple[str, str]]:
    """Every file of words, and every string of the code that is no docstring."""
    files = [*(HOUSE / "templates").rglob("*.*"), *(HOUSE / "diary").rglob("*.js")]
    for path in files:
        yield str(path.relative_to(HOUSE)), path.read_text("utf-8")
    lifts = HOUSE / "diary/reading/words/lifts.toml"
    yield lifts.name, str(tomllib.loads(lifts.read_text("utf-8")))
    for module in modules():
        if not module.where.startswith(NOT_READ_BY_PEOPLE):
            yield module.where, "\n".join(strings(module.tree))


def strings(tree: ast.Module) -> Iterator[str]:
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    for node in constants:
        if isinstance(node.value, str) and id(node) not in bare:
            yield node.value


def test_no_page_text_or_sentence_says_that_nobody_is_in_danger() -> None:
    found = {where: said for where, text in shown() if (said := claims(text))}
    assert not found


def test_pages_texts_and_code_are_looked_at() -> None:
    looked_at = {where for where, _ in shown()}
    assert {"templates/clinician/rules.html", "diary/alerts/rules.py"} <= looked_at
    for language in ("en", "es"):
        folder = f"templates/texts/{language}/"
        assert any(where.startswith(folder) for where in looked_at)


@pytest.mark.parametrize(
    "said",
    [
        "No crisis found.",
        "No crisis words were found in this text",
        "no signs of crisis",
        "Crisis not found",
        "This patient is not in danger",
        "Maya is safe",
        "All clear today",
        "No se encontró ninguna crisis",
        "Sin señales de peligro",
        "no hay riesgo",
        "No está en peligro",
    ],
)
def test_such_a_claim_would_be_seen(said: str) -> None:
    assert claims(said)
