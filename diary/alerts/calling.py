"""One voice call through the carrier: what is spoken, and what a pressed key means.

Leaves the carrier to ``outbox`` and when to call to ``bringing``. A mailbox can press
no key, so a call that is only recorded takes nothing.
"""

from xml.sax.saxutils import escape, quoteattr

from diary.alerts.orders import NotBrought, Order
from diary.outbox import CallRequest, Failure, GatewayError, Gateways
from diary.texts import render

VOICES = {"en": "en-US", "es": "es-MX"}
TAKING_KEY = "1"
WAITS_S = 8
TOLD_TIMES = 3


def ring(gateways: Gateways, order: Order) -> str:
    """Begin the call and return its sid; raises NotBrought."""
    request = CallRequest(order.to, order.from_number, spoken(order), order.status_url)
    try:
        return gateways.of(is_demo=order.is_demo).ring(request).sid
    except GatewayError as error:
        is_final = error.failure is Failure.REJECTED
        code = f" ({error.code})" if error.code else ""
        why = "refused the call" if is_final else "could not be reached for the call"
        raise NotBrought(f"the carrier {why}{code}", is_final=is_final) from None


def spoken(order: Order) -> str:
    """Return the call's words as TwiML: the code, letter by letter, and the key."""
    letters = ", ".join(order.code)
    words = render("page_spoken", order.language, code=letters)
    asked = (
        f'<Gather numDigits="1" timeout="{WAITS_S}" method="POST" '
        f"action={quoteattr(order.key_url)}>{_say(words, order.language)}</Gather>"
    )
    return f"<Response>{asked * TOLD_TIMES}</Response>"


def answer_to_key(*, language: str, is_taken: bool, is_rehearsal: bool) -> str:
    """Return what the caller hears after a key, as TwiML."""
    name = "page_not_taken"
    if is_taken:
        name = "page_heard" if is_rehearsal else "page_taken"
    return f"<Response>{_say(render(name, language), language)}</Response>"


def _say(words: str, language: str) -> str:
    voice = VOICES.get(language, VOICES["en"])
    return f'<Say language="{voice}">{escape(words)}</Say>'
