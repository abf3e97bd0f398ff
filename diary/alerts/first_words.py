"""What a person in danger is shown at once: one fixed text, with the lines to call.

Leaves to each door how it is shown. It stands in no place of a person: the alert does
the rest. Numbers are those of the clinic's country. No text promises when somebody
answers; outside the clinic's hours it says that they are closed.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from diary import helplines
from diary.alerts.hours import is_monitored, spoken
from diary.alerts.models import AlertKind
from diary.alerts.plans import form_of, hours_of, short_form_of
from diary.alerts.rules import AlertDraft
from diary.clinics import Clinic
from diary.phone import national
from diary.texts import render


def first_words(
    clinic: Clinic,
    language: str,
    wanted: Iterable[AlertDraft],
    fallback_number: str | None,
    now: datetime,
) -> str | None:
    """Return the text to show now, None where nothing said is an emergency.

    The clinic's own phone is named, ``fallback_number`` where it has none,
    and the clinic itself where there is neither.
    """
    kinds = {draft.kind for draft in wanted if draft.tier == 0}
    if not kinds:
        return None
    name = "crisis" if AlertKind.CRISIS in kinds else "urgent"
    number = clinic.phone or fallback_number
    return render(
        safety_text(name, clinic, now),
        language,
        phone=national(number) if number else clinic.name,
        **helplines.spoken(clinic.country, language),
    )


def safety_text(name: str, clinic: Clinic, now: datetime) -> str:
    """Return which form of "crisis" or "urgent" is true here and now.

    A clinic that never gave its hours says only that it may not see this at once.
    """
    windows = hours_of(clinic.id)
    is_closed = bool(windows) and not is_monitored(windows, clinic.zone, now)
    return form_of(name, clinic.country, is_closed=is_closed)


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


READERS: Mapping[str, str] = {
    "en": "{clinic} reads what comes in {hours}. At other times nobody may see it.",
    "es": "{clinic} lee lo que llega {hours}. A otras horas tal vez nadie lo vea.",
}


def who_reads_when(clinic: Clinic, language: str) -> str | None:
    """Return a sentence on the clinic's hours, None where it never gave them."""
    said = READERS.get(language, READERS["en"])
    hours = spoken(hours_of(clinic.id), language if language in READERS else "en")
    return said.format(clinic=clinic.text_name, hours=hours) if hours else None
