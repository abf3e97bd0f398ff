"""The phones of the demo: a patient's each, and those of the people on call.

Reads only. Leaves what is on them to ``conversation`` and what is shown beside to
``stage`` and ``duty``.
"""

from dataclasses import dataclass, replace

from diary.alerts import has_open_crisis, on_call_of
from diary.clinics import Clinic, Member, member_by_id
from diary.courses import Route
from diary.demo.moving import Cast
from diary.demo.people import ES
from diary.demo.story import Life
from diary.errors import NotFound
from diary.patients import Patient

ON_CALL = "on-call-"
ROUTES = {
    Route.IN_ESKETAMINE: "nasal spray",
    Route.IN_KETAMINE_COMPOUNDED: "nasal spray at home",
    Route.IV: "infusion",
    Route.IM: "injection",
    Route.SC: "injection",
    Route.SL_ORAL: "lozenge",
}


@dataclass(frozen=True)
class Phone:
    """Somebody's phone; ``key`` names it in addresses, ``name`` is who writes there."""

    key: str
    name: str
    number: str
    zone: str
    owner: Patient | Member


@dataclass(frozen=True)
class Choice:
    """A phone on offer."""

    key: str
    label: str


def choices(who: Cast) -> list[Choice]:
    """Return everybody of the story by place in the cast, then who is on call."""
    lives = who.story.lives
    patients = [Choice(str(life.person.number), _label(life)) for life in lives]
    on_call = [
        Choice(phone.key, f"On call: {phone.name}")
        for phone in phones_on_call(who.clinic)
    ]
    return patients + on_call


def phone_of(who: Cast, key: str) -> Phone:
    """Return the phone of a key; raises NotFound where nobody has it."""
    if key.isdecimal():
        return patients_phone(who, int(key))
    for phone in phones_on_call(who.clinic):
        if phone.key == key:
            return phone
    raise NotFound("Nobody has this phone.")


def patients_phone(who: Cast, number: int) -> Phone:
    """Return the phone of the patient at a place in the cast; raises NotFound."""
    patient = who.patient(number)
    name = patient.name.split(" ")[0]
    return Phone(str(number), name, patient.phone, patient.zone, patient)


def phones_on_call(clinic: Clinic) -> list[Phone]:
    """Return the phones that are paged, the first one first; a clinic may have none."""
    people = [(one, member_by_id(one.member_id)) for one in on_call_of(clinic.id)]
    return [
        Phone(f"{ON_CALL}{one.place}", member.name, one.phone, clinic.zone, member)
        for one, member in people
        if member is not None
    ]


def played(who: Cast, *phones: Phone) -> Cast:
    """Return the cast without those who are silent while somebody is on these phones.

    The owners themselves; and for somebody on call whoever an alert is about, who
    would otherwise go on answering as if nothing had been said.
    """
    owners = {phone.owner.id for phone in phones if isinstance(phone.owner, Patient)}
    if any(isinstance(phone.owner, Member) for phone in phones):
        everybody = [patient.id for patient in who.patients.values()]
        owners |= has_open_crisis(who.clinic.id, everybody)
    places = (n for n, patient in who.patients.items() if patient.id in owners)
    return replace(who, silent=frozenset(places))


def _label(life: Life) -> str:
    person = life.person
    said = [_short(person.name), ROUTES[life.care.course.route]]
    if life.care.booster_due_on is not None:
        said.append("booster ahead")
    if person.language == ES:
        said.append("Spanish")
    return ", ".join(said)


def _short(name: str) -> str:
    first, _, family = name.partition(" ")
    return f"{first} {family[:1]}." if family else first
