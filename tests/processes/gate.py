"""The carrier with a gate: calls wait inside until so many are there, or as told.

That so many calls are open at once can then be waited for, where a latency would
only make it likely. Run as a process it prints its address.
"""

import asyncio
import json
import sys
from typing import Any

from tests.outbox.carrier import Carrier, Rules, Taken


class GatedCarrier(Carrier):
    """``/_hold`` with ``until`` shuts the gate to calls before the nth from now."""

    def __init__(self, rules: Rules) -> None:
        super().__init__(rules)
        self.opens_at = 0
        self.lists_of: list[str] = []

    async def think(self) -> None:
        while self.call_count < self.opens_at:
            await asyncio.sleep(0.01)
        await super().think()

    def listed(self, to: str) -> list[Taken]:
        self.lists_of.append(to)
        return super().listed(to)

    def told(self, path: str, asked: dict[str, Any]) -> dict[str, Any]:
        if path == "/_hold":
            self.opens_at = self.call_count + asked["until"]
        if path == "/_open":
            self.opens_at = 0
        return super().told(path, asked) | {"lists_of": self.lists_of}


def main() -> None:
    """Serve until killed; the first argument holds the rules as JSON."""
    carrier = GatedCarrier(Rules(**json.loads(sys.argv[1])))

    def say_where() -> None:
        sys.stdout.write(carrier.url + "\n")
        sys.stdout.flush()

    asyncio.run(carrier.serve(say_where))


if __name__ == "__main__":
    main()
