"""No token, a wrong one, too little scope, another clinic: refused, nothing told."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from diary.auth import Scope
from tests.api.caller import Caller, program
from tests.cast import Cast

pytestmark = pytest.mark.both_databases
VALUES = {"ref": "a" * 26, "client_id": "x"}


def doors(app: Flask, prefix: str = "/api/v1/") -> list[tuple[str, str]]:
    """Every method and path of the API that needs a token."""
    found = []
    for rule in app.url_map.iter_rules():
        guard = vars(app.view_functions[rule.endpoint])["guard"]
        if rule.rule.startswith(prefix) and guard.door != "public":
            known = {name: VALUES[name] for name in rule.arguments}
            path = rule.rule
            for name, value in known.items():
                path = path.replace(f"<{name}>", value)
            methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            found += [(method, path) for method in methods]
    return sorted(found)


def test_every_door_wants_a_token(app: Flask, client: FlaskClient, cast: Cast) -> None:
    for method, path in doors(app):
        answer = client.open(path, method=method, json={})
        assert answer.status_code == 401, path
        assert answer.content_type == "application/problem+json"
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_patients_token_opens_only_me(app: Flask, mine: Caller, oak: Caller) -> None:
    for method, path in doors(app):
        inner = path.removeprefix("/api/v1")
        stranger = oak if inner.startswith("/me") else mine
        assert stranger.call(method, inner, {}).status_code == 403, path


@pytest.mark.parametrize("scope", [Scope.READ, Scope.PATIENTS, Scope.SESSIONS])
def test_a_scope_opens_no_more_than_it_says(
    cast: Cast, client: FlaskClient, scope: Scope
) -> None:
    held = program(client, cast.clinic, scope)
    answer = held.put(f"/patients/{cast.patient.ref}/entries/x", {"day": "2026-03-04"})
    assert answer.status_code == 403


def test_another_clinics_patient_is_not_there(cast: Cast, elm: Caller) -> None:
    ref = cast.patient.ref
    for path in ("", "/entries", "/sessions", "/messages", "/upcoming", "/timeline"):
        assert elm.get(f"/patients/{ref}{path}").status_code == 404, path
    put = elm.put(f"/patients/{ref}/entries/x", {"day": "2026-03-04", "mood": 5})
    assert put.status_code == 404
    assert elm.patch(f"/patients/{ref}", {"name": "X"}).status_code == 404


def test_the_document_is_valid_openapi(app: Flask, client: FlaskClient) -> None:
    document = client.get("/api/openapi.json").json
    assert document is not None
    validate(document)
    assert document["openapi"].startswith("3.1")
    described = {
        (method.upper(), path)
        for path, operations in document["paths"].items()
        for method in operations
    }
    served = {
        (method, rule.rule.replace("<", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == served | (described - served)
    assert served <= described


def test_the_docs_page_needs_nothing_from_elsewhere(client: FlaskClient) -> None:
    page = client.get("/api/docs").get_data(as_text=True)
    assert "/api/v1/patients/{ref}/entries/{client_id}" in page
    assert "<script" not in page
    assert "https://" not in page.replace("https://json-schema.org", "")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"name=x", "application/x-www-form-urlencoded", 415),
        (b"\xff\xfe", "application/json", 400),
    ],
)
def test_a_body_that_is_no_object_is_refused(
    cast: Cast, oak: Caller, body: bytes, kind: str, status: int
) -> None:
    answer = oak.client.post(
        "/api/v1/patients",
        data=body,
        content_type=kind,
        headers={"Authorization": f"Bearer {oak.token}"},
    )
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"


def test_a_path_that_is_none_is_a_problem_too(oak: Caller) -> None:
    assert oak.get("/nowhere").content_type == "application/problem+json"


def test_a_body_nested_without_end_is_refused(client: FlaskClient, oak: Caller) -> None:
    deep = b'{"name":' + b"[" * 20_000 + b"]" * 20_000 + b"}"
    answer = client.post(
        "/api/v1/patients",
        data=deep,
        headers={"Authorization": f"Bearer {oak.token}"},
        content_type="application/json",
    )
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"


def test_what_breaks_on_our_side_is_a_problem_too(
    app: Flask, oak: Caller, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(ref: str) -> None:
        raise ZeroDivisionError(ref)

    name = "api_patients.read_patient"
    vars(broken)["guard"] = vars(app.view_functions[name])["guard"]
    monkeypatch.setitem(app.view_functions, name, broken)
    answer = oak.get(f"/patients/{cast.patient.ref}")
    assert answer.status_code == 500
    assert answer.content_type == "application/problem+json"
