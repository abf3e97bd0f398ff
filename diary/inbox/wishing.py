"""Whether a text asks something of the people at the clinic, beside what it answers.

Pure. Leaves the wishes that the service itself takes (a call, a new time, HELP) to
``acts``, and everything else in the text to whom it belongs.
"""

import re

from diary.reading import Kind, Reading

TAKEN = frozenset(
    {Kind.CALL, Kind.LATER, Kind.RESCHEDULE, Kind.HELP, Kind.UNDO, Kind.OPT_OUT}
)
"""Acts that are the answer to the sentence they stand in."""

_SENTENCE = re.compile(r"[^.?!;\n]+[.?!;]*")
_WORD = re.compile(r"[^\W\d_]+")
_MARKED_FROM = 3
"""A question mark after fewer words is doubt about a number: "6?", "7 I guess?"."""
_UNSURE = re.compile(r"\b(guess|maybe|perhaps|think|creo|quizas?|supongo|tal vez)\b")
_WHOM = r"(?:dr|doc|doctora?|nurse|clinic|office|desk|team|therapist|them|him|her)"
_IN_WORDS = (
    r"\bwhat (?:time|day) (?:do|does|is|am|are|should|can|will)\b",
    r"\bwh(?:en|ere) (?:do|does|is|am|are|should|can|will) (?:i|you|we|my|the|it)\b",
    r"\b(?:can|could|may|should) i (?!not\b|barely\b|hardly\b)",
    r"\b(?:can|could) (?:you|we|someone|somebody) ",
    r"\bdo i (?:need|have|get|come|still|bring|take)\b",
    r"\bam i (?:supposed|allowed|still)\b",
    r"\bis it (?:ok|okay|safe|normal|fine|all ?right)\b",
    r"\bhow (?:do|should|can) (?:i|you|we)\b",
    rf"(?:^|[,:]|\b(?:please|pls|plz|and)) *(?:tell|ask|let) (?:the |my )?{_WHOM}\b",
    r"\bi? ?need (?:a |my |another )?(?:new )?(?:refill|prescription|script|letter)\b",
    r"\b(?:a que hora|que dia) (?:es|voy|tengo|debo|llego|me toca|vengo|entro)\b",
    r"\b(?:cuando|donde) (?:es|esta|queda|voy|tengo|debo|puedo|me toca) ",
    r"(?:^|[,:]|\b(?:y|e)) *(?:puedo|puede|pueden|podria|podrian|debo) \w+",
    r"\btengo que (?:ir|llevar|llegar|traer|ayunar)\b",
    r"\bes normal que\b",
    r"(?:^|[,:]|\b(?:por favor|y)) *(?:diga|digan|dile|pregunte|avise)(?:le|les|n)? ",
    r"\bnecesito (?:una |mi |otra )?(?:receta|carta|nota)\b",
)
_ASKS = re.compile("|".join(_IN_WORDS))
_ACCENTS = str.maketrans("áéíóúü", "aeiouu")


def asks_the_clinic(heard: Reading) -> bool:
    """Say whether a sentence asks or tells the clinic what no act of the text takes."""
    taken = [act.detail.casefold() for act in heard.acts if act.kind in TAKEN]
    if heard.corrects or "" in taken:
        return False  # "can you change my 6 to a 7", "can you stop texting me"
    sentences = (found.group().casefold() for found in _SENTENCE.finditer(heard.text))
    return any(_asks(each) for each in sentences if not _holds(each, taken))


def _holds(sentence: str, details: list[str]) -> bool:
    return any(detail in sentence for detail in details)


def _asks(sentence: str) -> bool:
    plain = sentence.translate(_ACCENTS).strip(" \t¿¡")
    is_marked = plain.endswith("?") and len(_WORD.findall(plain)) >= _MARKED_FROM
    if is_marked and not _UNSURE.search(plain):
        return True
    return _ASKS.search(plain) is not None
