"""A demo clinic on a real port, for journeys that begin on the simulated phone."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask

from diary import demo
from tests.browser.serving import serving
from tests.demo.running import run_filling

SMALL = demo.Size(patients=3, months=2)


@contextmanager
def open_demo(make_app: Callable[..., Flask]) -> Iterator[str]:
    """Serve a small demo clinic and yield its address, which its texts link to."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    app = make_app(demo=True, base_url=address)
    with app.app_context():
        run_filling(app, SMALL)
    with serving(app, port):
        yield address
