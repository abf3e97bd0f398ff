"""What each role may do, what each token may do, and how a route says whom it lets in.

Pure. Leaves asking to the guards of the edges, and finding the member to ``visits``.
"""

from dataclasses import dataclass
from enum import StrEnum

from diary.clinics import Role


class Permission(StrEnum):
    """What a route may ask for. One that nobody has is open to nobody."""

    DAY = "day"
    CONTACT = "contact"
    PLANNING = "planning"
    TEXTS = "texts"
    TASKS = "tasks"
    DIARY = "diary"
    ALERTS = "alerts"
    RULES = "rules"
    PEOPLE = "people"
    SETTINGS = "settings"
    AUDIT = "audit"
    OPERATIONS = "operations"
    OWN_VISIT = "own_visit"


_DESK = frozenset(
    {
        Permission.DAY,
        Permission.CONTACT,
        Permission.PLANNING,
        Permission.TEXTS,
        Permission.TASKS,
        Permission.OWN_VISIT,
    }
)
_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.DESK: _DESK,
    Role.CLINICIAN: _DESK | {Permission.DIARY, Permission.ALERTS, Permission.RULES},
    # Whoever runs the place does not read diaries.
    Role.ADMIN: frozenset(
        {
            Permission.PEOPLE,
            Permission.RULES,
            Permission.SETTINGS,
            Permission.AUDIT,
            Permission.OPERATIONS,
            Permission.OWN_VISIT,
        }
    ),
}


class Scope(StrEnum):
    """What a clinic's token may do."""

    ALL = "all"
    READ = "read"
    PATIENTS = "patients"
    ENTRIES = "entries"
    SESSIONS = "sessions"
    ALERTS = "alerts"


def may(role: Role, permission: Permission) -> bool:
    """Say whether a role carries a permission."""
    return permission in _PERMISSIONS[role]


def permissions_of(role: Role) -> frozenset[Permission]:
    """Return all a role may do."""
    return _PERMISSIONS[role]


def token_may(scopes: list[str], wanted: Scope, *, is_reading: bool) -> bool:
    """Say whether a clinic's token opens a door; ``read`` opens all that only read."""
    return (
        Scope.ALL in scopes or wanted in scopes or (is_reading and Scope.READ in scopes)
    )


class Door(StrEnum):
    """How a route tells who is there."""

    PUBLIC = "public"
    STAFF = "staff"
    HALF_SIGNED_IN = "half_signed_in"
    FORM_LINK = "form_link"
    CARRIER = "carrier"
    DEMO = "demo"
    CLINIC_TOKEN = "clinic_token"
    PATIENT_TOKEN = "patient_token"
    OPERATOR = "operator"


@dataclass(frozen=True)
class Guard:
    """What a route declares as ``view.guard``; a route without one answers nobody.

    ``reason`` says why a public route may be public. ``checks_form`` is for the doors
    a browser opens with its cookie: their unsafe forms carry a token of their own.
    """

    door: Door
    permission: Permission | None = None
    scope: Scope | None = None
    reason: str = ""

    @property
    def checks_form(self) -> bool:
        return self.door in (
            Door.PUBLIC,
            Door.STAFF,
            Door.HALF_SIGNED_IN,
            Door.DEMO,
        )
