"""One call to a carrier, and every way it can end made into a result.

Leaves when to call to ``dispatch`` and what a result means to ``outcomes``.
"""

from diary.logs import log
from diary.outbox.gateway import (
    AwaitedGateway,
    CalledOff,
    Failure,
    Gateway,
    GatewayError,
    SendRequest,
)
from diary.outbox.intents import Order
from diary.outbox.outcomes import Result

_log = log("outbox")


def awaited(gateway: Gateway) -> AwaitedGateway | None:
    """Return the carrier if its calls may wait side by side in one thread."""
    return gateway if isinstance(gateway, AwaitedGateway) else None


async def sent(
    gateway: Gateway,
    together: AwaitedGateway | None,
    order: Order,
    request: SendRequest,
) -> Result:
    """Call a carrier once and say how it ended; never raises."""
    try:
        if together:
            accepted = await together.send_awaited(request)
        else:
            accepted = gateway.send(request)
    except CalledOff as off:
        failure = Failure.NOT_SENT if off.is_late else None
        return Result(order, "", failure=failure, is_off=not off.is_late)
    except GatewayError as error:
        return Result(
            order,
            gateway.account,
            failure=error.failure,
            code=error.code,
            retry_after=error.retry_after,
        )
    except Exception:  # noqa: BLE001 - it may have been sent: a doubt, not a crash
        _log.exception("carrier call failed unsorted", message=order.ref)
        return Result(order, gateway.account, failure=Failure.IN_DOUBT)
    return Result(order, gateway.account, sid=accepted.sid, status=accepted.status)
