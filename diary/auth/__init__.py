"""Who may come in and what they may do.

Leaves the doors themselves to ``web`` and ``api``, and committing to the edges. All
of it runs on the wall clock: callers pass ``clock.real_now()``.
"""

from diary.auth import codes, throttle
from diary.auth.forgetting import forget_past
from diary.auth.invitations import accept, dismiss, invite, invited, joined_ids
from diary.auth.links import GOOD_FOR as LINK_GOOD_FOR
from diary.auth.links import dies_at, form_link, make_form_link, note_submitted
from diary.auth.models import (
    ApiToken,
    Credential,
    FormLink,
    Invitation,
    SignInCode,
    StaffSession,
    Throttle,
)
from diary.auth.policy import (
    Door,
    Guard,
    Permission,
    Scope,
    may,
    permissions_of,
    token_may,
)
from diary.auth.second_factor import credential_of, provisioning_uri
from diary.auth.signing_in import (
    SignedIn,
    demo_members,
    finish,
    known_member,
    may_try,
    may_try_code,
    note_failure,
    set_password,
    sign_in,
    sign_out,
)
from diary.auth.tokens import (
    PATIENT_TOKEN_GOOD_FOR,
    api_token,
    make_api_token,
    make_patient_token,
    needs_noting,
    note_used,
    revoke_token,
    tokens_of,
)
from diary.auth.visits import Visit, end_visits_of, note_seen, visit_of

__all__ = [
    "LINK_GOOD_FOR",
    "PATIENT_TOKEN_GOOD_FOR",
    "ApiToken",
    "Credential",
    "Door",
    "FormLink",
    "Guard",
    "Invitation",
    "Permission",
    "Scope",
    "SignInCode",
    "SignedIn",
    "StaffSession",
    "Throttle",
    "Visit",
    "accept",
    "api_token",
    "codes",
    "credential_of",
    "demo_members",
    "dies_at",
    "dismiss",
    "end_visits_of",
    "finish",
    "forget_past",
    "form_link",
    "invite",
    "invited",
    "joined_ids",
    "known_member",
    "make_api_token",
    "make_form_link",
    "make_patient_token",
    "may",
    "may_try",
    "may_try_code",
    "needs_noting",
    "note_failure",
    "note_seen",
    "note_submitted",
    "note_used",
    "permissions_of",
    "provisioning_uri",
    "revoke_token",
    "set_password",
    "sign_in",
    "sign_out",
    "throttle",
    "token_may",
    "tokens_of",
    "visit_of",
]
