"""The page of rules: all of them with their sources, and a clinic's own."""

import html

from flask.testing import FlaskClient

from diary.alerts import RULES
from diary.auth import Permission, may
from diary.clinics import Role
from diary.instruments import SYMPTOMS, SYMPTOMS_SOURCE
from diary.reading import lifts
from diary.watches import DAY_RULES, SHIPPED, rules_of, watches_activation
from tests.cast import Cast
from tests.web.doors import Browser, submit


def test_every_rule_is_shown_with_its_source(clinician: FlaskClient) -> None:
    shown = html.unescape(clinician.get("/rules").text)
    for rule in (*RULES, *DAY_RULES):
        assert rule.says in shown
        assert rule.source in shown
    for watch in SHIPPED:
        assert watch.says in shown
    for symptom in SYMPTOMS.values():
        assert symptom.label["en"] in shown


def test_what_lifts_a_symptom_is_shown_with_words_and_source(
    clinician: FlaskClient,
) -> None:
    shown = html.unescape(clinician.get("/rules").text)
    assert SYMPTOMS_SOURCE in shown
    for lift in lifts():
        assert {lift.says in shown, lift.source in shown} == {True}, lift
        for _, patterns in lift.words:
            assert all(pattern in shown for pattern in patterns), lift


def test_the_page_says_what_the_product_is_not_for(clinician: FlaskClient) -> None:
    shown = clinician.get("/rules").text
    assert "not for emergencies, not for diagnosis" in shown
    assert "no crisis" not in shown.lower()


def test_a_clinic_adds_a_rule_and_switches_it_off(
    cast: Cast, clinician: FlaskClient
) -> None:
    rule = {"score": "mood", "shape": "at_most", "amount": "2", "answers": "2"}
    assert submit(clinician, "/rules", page="/rules", **rule).status_code == 303
    assert "Mood 2 or less in 2 answers in a row." in clinician.get("/rules").text

    off = {"key": "mood.at_most.2.2", "on": "no"}
    submit(clinician, "/rules/switch", page="/rules", **off)
    own = rules_of(cast.clinic.id)[-1]
    assert (own.is_on, own.set_by_id) == (False, cast.clinician.id)


def test_a_wrong_rule_is_refused_with_what_was_typed(clinician: FlaskClient) -> None:
    rule = {"score": "mood", "shape": "at_most", "amount": "12", "answers": "1.5"}
    refused = submit(clinician, "/rules", page="/rules", **rule)

    assert refused.status_code == 422
    assert "Use 0 to 10, in steps of 0.5." in refused.text
    assert "Use 1 to 14 answers." in refused.text
    assert 'value="12"' in refused.text


def test_a_patient_is_watched_for_activation_by_a_tick(
    cast: Cast, clinician: FlaskClient
) -> None:
    page = f"/patients/{cast.patient.ref}"
    for ticked, expected in (({"activation": "yes"}, True), ({}, False)):
        submit(clinician, f"{page}/watch", page=page, **ticked)
        assert watches_activation(cast.clinic.id, cast.patient.id) is expected


def test_a_clinic_sets_how_far_ahead_visits_are_asked_about(
    cast: Cast, clinician: FlaskClient
) -> None:
    assert 'value="7" selected' in clinician.get("/rules").text
    for days in ("10", "0"):
        submit(clinician, "/rules/visits", page="/rules", visit_days=days)
        assert cast.clinic.visit_asked_days == int(days)
        assert f'value="{days}" selected' in clinician.get("/rules").text
    for wrong in ("2", "15", "a week", ""):
        refused = submit(clinician, "/rules/visits", page="/rules", visit_days=wrong)
        assert refused.status_code == 422
        assert "Use 3 to 14 days, or 0 for never." in refused.text
    assert cast.clinic.visit_asked_days == 0


def test_the_desk_sets_no_rules(cast: Cast, browser: Browser) -> None:
    desk = browser(cast.desk)
    assert desk.get("/rules").status_code == 403
    assert not may(Role.DESK, Permission.RULES)
