"""The desk sees no diary, the administrator no patient, and a token its scope."""

import pytest

from diary.auth import Permission, Scope, may, token_may
from diary.clinics import Role


@pytest.mark.parametrize(
    "permission", [Permission.DAY, Permission.CONTACT, Permission.TEXTS]
)
def test_the_desk_arranges_visits(permission: Permission) -> None:
    assert may(Role.DESK, permission)


@pytest.mark.parametrize("role", [Role.DESK, Role.ADMIN])
@pytest.mark.parametrize("permission", [Permission.DIARY, Permission.ALERTS])
def test_only_clinicians_read_the_diary(role: Role, permission: Permission) -> None:
    assert not may(role, permission)
    assert may(Role.CLINICIAN, permission)


def test_the_administrator_meets_no_patient() -> None:
    patients = {Permission.DAY, Permission.CONTACT, Permission.TEXTS, Permission.TASKS}
    assert not any(may(Role.ADMIN, permission) for permission in patients)
    assert may(Role.ADMIN, Permission.PEOPLE)


def test_nobody_but_the_administrator_runs_the_place() -> None:
    running = {Permission.PEOPLE, Permission.SETTINGS, Permission.AUDIT}
    assert not any(
        may(role, permission)
        for role in (Role.DESK, Role.CLINICIAN)
        for permission in running
    )


@pytest.mark.parametrize(
    ("scopes", "wanted", "is_reading", "opens"),
    [
        (["all"], Scope.PATIENTS, False, True),
        (["entries"], Scope.ENTRIES, False, True),
        (["entries"], Scope.PATIENTS, True, False),
        (["read"], Scope.PATIENTS, True, True),
        (["read"], Scope.PATIENTS, False, False),
        ([], Scope.ENTRIES, True, False),
    ],
)
def test_a_token_opens_what_its_scopes_say(
    scopes: list[str], wanted: Scope, is_reading: bool, opens: bool
) -> None:
    assert token_may(scopes, wanted, is_reading=is_reading) is opens
