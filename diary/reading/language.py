"""Which language a text is written in, when its words tell."""

from functools import lru_cache

from diary.reading.said import Said
from diary.reading.vocabulary import LANGUAGES, load

MARKS = frozenset("ñ¿¡")


def language_of(said: Said, default: str) -> str:
    """Name the language by its small words; a tie leaves the patient's own."""
    return language_told(said) or spoken_here(default)


def spoken_here(language: str) -> str:
    """Name a language that is known: the one asked for, else the first."""
    return language if language in LANGUAGES else LANGUAGES[0]


def language_told(said: Said) -> str | None:
    """Name the language by its small words, None where they do not tell."""
    english, spanish = _small_words("en"), _small_words("es")
    more_spanish = sum((w in spanish) - (w in english) for w in said.words)
    more_spanish += 2 * (not MARKS.isdisjoint(said.text))
    if more_spanish:
        return "es" if more_spanish > 0 else "en"
    return None


@lru_cache(maxsize=len(LANGUAGES))
def _small_words(language: str) -> frozenset[str]:
    return frozenset(load(language, "small")["small"])
