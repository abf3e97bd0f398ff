"""Who looks at a page, as templates see them: plain values, never a row."""

from dataclasses import dataclass

from diary.auth import Permission, Visit, permissions_of
from diary.clinics import Role


@dataclass(frozen=True)
class Viewer:
    """A signed-in member; ``may`` asks the same policy as the guards."""

    member_ref: str
    name: str
    role: Role
    clinic_name: str
    zone: str
    is_demo: bool
    permissions: frozenset[Permission]

    @classmethod
    def of(cls, visit: Visit) -> "Viewer":
        return cls(
            member_ref=visit.member.ref,
            name=visit.member.name,
            role=visit.member.role,
            clinic_name=visit.clinic.name,
            zone=visit.clinic.zone,
            is_demo=visit.clinic.is_demo,
            permissions=permissions_of(visit.member.role),
        )

    def may(self, permission: str) -> bool:
        """Say whether to show what the permission opens."""
        return permission in self.permissions

    @property
    def home(self) -> str:
        """Return the path of the page this role begins the day on."""
        return "/people" if self.role is Role.ADMIN else "/today"
