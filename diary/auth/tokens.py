"""Bearer tokens: a clinic's with scopes, or one patient's own and nothing else.

Leaves to ``policy`` what a scope opens and to ``api`` the header it comes in.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select, update

from diary.audit import Action, Actor, record
from diary.auth.models import ApiToken
from diary.auth.policy import Scope
from diary.db import db
from diary.errors import NotFound
from diary.patients import patient_by_id
from diary.sealed import new_token, token_hash

# Lets a scanner for leaked secrets know ours.
PREFIX = "diary_"
PATIENT_TOKEN_GOOD_FOR = timedelta(days=90)
NOTED_EVERY = timedelta(minutes=1)


def make_api_token(
    clinic_id: int, scopes: Iterable[Scope], actor: Actor, now: datetime
) -> str:
    """Return a new token of a clinic, shown this once; it lasts until revoked."""
    made = ApiToken(clinic_id=clinic_id, scopes=sorted(scopes), created_at=now)
    return _keep(made, actor, now)


def make_patient_token(clinic_id: int, patient_id: int, now: datetime) -> str:
    """Return a new token for one patient's own app, good for 90 days."""
    made = ApiToken(
        clinic_id=clinic_id,
        patient_id=patient_id,
        scopes=[],
        created_at=now,
        expires_at=now + PATIENT_TOKEN_GOOD_FOR,
    )
    return _keep(made, Actor.system(), now)


def _keep(made: ApiToken, actor: Actor, now: datetime) -> str:
    token = PREFIX + new_token()
    made.token_hash = token_hash(token)
    db.session.add(made)
    db.session.flush()
    record(
        Action.TOKEN,
        actor,
        now,
        clinic_id=made.clinic_id,
        about=made.ref,
        detail=",".join(made.scopes) or "patient",
    )
    return token


def api_token(token: str, now: datetime) -> ApiToken | None:
    """Return the living row of a token; revoked, expired and unknown are None.

    A patient's own ends with the treatment.
    """
    found = db.session.scalars(
        select(ApiToken).filter_by(token_hash=token_hash(token))
    ).first()
    if found is None or found.revoked_at is not None:
        return None
    if found.expires_at and now >= found.expires_at:
        return None
    return found if _is_in_treatment(found) else None


def _is_in_treatment(token: ApiToken) -> bool:
    if token.patient_id is None:
        return True
    patient = patient_by_id(token.clinic_id, token.patient_id)
    return patient.discharged_at is None


def needs_noting(token: ApiToken, now: datetime) -> bool:
    """Say whether its last use should be written down again."""
    return token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY


def note_used(token: ApiToken, now: datetime) -> None:
    """Keep when a token was last used."""
    db.session.execute(
        update(ApiToken).where(ApiToken.id == token.id).values(last_used_at=now)
    )


def tokens_of(clinic_id: int) -> list[ApiToken]:
    """Return a clinic's own tokens, newest first."""
    found = (
        select(ApiToken)
        .where(ApiToken.clinic_id == clinic_id, ApiToken.patient_id.is_(None))
        .order_by(ApiToken.id.desc())
    )
    return list(db.session.scalars(found))


def revoke_token(clinic_id: int, ref: str, actor: Actor, now: datetime) -> None:
    """End a token from the next request on; raises NotFound. Twice is once."""
    ended = db.session.execute(
        update(ApiToken)
        .where(ApiToken.clinic_id == clinic_id, ApiToken.ref == ref)
        .values(revoked_at=now)
        .returning(ApiToken.id)
    )
    if ended.first() is None:
        raise NotFound("this clinic has no such token")
    record(Action.TOKEN, actor, now, clinic_id=clinic_id, about=ref, detail="revoked")
