"""The second factor: six digits from an app that shares a secret (RFC 6238).

Leaves to ``signing_in`` when one is asked for, and to ``web`` the picture to scan.
"""

from datetime import datetime

import pyotp
from sqlalchemy import or_, select, update

from diary.auth.models import Credential
from diary.clinics import Member
from diary.db import db

SECONDS = 30
ISSUER = "Diary"


def credential_of(member: Member) -> Credential | None:
    """Return how a member proves who they are, once they have accepted to join."""
    return db.session.scalars(
        select(Credential).filter_by(clinic_id=member.clinic_id, member_id=member.id)
    ).first()


def make_secret(credential: Credential) -> None:
    """Give a member a new secret to share with their app; a confirmed one stays."""
    if credential.totp_confirmed_at is None:
        credential.totp_secret = pyotp.random_base32()


def provisioning_uri(credential: Credential, email: str) -> str:
    """Return what an authenticator app reads from the picture."""
    shared = pyotp.TOTP(credential.totp_secret)
    return str(shared.provisioning_uri(name=email, issuer_name=ISSUER))


def take_code(credential: Credential, code: str, now: datetime) -> bool:
    """Say whether the code is right and new; the first right one confirms the factor.

    One step of lateness or haste is forgiven. A step counts once, also when two
    requests bring the same code at the same instant.
    """
    step = _matching_step(credential.totp_secret, code, now)
    return step is not None and _use(credential, step, now)


def _matching_step(secret: str, code: str, now: datetime) -> int | None:
    digits = "".join(code.split())
    if not secret or len(digits) != 6 or not digits.isascii():
        return None
    shared = pyotp.TOTP(secret)
    current = int(now.timestamp()) // SECONDS
    for step in (current, current - 1, current + 1):
        if pyotp.utils.strings_equal(shared.generate_otp(step), digits):
            return step
    return None


def _use(credential: Credential, step: int, now: datetime) -> bool:
    unused = or_(Credential.totp_last_step.is_(None), Credential.totp_last_step < step)
    used = db.session.execute(
        update(Credential)
        .where(Credential.id == credential.id, unused)
        .values(totp_last_step=step)
        .returning(Credential.id)
    )
    if used.first() is None:
        return False
    credential.totp_confirmed_at = credential.totp_confirmed_at or now
    return True
