"""What stands around a symptom: denied, somebody else's, only feared, or long past."""

from bisect import bisect_left

from diary.reading.numbers import Number
from diary.reading.patterns import Match
from diary.reading.said import Said

DENIAL_REACH = 4
LIST_REACH = 16
CONTEXT_REACH = 40
PERSON_REACH = 12
STOPS = """but just still except though pero solo sino aunque because cuz im i porque
    so then started feeling now only"""
STOPS_DENIAL = frozenset(STOPS.split())
LAUGHTER = ("lol", "lmao", "haha", "jaja", "jeje", "rofl", "😂", "🤣")
SPOKEN_TO = frozenset(
    ["you", "your", "u", "ur", "le", "les", "te", "tu", "usted", "su"]
)
ANSWERS_NO = frozenset(
    ["no", "nope", "nah", "none", "never", "nada", "ninguno", "ninguna", "nunca"]
)
ANSWERS_YES = frozenset({"si", "yes", "yep"})
LISTING = frozenset({"or", "nor", "ni", "o"})
LISTED = LISTING | {"and", "y"}
JOINING = frozenset({"and", "y", "n", "or", "nor", "ni", "o", "e", "any", "no", "de"})
AND = frozenset({"and", "y", "e", "n"})
TELLS_ANEW = "me se tengo ando estoy traigo siento sigo con im i got had"
GOES_ON = frozenset(TELLS_ANEW.split())
"""First words of a wording that tells anew: "no comí y me siento mareada"."""
NEGATIVE = frozenset(
    [
        "no",
        "not",
        "cant",
        "couldnt",
        "dont",
        "didnt",
        "wont",
        "sin",
        "cannot",
        "nada",
        "ni",
        "zero",
        "cero",
    ]
)
LEADING = """with to at for of by from about and near after before see saw visit visited
    told love like a con de para por al del tell call called n y"""
PREPOSITIONS = frozenset(LEADING.split())


LOOSE = frozenset({"ask", "told"})
"""What makes possible only what one does not claim: "is it normal that I am dizzy"."""
BESIDE = frozenset({"next to", "across from", "chair beside", "one beside"})
"""Where somebody is who is only told of by the place: "the lady next to me"."""


def is_denied(said: Said, matches: list[Match], match: Match) -> bool:
    if _is_answered(said, match.end, ANSWERS_YES):
        return False
    masks = said.near("not_denial", match, LIST_REACH)
    # The nearest word before it speaks first: a long list costs no look at them all.
    for denial in _outwards(said.near("denial", match, LIST_REACH), match):
        if any(mask.overlaps(denial) for mask in masks):
            continue
        if _is_of_trouble(said, matches, denial, match):
            continue
        if denial.key == "before" and denial.start < match.start:
            if denial.end < match.end and _reaches(said, matches, denial, match):
                return True
        elif denial.key == "after" and _looks_back(said, matches, denial, match):
            return NEGATIVE.isdisjoint(said.words[match.start : match.end])
    end = _end_of_list(said, matches, match)
    is_free = NEGATIVE.isdisjoint(said.words[match.start : end])
    return is_free and _is_answered(said, end, ANSWERS_NO)


def _end_of_list(said: Said, matches: list[Match], match: Match) -> int:
    """Where a pair joined by a word ends: "dolor de cabeza y nauseas no"."""
    follows = within(matches, match.end + 1, match.end + 2)
    if follows and said.words[match.end] in LISTED:
        return follows[0].end
    return match.end


def _is_of_trouble(
    said: Said, matches: list[Match], denial: Match, match: Match
) -> bool:
    """Whether its "no" tells another symptom: "no me concentro y olvido todo"."""
    return any(
        other.holds(denial) and other != match and other not in said.get("absent")
        for other in within(matches, 0, denial.end)
    )


def _is_answered(said: Said, at: int, answers: frozenset[str]) -> bool:
    """Whether a bare word answers it: "nausea: none", "mareo no", "mareo sí"."""
    if at >= len(said.words) or said.words[at] not in answers:
        return False
    marks = set(said.tokens[at].before)
    ended = at + 1 == len(said.words) or said.clauses[at + 1] != said.clauses[at]
    return ended and marks.isdisjoint(".;!\n,") and not said.asks(at)


def _outwards(denials: list[Match], match: Match) -> list[Match]:
    split = bisect_left(denials, match.start, key=lambda denial: denial.start)
    return [*reversed(denials[:split]), *denials[split:]]


def _looks_back(said: Said, matches: list[Match], denial: Match, match: Match) -> bool:
    """Whether "gone" on the right means this one: "nausea and headache gone"."""
    if denial.start < match.end or _is_part(matches, denial):
        return False
    listed = {
        at
        for m in within(matches, match.end, denial.start)
        for at in range(m.start, m.end)
    }
    between = range(match.end, denial.start)
    others = [said.words[at] for at in between if at not in listed]
    return JOINING.issuperset(others) if listed else len(others) <= 1


def _is_part(matches: list[Match], denial: Match) -> bool:
    """Whether it only says how bad another one is: "y no dormi nada"."""
    return any(m.holds(denial) for m in within(matches, 0, denial.end))


def _reaches(said: Said, matches: list[Match], denial: Match, match: Match) -> bool:
    """Whether a denial on the left still governs a symptom on its right.

    Both may hold the verb: "didn't feel" and "feel spacey".
    """
    between = range(denial.end, match.start)
    words = said.words[denial.end : match.start]
    if not STOPS_DENIAL.isdisjoint(words) or _starts_anew(said, denial, match):
        return False
    listed = {
        at
        for m in within(matches, denial.end, match.start)
        for at in range(m.start, m.end)
    }
    if any(at in listed for at in between):
        return _is_list(said, between, listed, match)
    same_clause = said.clauses[denial.end - 1] == said.clauses[match.start]
    return same_clause and len(between) <= DENIAL_REACH


def _starts_anew(said: Said, denial: Match, match: Match) -> bool:
    """Whether an "and" goes on with a verb: "no salí y tengo ansiedad"."""
    for at in range(denial.end, match.start):
        after = said.words[at + 1]
        known = JOINING if at + 1 < match.start else said.words[match.start : match.end]
        if said.words[at] in AND and (after not in known or after in GOES_ON):
            return True
    return False


def _is_list(said: Said, between: range, listed: set[int], match: Match) -> bool:
    others = [said.words[at] for at in between if at not in listed]
    if not JOINING.issuperset(others):
        return False
    sentence = said.sentences[match.start]
    ahead = range(between.start, min(len(said.words), match.end + LIST_REACH))
    rest = [said.words[at] for at in ahead if said.sentences[at] == sentence]
    only_and = others and others[-1] in {"and", "y", "n"}
    return not LISTING.isdisjoint(rest) or bool(only_and and len(between) <= 3)


def within(matches: list[Match], start: int, end: int) -> list[Match]:
    low = bisect_left(matches, start, key=lambda m: m.start)
    high = bisect_left(matches, end, key=lambda m: m.start)
    return matches[low:high]


def is_laughing(said: Said, match: Match) -> bool:
    """Whether breathless or in tears only from laughing."""
    if match.key not in {"breath", "faint", "mood_drop"}:
        return False
    return any(word.startswith(LAUGHTER) for word in said.words)


def is_said_of_another(said: Said, number: Number) -> bool:
    """Whether a number is somebody else's: "my husband's mood is 3"."""
    persons = said.near("person", Match("", number.start, number.end), PERSON_REACH)
    named = (p for p in persons if said.words[p.start] not in SPOKEN_TO)
    if not any(person.key == "other" for person in named):
        return False
    return is_of_another(said, Match("", number.start, number.end))


def is_not_now(said: Said, match: Match) -> bool:
    return (
        is_of_another(said, match)
        or is_only_possible(said, match)
        or _is_long_past(said, match)
    )


def is_of_another(said: Said, match: Match) -> bool:
    """Whether the nearest subject before the symptom is somebody else."""
    nearest: Match | None = None
    clause = said.clauses[match.start]
    led_by = clause - _goes_on(said, match)
    for person in said.near("person", match, PERSON_REACH):
        if person.start >= match.end:
            continue
        if said.clauses[person.start] not in (clause, led_by):
            continue
        if person.key == "other" and not is_subject(said, person):
            continue
        if person.key == "self" and _is_inside_another(said, person):
            continue
        if nearest is None or person.start >= nearest.end:
            nearest = person
    return nearest is not None and nearest.key == "other"


def _goes_on(said: Said, match: Match) -> bool:
    """Whether its clause hangs on the one before: "a el le fue mal, con vomitos"."""
    first = bisect_left(said.clauses, said.clauses[match.start])
    return said.words[first] in {"con", "with"}


def _is_inside_another(said: Said, person: Match) -> bool:
    """Whether "my" belongs to somebody: "my sister", "the lady next to me"."""
    if said.words[person.start] == "me" and _words_before(said, person) in BESIDE:
        return True
    others = said.near("person", person, 2)
    return any(other.key == "other" and other.holds(person) for other in others)


def _words_before(said: Said, person: Match) -> str:
    return " ".join(said.words[max(0, person.start - 2) : person.start])


def is_subject(said: Said, person: Match) -> bool:
    """Whether a person does something here, rather than being with, of or for it."""
    before = person.start - 1
    if before < 0 or said.clauses[before] != said.clauses[person.start]:
        return True
    return said.words[before] not in PREPOSITIONS


def is_only_possible(said: Said, match: Match) -> bool:
    return any(
        maybe.start <= match.start
        and (maybe.start < match.start or maybe.end > match.end + 1)
        and match.start - maybe.end <= PERSON_REACH
        and not (maybe.key in LOOSE and _is_claimed(said, maybe, match))
        and not (maybe.key == "if" and _is_torn_apart(said, maybe))
        for maybe in said.near("maybe", match, CONTEXT_REACH)
    )


def _is_torn_apart(said: Said, maybe: Match) -> bool:
    """Whether a mark stands inside a condition: "mareo si, vomito no"."""
    return said.clauses[maybe.start] != said.clauses[maybe.end - 1]


def _is_claimed(said: Said, asking: Match, match: Match) -> bool:
    """Whether the question is about what one has: "is it normal that I am dizzy"."""
    if said.clauses[asking.start] != said.clauses[match.start]:
        return True
    claims = said.near("claim", match, PERSON_REACH)
    return any(asking.start - 1 <= c.start <= match.start for c in claims)


def _is_long_past(said: Said, match: Match) -> bool:
    masks = said.near("not_past", match, CONTEXT_REACH)
    return any(
        not any(mask.overlaps(past) for mask in masks)
        for past in said.near("past", match, CONTEXT_REACH)
    )
