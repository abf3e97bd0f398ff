"""No test reaches another machine: Python's own audit events refuse it.

Loopback and Unix sockets stay open. Programs that tests start are not watched.
"""

import ipaddress
import socket
import sys
from typing import Any

LOOK_UPS = ("socket.getaddrinfo", "socket.gethostbyname")
CALLS = ("socket.connect", "socket.sendto", "socket.sendmsg")


class NetworkRefused(BaseException):
    """A test asked for another machine; no ``except Exception`` may hide it."""


def refuse() -> None:
    """Refuse from now on, in this process; there is no way back."""
    sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in LOOK_UPS:
        _require_loopback(arguments[0])
    elif event in CALLS and arguments[0].family in (socket.AF_INET, socket.AF_INET6):
        _require_loopback(arguments[1][0])


def _require_loopback(host: str | bytes | None) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if not name or name == "localhost":
        return
    try:
        if ipaddress.ip_address(name).is_loopback:
            return
    except ValueError:
        pass
    raise NetworkRefused(f"a test asked for {name}")
