"""The side effects a patient can report: their keys, plain labels, urgency and places.

Keys, urgency and wording follow the service's clinical vocabulary; a clinic's clinician
of record must review them. How a text names a symptom is `diary.reading`'s affair, who
is called because of one is `diary.alerts`'s.
"""

from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Literal

Tier = Literal[0, 1, 2]
"""0: emergency text and page now. 1: same-day call list. 2: shown before a visit."""

SYMPTOMS_VERSION = "2026-11-1"
SYMPTOMS_SOURCE = (
    "The terms are those of the esketamine trials and label, and of reports on ketamine"
    " and the bladder; how urgent each is, the service's clinical vocabulary proposes"
    " without a study behind it."
)
"""Where the list and its tiers come from, for the people who have to review them."""
HIGHEST_SEVERITY = 4

SEVERITY_WORDS = MappingProxyType(
    {
        "en": ("none", "mild", "moderate", "severe", "very severe"),
        "es": ("nada", "leve", "moderado", "fuerte", "muy fuerte"),
    }
)
"""The word for each severity 0-4, by language. Our own scale, not PRO-CTCAE's."""


class Place(IntEnum):
    """Where a symptom stands on the form: always, for some routes, or only if typed."""

    TILE = 1
    ROUTE = 2
    WORDS = 3


@dataclass(frozen=True, slots=True)
class Symptom:
    """One term of the vocabulary.

    `tier` is the flag of the plain symptom; words that make it graver ("worst ever")
    are found by reading. `after_24h` terms rise to tier 1 when they outlast a day, and
    `severe_from` is the severity from which the term rises to tier 1 by itself.
    """

    key: str
    label: MappingProxyType[str, str]
    tier: Tier
    place: Place
    after_24h: bool = False
    severe_from: int | None = None
    routes: frozenset[str] = frozenset()


NASAL = frozenset({"IN_ESKETAMINE", "IN_KETAMINE_COMPOUNDED"})
MOUTH = frozenset({"SL_ORAL"})


def _symptom(
    key: str,
    en: str,
    es: str,
    tier: Tier,
    place: Place = Place.WORDS,
    *,
    after_24h: bool = False,
    severe_from: int | None = None,
    routes: frozenset[str] = frozenset(),
) -> Symptom:
    label = MappingProxyType({"en": en, "es": es})
    return Symptom(key, label, tier, place, after_24h, severe_from, routes)


_TERMS = (
    _symptom("dizziness", "Dizzy", "Mareo", 2, Place.TILE),
    _symptom("nausea", "Sick to my stomach", "Náuseas", 2, Place.TILE),
    _symptom("headache", "Headache", "Dolor de cabeza", 2, Place.TILE),
    _symptom(
        "dissociation", "Spaced out", "Desconectado", 2, Place.TILE, after_24h=True
    ),
    _symptom("sleepy", "Sleepy", "Con sueño", 2, Place.TILE),
    _symptom("anxiety", "Anxious", "Ansioso", 2, Place.TILE, severe_from=3),
    _symptom("vomiting", "Threw up", "Vómito", 2, Place.TILE),
    _symptom("blurred", "Blurry vision", "Vista borrosa", 2, Place.TILE),
    _symptom("nose", "Nose trouble", "Molestia de nariz", 2, Place.ROUTE, routes=NASAL),
    _symptom("taste", "Bad taste", "Mal sabor", 2, Place.ROUTE, routes=NASAL | MOUTH),
    _symptom(
        "throat", "Sore throat", "Garganta irritada", 2, Place.ROUTE, routes=NASAL
    ),
    _symptom(
        "numb_mouth",
        "Numb mouth",
        "Boca dormida",
        2,
        Place.ROUTE,
        routes=NASAL | MOUTH,
    ),
    _symptom("insomnia", "Can't sleep", "No puedo dormir", 2, Place.TILE),
    _symptom("fatigue", "Tired", "Cansancio", 2, Place.TILE),
    _symptom("visual", "Things look strange", "Veo raro", 2, after_24h=True),
    _symptom("vertigo", "Room spinning", "Todo da vueltas", 2),
    _symptom("dizzy_standing", "Dizzy on standing", "Mareo al pararse", 2),
    _symptom("sedation", "Hard to stay awake", "Muy adormecido", 1),
    _symptom("tingling", "Tingling", "Hormigueo", 2),
    _symptom("numb", "Numb", "Entumecido", 2),
    _symptom("double", "Seeing double", "Visión doble", 1),
    _symptom("bp_up", "High blood pressure", "Presión alta", 1),
    _symptom("heart_race", "Heart racing", "Palpitaciones", 1),
    _symptom("chest_pain", "Chest pain", "Dolor de pecho", 0),
    _symptom("breath", "Trouble breathing", "Falta de aire", 0),
    _symptom("faint", "Passed out", "Desmayo", 0),
    _symptom("seizure", "Seizure", "Convulsión", 0),
    _symptom("allergy", "Hives or swelling", "Ronchas o hinchazón", 1),
    _symptom("agitation", "Restless or irritable", "Inquieto o irritable", 1),
    _symptom("mood_drop", "Mood crashed", "Bajón de ánimo", 1),
    _symptom("suicidal", "Thoughts of suicide", "Pensamientos de suicidio", 0),
    _symptom("self_harm", "Hurt myself", "Me hice daño", 0),
    _symptom("harm_others", "Want to hurt someone", "Quiero dañar a alguien", 0),
    _symptom("activation", "Wired or speeding", "Muy acelerado", 1),
    _symptom("hallucination", "Seeing or hearing things", "Veo u oigo cosas", 1),
    _symptom("paranoia", "Feeling watched or chased", "Me siento perseguido", 1),
    _symptom("confusion", "Confused", "Confuso", 2, after_24h=True),
    _symptom("memory", "Forgetful", "Olvidos", 2),
    _symptom("focus", "Can't focus", "No me concentro", 2),
    _symptom("drunk", "Feel drunk", "Como borracho", 2, after_24h=True),
    _symptom("lethargy", "Sluggish", "Pesado o lento", 2),
    _symptom("nightmares", "Bad dreams", "Pesadillas", 2),
    _symptom("sweating", "Sweating", "Sudores", 2),
    _symptom("tremor", "Shaky", "Temblores", 2),
    _symptom("dry_mouth", "Dry mouth", "Boca seca", 2),
    _symptom("constipation", "Constipated", "Estreñimiento", 2),
    _symptom("diarrhea", "Diarrhea", "Diarrea", 2),
    _symptom("pee_often", "Peeing a lot", "Orino mucho", 2),
    _symptom("pee_urgent", "Can't hold pee", "No aguanto la orina", 2),
    _symptom("pee_pain", "Burns to pee", "Ardor al orinar", 1),
    _symptom("pee_blood", "Blood in pee", "Sangre en la orina", 1),
    _symptom("cant_pee", "Can't pee", "No puedo orinar", 1),
    _symptom("craving", "Craving more", "Ganas de más", 1),
    _symptom("extra_use", "Took extra", "Tomé de más", 1),
    _symptom("drove", "Drove too soon", "Manejé antes de tiempo", 1),
    _symptom("pregnant", "Pregnant", "Embarazo", 1),
)

SYMPTOMS: MappingProxyType[str, Symptom] = MappingProxyType(
    {term.key: term for term in _TERMS}
)
"""Every term by its key, in the order a form shows them."""


def form_symptoms(route: str | None = None) -> tuple[Symptom, ...]:
    """List the tiles of the form: those of the course's route first, then the rest.

    Terms that belong to words alone (crisis, grave or rare ones) are never tiles.
    """
    at_route = [t for t in _TERMS if t.place is Place.ROUTE and route in t.routes]
    common = [t for t in _TERMS if t.place is Place.TILE]
    return (*at_route, *common)


def label(key: str, language: str) -> str:
    """Name a symptom for people; an unknown language reads English."""
    names = SYMPTOMS[key].label
    return names.get(language, names["en"])


def severity_word(severity: int, language: str) -> str:
    """Name a severity 0-4 for people; an unknown language reads English."""
    return SEVERITY_WORDS.get(language, SEVERITY_WORDS["en"])[severity]
