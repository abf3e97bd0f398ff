"""Phone numbers: E.164 in, masked form out.

Leaves to ``sealed`` how a number is stored and looked up. ``+1555…`` numbers are
possible though not assigned, and accepted: clinics use them for training.
"""

from functools import lru_cache

import phonenumbers

from diary.errors import Invalid

NO_NUMBER = (
    "This is not a phone number. Write it with its area code, like +1 555 010 0123."
)


@lru_cache(maxsize=4096)
def e164(written: str, country: str = "US") -> str:
    """Return the number in E.164; raises Invalid for what cannot be one."""
    try:
        number = phonenumbers.parse(written, country)
    except phonenumbers.NumberParseException as error:
        raise Invalid({"phone": NO_NUMBER}) from error
    # Possible within a town only ("555-0100") is no number that can be dialled.
    reason = phonenumbers.is_possible_number_with_reason(number)
    is_whole = reason == phonenumbers.ValidationResult.IS_POSSIBLE
    if not is_whole or number.extension:
        raise Invalid({"phone": NO_NUMBER})
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=4096)
def national(number: str) -> str:
    """Return an E.164 number as people of its country write it.

    Short codes and names text too, and come back as they are.
    """
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


def masked(number: str) -> str:
    """Return the number with all but its last two digits hidden, for logs and lists."""
    return "…" + number[-2:]
