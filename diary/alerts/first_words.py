"""What a person in danger is shown at once: one fixed text, with the lines to call.

Leaves to each door how it is shown. It stands in no place of a person: the alert does
the rest. Numbers are those of the clinic's country. No text promises when somebody
answers; outside the clinic's hours it says until when they are closed. A clinic that
never gave its hours says only that it may not see this at once.
"""

from collections.abc import Iterable
from datetime import datetime

from diary import helplines
from diary.alerts.models import AlertKind
from diary.alerts.plans import form_of, short_form_of
from diary.alerts.rules import AlertDraft
from diary.alerts.who_reads import closed_until, spoken_opening
from diary.clinics import Clinic
from diary.phone import national
from diary.texts import render


def first_words(
    clinic: Clinic,
    language: str,
    wanted: Iterable[AlertDraft],
    fallback_number: str | None,
    now: datetime,
    zone: str,
) -> str | None:
    """Return the text to show now, None where nothing said is an emergency.

    The clinic's own phone is named, ``fallback_number`` where it has none,
    and the clinic itself where there is neither. ``zone`` is the reader's.
    """
    kinds = {draft.kind for draft in wanted if draft.tier == 0}
    if not kinds:
        return None
    name = "crisis" if AlertKind.CRISIS in kinds else "urgent"
    number = clinic.phone or fallback_number
    opens = closed_until(clinic, now)
    return render(
        form_of(name, clinic.country, is_closed=opens is not None),
        language,
        phone=national(number) if number else clinic.name,
        opens=spoken_opening(opens, now, zone, language) if opens else "",
        **helplines.spoken(clinic.country, language),
    )


def in_two_languages(
    name: str, country: str, languages: Iterable[str], number: str
) -> str:
    """Return "crisis" or "urgent" shortly in each language, then whom to call.

    For a phone of several people where the words do not tell who wrote.
    """
    form = short_form_of(name, country)
    said = [
        render(form, language, **helplines.spoken(country, language))
        for language in languages
    ]
    return " ".join([*said, number])
