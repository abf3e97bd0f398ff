"""What is sealed in the database must not stand in a log: watched in every test.

Sealing a value marks it; a log line that holds a marked value is remembered, and the
``app`` fixture fails the test it was written in.
"""

import json
import logging
from dataclasses import dataclass, field

import structlog
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from diary import sealed

# A "7" is sealed too, and stands in every timestamp.
SHORTEST = 6


@dataclass
class Canary:
    """The marked values of one test, and the log lines that held one."""

    marked: set[str] = field(default_factory=set)
    found: list[str] = field(default_factory=list)

    def mark(self, text: str) -> None:
        if len(text) >= SHORTEST:
            self.marked |= {text, json.dumps(text)[1:-1]}

    def look(self, line: str) -> None:
        if any(value in line for value in self.marked):
            self.found.append(line)

    def forget(self) -> list[str]:
        """Return the lines that held a marked value, and begin anew."""
        found, self.found = self.found, []
        self.marked = set()
        return found


def watch() -> Canary:
    """Look at all that is sealed and all that is logged from now on."""
    canary = Canary()
    formatter = structlog.stdlib.ProcessorFormatter
    format_line = formatter.format

    class MarkingAESGCM:
        """The cipher of ``diary.sealed``, whatever module seals by it."""

        def __init__(self, key: bytes) -> None:
            self._cipher = AESGCM(key)
            self.decrypt = self._cipher.decrypt

        def encrypt(self, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
            canary.mark(plain.decode("utf-8", "surrogatepass"))
            return self._cipher.encrypt(nonce, plain, bound)

    def looking_format(
        self: structlog.stdlib.ProcessorFormatter, record: logging.LogRecord
    ) -> str:
        line = format_line(self, record)
        canary.look(line)
        return line

    vars(sealed)["AESGCM"] = MarkingAESGCM
    formatter.format = looking_format  # type: ignore[method-assign]
    return canary
