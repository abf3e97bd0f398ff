"""The night before the demo opens: words of crisis, a page, and who answered it.

So that a newcomer finds one alert that went its whole way. Leaves what newcomers
bring about themselves to them: nobody answers that in their place.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from diary.alerts import Alert, Disposition, on_call_of, open_alerts, pages_of, resolve
from diary.clinics import member_by_id
from diary.demo.carrying import Carrier
from diary.demo.living import NIGHT, aside_text
from diary.demo.moving import Cast, advance
from diary.demo.people import CLINIC_NUMBER

TAKEN_AFTER, ENDED_AFTER = timedelta(minutes=2), timedelta(minutes=38)
NOTE = "Talked until his brother came. Visit moved to tomorrow."


def live_through_night(
    who: Cast, until: datetime, carrier: Carrier
) -> Iterator[datetime]:
    """Move the clock as ``advance`` does; on the way the night's page is answered."""
    said = aside_text(who.story, NIGHT)
    if said is not None:
        yield from advance(who, said.at + TAKEN_AFTER, carrier)
        yield from _answer(who, carrier)
        yield from advance(who, said.at + ENDED_AFTER, carrier)
        _end(who, said.at + ENDED_AFTER)
    yield from advance(who, until, carrier)


def _alert(who: Cast) -> Alert | None:
    paging = (alert for alert in open_alerts(who.clinic.id) if alert.tier == 0)
    return next(paging, None)


def _answer(who: Cast, carrier: Carrier) -> Iterator[datetime]:
    alert = _alert(who)
    if alert is None:
        return
    page = pages_of(who.clinic.id, alert.id)[0]
    person = next(
        one for one in on_call_of(who.clinic.id) if one.member_id == page.member_id
    )
    # The webhook needs the database for itself.
    yield page.paged_at
    carrier.phone.text_in(person.phone, CLINIC_NUMBER, f"ACK {page.code}")


def _end(who: Cast, at: datetime) -> None:
    alert = _alert(who)
    owner = member_by_id(alert.acknowledged_by_id or 0) if alert else None
    if alert is not None and owner is not None:
        resolve(alert, owner, Disposition.REACHED, NOTE, at)
