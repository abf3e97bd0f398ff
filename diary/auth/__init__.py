"""Who may come in and what they may do.

Leaves the doors themselves to ``web`` and ``api``.
"""

from diary.auth.models import (
    ApiToken,
    Credential,
    FormLink,
    Invitation,
    Scope,
    SignInCode,
    StaffSession,
    Throttle,
)

__all__ = [
    "ApiToken",
    "Credential",
    "FormLink",
    "Invitation",
    "Scope",
    "SignInCode",
    "StaffSession",
    "Throttle",
]
