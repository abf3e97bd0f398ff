"""Who drives, where an answer to the ride question says so: "Y, my sister Ana".

Only what is plainly a person is taken; the whole answer is kept beside it anyway.
"""

import re
from dataclasses import dataclass

LONGEST_NAME = 40
# Seven digits or more, as people write numbers; bounded, so no text makes it slow.
_NUMBER = re.compile(r"\+?\(?\d(?:[\s().-]{0,2}\d){6,14}")
_YES = re.compile(
    r"\s*(?:y|yes|yeah|yep|yup|sure|ok(?:ay)?|s|s[ií]|claro|listo)\b[\s,.!:;-]{0,6}",
    re.I,
)
_LEAD = re.compile(
    r"(?:it'?s|its|with|by|es|con|ser[aá]|me lleva|me recoge|(?:i|we) have|tengo|a)\s+",
    re.I,
)
_PERSON = re.compile(
    r"(?:my|mi)\s+[^\W\d_]{2,20}(?:\s+[A-ZÁÉÍÓÚÑ][^\W\d_]{1,20})?"
    r"|[A-ZÁÉÍÓÚÑ][^\W\d_]{1,20}(?:\s+[A-ZÁÉÍÓÚÑ][^\W\d_]{1,20})?",
)
_MY = re.compile(r"(?:my|mi)\s+", re.I)


@dataclass(frozen=True)
class Escort:
    """Who was named and the number given, each None where nothing plain was said."""

    name: str | None
    number: str | None


def escort_in(text: str) -> Escort:
    """Return who drives as an answer tells it; "my sister Ana" becomes "sister Ana"."""
    said = text[:200]
    number = _NUMBER.search(said)
    words = _NUMBER.sub(" ", said)
    answered = _YES.match(words)
    rest = words[answered.end() :] if answered else words
    rest = _LEAD.sub("", rest, count=1) if _LEAD.match(rest) else rest
    person = _PERSON.match(rest)
    name = _MY.sub("", person[0], count=1)[:LONGEST_NAME] if person else None
    return Escort(name, number[0].strip() if number else None)
