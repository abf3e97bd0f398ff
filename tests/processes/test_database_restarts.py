"""PostgreSQL is restarted, gently and hard, while texts go out and come in."""

from collections.abc import Callable

import pytest

from tests import postgres
from tests.processes.box import Box, until
from tests.processes.knocking import Knocking


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_restarted_under_load_it_loses_nothing_and_doubles_nothing(
    make_box: Callable[..., Box], server: postgres.Server, mode: str
) -> None:
    box = make_box(latency_s=0.05)
    web = box.web()
    workers = box.workers(2)
    knocking = Knocking(box)
    box.add_texts(150)
    until(lambda: box.calls() > 20, "the first calls")
    server.stop(mode)
    until(lambda: knocking.answers[503] > 3, "a webhook that is not stored")
    assert box.get("/readyz")[0] == 503
    server.restart(mode)
    until(lambda: box.get("/readyz")[0] == 200, "the web to be ready again")
    knocking.stop()
    box.all_handed_over(150)
    knocking.all_stored_once()
    assert set(knocking.answers) == {200, 503}
    assert not any(one.has_ended() for one in (web, *workers))
