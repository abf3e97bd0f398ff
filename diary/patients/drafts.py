"""What somebody wants to write down about a patient, checked as a whole.

Pure: ``today`` is handed in. Leaves the writing to ``enrolment``.
"""

import re
from dataclasses import dataclass, fields
from datetime import date, time

from diary.errors import Invalid
from diary.localtime import zone_named
from diary.patients.models import Purpose
from diary.phone import e164
from diary.texts import LANGUAGES

ADULT_AGE = 18
OLDEST_AGE = 120
LONGEST_NAME = 120
LONGEST_NOTE = 400
EXTERNAL_ID = re.compile(r"[\w./-]{1,40}")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class PatientDraft:
    """A patient to be enrolled; ``phone`` as written, ``time_zone`` an IANA name."""

    name: str
    date_of_birth: date
    phone: str
    time_zone: str
    language: str = "en"
    check_in_at: time = time(9, 30)
    consents: tuple[Purpose, ...] = ()
    external_id: str | None = None
    emergency_contact: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class PatientChanges:
    """What changes about a patient; None leaves as it is, "" takes away."""

    name: str | None = None
    phone: str | None = None
    time_zone: str | None = None
    language: str | None = None
    check_in_at: time | None = None
    external_id: str | None = None
    emergency_contact: str | None = None
    address: str | None = None

    def given(self) -> dict[str, str | time]:
        """Return only what changes, by field name."""
        pairs = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: value for name, value in pairs if value is not None}


def checked(draft: PatientDraft, today: date, country: str = "US") -> PatientDraft:
    """Return the draft with its phone in E.164; raises Invalid naming every field."""
    wrong = wrong_fields(_as_fields(draft), country)
    birth = _wrong_birth(draft.date_of_birth, today)
    if birth:
        wrong["date_of_birth"] = birth
    if wrong:
        raise Invalid(wrong)
    values = {field.name: getattr(draft, field.name) for field in fields(draft)}
    return PatientDraft(**{**values, "phone": e164(draft.phone, country)})


def _as_fields(draft: PatientDraft) -> dict[str, str | time]:
    names = (field.name for field in fields(PatientChanges))
    pairs = ((name, getattr(draft, name)) for name in names)
    return {name: value for name, value in pairs if value is not None}


def wrong_fields(given: dict[str, str | time], country: str = "US") -> dict[str, str]:
    """Return one sentence for each wrong field among the given ones."""
    said = {name: _wrong(name, value, country) for name, value in given.items()}
    return {name: sentence for name, sentence in said.items() if sentence}


def _wrong(name: str, value: str | time, country: str) -> str | None:
    if isinstance(value, time):
        return None if value.tzinfo is None else "Give a wall-clock time like 09:30."
    if CONTROL.search(value):
        return "This holds characters that cannot be kept."
    return _RULES[name](value, country)


def _wrong_name(value: str, _country: str) -> str | None:
    if 0 < len(value.strip()) <= LONGEST_NAME:
        return None
    return f"Give a name of at most {LONGEST_NAME} characters."


def _wrong_phone(value: str, country: str) -> str | None:
    try:
        e164(value, country)
    except Invalid as error:
        return error.fields["phone"]
    return None


def _wrong_zone(value: str, _country: str) -> str | None:
    try:
        zone_named(value)
    except ValueError:
        return f"There is no time zone called {value}; try America/New_York."
    return None


def _wrong_language(value: str, _country: str) -> str | None:
    kept = " or ".join(LANGUAGES)
    return None if value in LANGUAGES else f"Texts are kept in {kept}."


def _wrong_external_id(value: str, _country: str) -> str | None:
    if not value or EXTERNAL_ID.fullmatch(value):
        return None
    return "Use at most 40 letters, digits, dots, slashes or hyphens."


def _wrong_note(value: str, _country: str) -> str | None:
    if len(value) <= LONGEST_NOTE:
        return None
    return f"Keep this to {LONGEST_NOTE} characters."


_RULES = {
    "name": _wrong_name,
    "phone": _wrong_phone,
    "time_zone": _wrong_zone,
    "language": _wrong_language,
    "external_id": _wrong_external_id,
    "emergency_contact": _wrong_note,
    "address": _wrong_note,
}


def age_on(born: date, today: date) -> int:
    """Return whole years; somebody born on 29 February ages on 1 March."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _wrong_birth(born: date, today: date) -> str | None:
    if born > today:
        return "This birth date is in the future."
    age = age_on(born, today)
    if age < ADULT_AGE:
        return f"Patients under {ADULT_AGE} cannot be enrolled here."
    return None if age <= OLDEST_AGE else "This birth date is too long ago."
