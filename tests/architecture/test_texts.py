"""Every text exists in every language, asks for the same values, and tells nothing."""

import re

from diary import texts
from diary.helplines import by_country, helplines_of, spoken

# The longest values a text can be handed, by the name of the placeholder.
LONGEST = {
    "clinic": 24,
    "url": 80,
    "link": 80,
    "phone": 15,
    # A day and a time as texts write them, the longest there are.
    "day": 10,
    "time": 14,
    # "Wed 12:30 PM", "el mie 12:30 PM".
    "opens": 15,
}
OTHERWISE = 16

MORE_THAN_ONE_SEGMENT: dict[str, str] = {}

TELLING = re.compile(
    r"ketamin|spravato|mood|depress|psychiat|suicid|therap|treatment|dos(e|is)\b|"
    r"diagnos|infusion|trip\b|symptom|"
    r"ánimo|depresi|psiqui|terapia|tratamiento|síntoma|sintoma",
    re.IGNORECASE,
)
# A carrier takes these whole words for itself: nobody may be asked to text them.
CARRIERS_OWN = re.compile(r"\b(CANCEL|END|QUIT|YES|UNSUBSCRIBE|REVOKE|OPTOUT)\b")


def all_texts() -> list[tuple[str, str]]:
    return [
        (lang, name) for lang in texts.LANGUAGES for name in sorted(texts.names(lang))
    ]


def longest(language: str, name: str) -> str:
    """Return the text with every value as long as it can get."""
    fields = texts.placeholders(name, language)
    values = {field: "n" * LONGEST.get(field, OTHERWISE) for field in fields}
    if not fields & {"emergency", "talk", "lines"}:
        return texts.render(name, language, **values)
    anywhere = [
        texts.render(name, language, **values | spoken(country, language))
        for country in ("", *by_country())
        if is_for(name, country)
    ]
    return max(anywhere, key=len)


def is_for(name: str, country: str) -> bool:
    """Say whether a text is ever sent in this country; "" is one we do not know."""
    known = helplines_of(country)
    if name in {"no_drive", "no_drive_local"}:
        return (known.emergency is None) == (name == "no_drive_local")
    return known.crisis is not None or "talk" not in texts.placeholders(name, "en")


def test_every_language_has_every_text() -> None:
    english = texts.names("en")
    assert {lang: texts.names(lang) ^ english for lang in texts.LANGUAGES} == {
        lang: set() for lang in texts.LANGUAGES
    }


def test_every_language_asks_for_the_same_values() -> None:
    different = [
        f"{lang}/{name}"
        for lang, name in all_texts()
        if texts.placeholders(name, lang) != texts.placeholders(name, "en")
    ]
    assert not different


def test_a_text_fits_one_segment_or_says_why_not() -> None:
    long = {
        f"{lang}/{name}": len(longest(lang, name))
        for lang, name in all_texts()
        if texts.segments(longest(lang, name)) > 1 and name not in MORE_THAN_ONE_SEGMENT
    }
    assert not long


def test_a_text_uses_the_seven_bit_alphabet() -> None:
    wide = {
        f"{lang}/{name}": wide_letters(longest(lang, name))
        for lang, name in all_texts()
        if not texts.is_gsm7(longest(lang, name))
    }
    assert not wide


def wide_letters(text: str) -> str:
    return "".join(sorted({letter for letter in text if not texts.is_gsm7(letter)}))


def test_a_text_tells_nothing_to_whoever_reads_the_screen() -> None:
    telling = {
        f"{lang}/{name}": found.group()
        for lang, name in all_texts()
        if (found := TELLING.search(longest(lang, name)))
    }
    assert not telling


def test_no_text_asks_for_a_word_the_carrier_takes() -> None:
    taken = {
        f"{lang}/{name}": found.group()
        for lang, name in all_texts()
        if (found := CARRIERS_OWN.search(longest(lang, name)))
    }
    assert not taken
