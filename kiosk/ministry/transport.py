"""Calls the simulated ministry in lock-step: no socket, no thread, in whatever time there is."""

import httpx

from devices.clock import Clock
from kiosk.ministry.deadline import UNTIL
from kiosk.ministry.simulator import Ministry
from kiosk.ministry.wire import Request


class LockstepTransport(httpx.BaseTransport):
    """An httpx transport that ends in a function; waiting is done on the clock."""

    def __init__(self, ministry: Ministry, clock: Clock) -> None:
        self._ministry = ministry
        self._clock = clock

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as the ministry would, and as slowly."""
        if self._ministry.is_down:
            raise httpx.ConnectError("the ministry is down", request=request)
        answer = self._ministry.handle(
            Request(
                request.method,
                request.url.path,
                dict(request.headers),
                b"".join(request.stream),  # type: ignore[arg-type]
            )
        )
        until = UNTIL.get()
        ready = self._clock.monotonic() + answer.delay
        self._clock.sleep_until(min(ready, until))
        if ready > until:
            raise httpx.ReadTimeout("the ministry is slow", request=request)
        body = httpx.ByteStream(answer.body)
        return httpx.Response(answer.status, headers=dict(answer.headers), stream=body)
