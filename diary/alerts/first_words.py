"""What a person in danger is shown at once: one fixed text, with the lines to call.

Leaves to each door how it is shown. It stands in no place of a person: the alert does
the rest. 988 answers in the United States and, since 2023, in Canada.
"""

from collections.abc import Iterable

from diary.alerts.models import AlertKind
from diary.alerts.rules import AlertDraft
from diary.clinics import Clinic
from diary.phone import national
from diary.texts import render

WITH_988 = ("US", "CA")


def first_words(
    clinic: Clinic,
    language: str,
    wanted: Iterable[AlertDraft],
    fallback_number: str | None,
) -> str | None:
    """Return the text to show now, None where nothing said is an emergency.

    The clinic's own phone is named, ``fallback_number`` where it has none,
    and the clinic itself where there is neither.
    """
    kinds = {draft.kind for draft in wanted if draft.tier == 0}
    if not kinds:
        return None
    name = "crisis" if AlertKind.CRISIS in kinds else "urgent"
    place = "" if clinic.country in WITH_988 else "_abroad"
    number = clinic.phone or fallback_number
    return render(
        f"{name}{place}", language, phone=national(number) if number else clinic.name
    )
