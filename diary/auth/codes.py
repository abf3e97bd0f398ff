"""A patient's own sign-in: six digits by text to a number on file.

After NIST SP 800-63B-4: ten minutes, once, five tries a code, and a new code gives no
new tries. Leaves sending the text to the edge; asking looks the same for every number.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update

from diary.auth import throttle
from diary.auth.models import SignInCode
from diary.db import db
from diary.patients import Patient
from diary.sealed import blind_index

GOOD_FOR = timedelta(minutes=10)
TRIES_BY_CODE = 5
HOUR = timedelta(hours=1)
TRIES_BY_ACCOUNT = 10
CODES_BY_NUMBER = 3
CODES_WINDOW = timedelta(minutes=10)
CODES_BY_ADDRESS = 10


def may_ask(number: str, address: str, now: datetime) -> bool:
    """Count one wish for a code, known number or not; each text costs money."""
    by_number = throttle.allow(
        f"ask:{blind_index(number)}", CODES_BY_NUMBER, CODES_WINDOW, now
    )
    by_address = throttle.allow(
        f"ask-from:{blind_index(address)}", CODES_BY_ADDRESS, HOUR, now
    )
    return by_number and by_address


def patient_code(patient: Patient, now: datetime) -> str:
    """Return a new code for a patient; the one before stops working."""
    db.session.execute(
        update(SignInCode)
        .where(
            SignInCode.clinic_id == patient.clinic_id,
            SignInCode.patient_id == patient.id,
            SignInCode.used_at.is_(None),
        )
        .values(used_at=now)
    )
    code = f"{secrets.randbelow(1_000_000):06d}"
    made = SignInCode(
        clinic_id=patient.clinic_id,
        patient_id=patient.id,
        created_at=now,
        expires_at=now + GOOD_FOR,
    )
    made.code_hash = _hashed(made, code)
    db.session.add(made)
    db.session.flush()
    return code


def may_try(number: str, now: datetime) -> bool:
    """Count one try at a number's code; the edge commits it before looking."""
    return throttle.allow(f"try:{blind_index(number)}", TRIES_BY_ACCOUNT, HOUR, now)


def take_code(patients: list[Patient], code: str, now: datetime) -> Patient | None:
    """Return whose living code this is among those who share a number, and use it up.

    Every wrong try counts against each of their codes.
    """
    for patient in patients:
        held = _living_code(patient, now)
        if held is not None and _spend(held, code, now):
            return patient
    return None


def _living_code(patient: Patient, now: datetime) -> SignInCode | None:
    return db.session.scalars(
        select(SignInCode)
        .where(
            SignInCode.clinic_id == patient.clinic_id,
            SignInCode.patient_id == patient.id,
            SignInCode.used_at.is_(None),
            SignInCode.expires_at > now,
            SignInCode.tries < TRIES_BY_CODE,
        )
        .order_by(SignInCode.id.desc())
        .limit(1)
    ).first()


def _spend(held: SignInCode, code: str, now: datetime) -> bool:
    """Take one try, and the code itself where it is right; exact under a race."""
    is_right = hmac.compare_digest(held.code_hash, _hashed(held, code))
    taken = db.session.execute(
        update(SignInCode)
        .where(
            SignInCode.id == held.id,
            SignInCode.used_at.is_(None),
            SignInCode.tries < TRIES_BY_CODE,
        )
        .values(tries=SignInCode.tries + 1, used_at=now if is_right else None)
        .returning(SignInCode.id)
    )
    return taken.first() is not None and is_right


def _hashed(held: SignInCode, code: str) -> str:
    """A million codes are soon tried: the hash is keyed, and bound to its row."""
    digits = "".join(code.split())
    keyed = blind_index(f"sign-in code:{held.ref}:{digits}")
    return hashlib.sha256(keyed.encode()).hexdigest()
