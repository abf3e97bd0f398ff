"""The made-up people of the demo clinic: who they are and how texts reach them.

Pure. Nobody here exists; numbers begin with +1555, which no carrier assigns. Leaves
their treatment to ``visits`` and their days to ``days``.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

CLINIC_ZONE = "America/New_York"
CLINIC_NUMBER = "+15550100100"
DESK_NUMBER = "+15550100199"
ES = "es"

# First the three whom newcomers meet on the simulated phone, then everybody else.
# A third value is the language, a fourth the zone, where it is not the clinic's.
_NAMES: tuple[tuple[str, ...], ...] = (
    ("Maya", "Rosen"),
    ("Owen", "Gallagher"),
    ("Lidia", "Fuentes", ES),
    ("Joel", "Petersen"),
    ("Dana", "Whitehorse"),
    ("Ruth", "Abara"),
    ("Tomás", "Benavides", ES),
    ("Priya", "Raghavan"),
    ("Samuel", "Okonkwo"),
    ("Hanh", "Tran"),
    ("Noor", "Haddad"),
    ("Caleb", "Stoltzfus"),
    ("Ximena", "Orozco", ES),
    ("Walter", "Nowak"),
    ("Aiko", "Shimizu", "en", "America/Los_Angeles"),
    ("Thandiwe", "Mokoena"),
    ("Marcus", "Delacroix", "en", "America/Chicago"),
    ("Leilani", "Kahale", "en", "America/Los_Angeles"),
    ("Stefan", "Ionescu"),
    ("Graciela", "Montoya", ES),
    ("Jamal", "Freeman"),
    ("Bridget", "Conroy"),
    ("Arjun", "Deshpande"),
    ("Rosa", "Quispe", ES),
    ("Elliot", "Marsh"),
    ("Fatima", "Benkirane"),
    ("Mei", "Lindqvist"),
    ("Hector", "Salgado", ES, "America/Chicago"),
    ("Tova", "Mandel"),
    ("Darnell", "Pruitt"),
    ("Ingrid", "Solheim", "en", "America/Denver"),
    ("Kofi", "Asante"),
    ("Yolanda", "Beltrán", ES),
    ("Peter", "Vandermeer"),
    ("Soo-jin", "Kang"),
    ("Lamar", "Whitfield"),
    ("Zeynep", "Aydın"),
    ("Colleen", "Driscoll"),
    ("Emeka", "Nwosu"),
    ("Paloma", "Cisneros", ES),
    ("Gideon", "Frost"),
    ("Anjali", "Mehta", "en", "America/Chicago"),
    ("Ray", "Tsosie", "en", "America/Phoenix"),
    ("Beatriz", "Carvalho"),
    ("Lev", "Abramov"),
    ("Simone", "Baptiste"),
    ("Duc", "Pham"),
    ("Harriet", "Lowell"),
    ("Omar", "Siddiqui"),
    ("Nayeli", "Tapia", ES),
    ("Kenneth", "Boyd"),
    ("Wanjiru", "Kamau"),
    ("Milos", "Dragić"),
    ("Teresa", "Villanueva", ES),
    ("Andre", "Fontaine"),
    ("Chloe", "Redcloud", "en", "America/Denver"),
    ("Isaac", "Weiss"),
    ("Malia", "Tuiasosopo"),
    ("Francis", "Adeyemi"),
    ("Greta", "Hollis"),
)
_CHECK_INS = (time(9), time(9, 30), time(10), time(12), time(18), time(19))
_CHECK_IN_WEIGHTS = (3, 6, 3, 2, 3, 2)
_ESCORTS = {
    "en": (
        *(("sister", "Ana"), ("husband", "Leo"), ("wife", "Carmen"), ("friend", "Sol")),
        *(("mother", "June"), ("brother", "Abe"), ("neighbor", "Ike")),
    ),
    ES: (
        *(("hermana", "Nora"), ("esposo", "Luis"), ("mamá", "Rosario")),
        *(("hermano", "Beto"), ("amiga", "Inés"), ("vecino", "Raúl")),
    ),
}
_STREETS = ("Mill Lane", "Harbor Street", "Orchard Road", "Canal Street", "Hill Court")


@dataclass(frozen=True)
class Escort:
    """Somebody who takes a patient home; ``relation`` in the patient's language."""

    name: str
    relation: str
    phone: str


@dataclass(frozen=True)
class Person:
    """One patient of the demo; ``number`` is the place in the cast, from 0."""

    number: int
    name: str
    date_of_birth: date
    phone: str
    language: str
    zone: str
    check_in_at: time
    external_id: str
    emergency_contact: str
    address: str
    escort: Escort

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]


def person(number: int, seed: int, today: date) -> Person:
    """Return the person at a place in the cast; the same for the same arguments."""
    draw = Random(f"person {seed} {number}")
    first, family, *rest = _NAMES[number % len(_NAMES)]
    turn = number // len(_NAMES)
    language = rest[0] if rest else "en"
    escort = _escort(draw, number, language)
    return Person(
        number=number,
        name=f"{first} {family}" + (f" {chr(65 + turn)}." if turn else ""),
        date_of_birth=today - timedelta(days=draw.randint(20 * 365, 74 * 365)),
        phone=f"+1555010{1000 + number:04d}",
        language=language,
        zone=rest[1] if len(rest) > 1 else CLINIC_ZONE,
        check_in_at=_check_in(draw, number),
        external_id=f"OAK-{1001 + number}",
        emergency_contact=f"{escort.name} ({escort.relation}), {escort.phone}",
        address=f"{draw.randint(2, 240)} {draw.choice(_STREETS)}, Oakfield",
        escort=escort,
    )


def _check_in(draw: Random, number: int) -> time:
    picked = draw.choices(_CHECK_INS, _CHECK_IN_WEIGHTS)[0]
    # The three on the phone are asked in the morning, where the demo clock starts.
    return time(9, 30) if number < 3 else picked


def _escort(draw: Random, number: int, language: str) -> Escort:
    relation, name = draw.choice(_ESCORTS[language])
    return Escort(
        name=name,
        relation=relation,
        phone=f"+1555020{1000 + number:04d}",
    )
