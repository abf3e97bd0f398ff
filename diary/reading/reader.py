"""The reader's spine: from a text to a reading, one step a line."""

from datetime import date

from diary.reading.acts import find_acts, is_acknowledgement, is_carrier_start
from diary.reading.crisis import Crisis, find_crisis
from diary.reading.language import language_of, language_told, spoken_here
from diary.reading.opt_outs import OptOut, find_opt_out
from diary.reading.red_flags import find_red_flags
from diary.reading.requests import (
    find_requests,
    is_reaction,
    talk_of,
    words_of_request,
)
from diary.reading.results import Act, CrisisLevel, Kind, Reading, SymptomReport
from diary.reading.said import Said
from diary.reading.told import Told, merged, tell
from diary.reading.vocabulary import compile_all, vocabulary

WITHOUT_DIARY = frozenset({Kind.OPT_IN, Kind.UNDO, Kind.ACKNOWLEDGE, Kind.CHOICE})
"""Acts that take the whole text: no number in it is a mood."""
SELF_HARM = frozenset({"en.self_harm", "es.autolesion"})
SAID_WITH_IT = frozenset({"en.kill_self", "es.matarme", "en.end_it"})
"""Patterns so wide that they also hear plain self-harm."""

FIRST_TEXTS = ("6, slept badly, unquestionablyy", "hoy un 6, dormí muy mal")
"""Texts that make every list be loaded: a long unknown word, both languages."""


def warm() -> None:
    """Load and compile all lists: some seconds of CPU, for a thread at start."""
    compile_all()
    for text in FIRST_TEXTS:
        read(text)


def read(
    text: str,
    *,
    language: str = "en",
    asked: str | None = None,
    mood_too: bool = False,
    today: date | None = None,
) -> Reading:
    """Read one text; never raises, whatever the text holds.

    `language` is the patient's own, used where the words do not tell. `asked` names the
    open question (mood, ride, visit, booster, home, which_of_two) and lends its
    answers; `mood_too` says that the mood's is open beside it. `today` is the local
    date of the text and turns weekdays into dates.
    """
    said = Said.hear(text)
    tells = not is_acknowledgement(said)
    spoken = language_of(said, language) if tells else spoken_here(language)
    crisis = find_crisis(said, spoken)
    is_grave = crisis.level is CrisisLevel.PAGE
    is_own = not is_reaction(said)
    opted_out = find_opt_out(said, is_grave=is_grave) if is_own else None
    acts = find_acts(said, asked, opted_out) if is_own else ()
    was_asked = mood_too or asked == "mood"
    days = _tell(said, spoken, crisis, acts, opted_out, was_asked, today)
    found = [symptom for day in days for symptom in day.symptoms]
    readings = [_of_day(day, text, spoken, today) for day in days]
    main, corrects = readings[0], days[0].mood.corrects
    requests = find_requests(said, acts, corrects=corrects) if is_own else ()
    return Reading(
        text=text,
        kind=_kind(text, main, acts, crisis),
        day=main.day,
        mood=main.mood,
        scores=main.scores,
        symptoms=(*_of_crisis(crisis), *main.symptoms),
        crisis=crisis.level is CrisisLevel.PAGE,
        crisis_level=crisis.level,
        crisis_evidence=crisis.evidence,
        red_flags=find_red_flags(said, found),
        language=spoken,
        note=text,
        also=tuple(readings[1:]),
        acts=acts,
        ask=main.ask,
        corrects=corrects,
        restarts=is_carrier_start(text),
        requests=tuple(words_of_request(said, request) for request in requests),
        talk=talk_of(said, requests),
        today=today,
    )


def language_in(text: str) -> str | None:
    """Return the language a text's words tell, None where they do not."""
    return language_told(Said.hear(text))


def _tell(
    said: Said,
    language: str,
    crisis: Crisis,
    acts: tuple[Act, ...],
    opted_out: OptOut | None,
    was_asked: bool,
    today: date | None,
) -> list[Told]:
    fills_the_text = opted_out is not None and opted_out.is_whole
    fills_the_text = fills_the_text or is_reaction(said)
    if fills_the_text or any(act.kind in WITHOUT_DIARY for act in acts):
        return [Told()]
    return tell(said, language, crisis, was_asked=was_asked, today=today)


def _of_day(told: Told, text: str, language: str, today: date | None) -> Reading:
    return Reading(
        text=text,
        kind=Kind.ENTRY,
        day=told.day,
        mood=told.mood.value,
        scores=told.scores,
        symptoms=tuple(SymptomReport(*report) for report in merged(told.symptoms)),
        language=language,
        note=text,
        ask=told.ask,
        today=today,
    )


def _of_crisis(crisis: Crisis) -> tuple[SymptomReport, ...]:
    """Name what the words of crisis were about; hurting oneself is not yet suicide."""
    patterns = vocabulary().crisis
    named = {
        evidence.pattern: patterns[evidence.pattern].symptom
        for evidence in crisis.evidence
        if evidence.level is CrisisLevel.PAGE and evidence.pattern in patterns
    }
    if SELF_HARM.intersection(named) and named.keys() <= SELF_HARM | SAID_WITH_IT:
        return (SymptomReport("self_harm"),)
    return tuple(SymptomReport(key) for key in dict.fromkeys(named.values()) if key)


def _kind(text: str, main: Reading, acts: tuple[Act, ...], crisis: Crisis) -> Kind:
    """Name the text by its first act: crisis entry, opt-out, answer, entry, note."""
    kinds = [act.kind for act in acts]
    if crisis.level is CrisisLevel.PAGE and main.has_data:
        return Kind.ENTRY
    if kinds:
        return kinds[0]
    if main.has_data:
        return Kind.ENTRY
    return Kind.NOTE if any(map(str.isalnum, text)) else Kind.UNCLEAR
