"""HTTP with one deadline for a whole call.

httpx's timeouts bound each read; a server that drips a byte a second would never meet one. Here
every read and write of a call gets only what is left of the call's own time.
"""

from collections.abc import Iterable
from contextvars import ContextVar
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

from devices.clock import Clock

UNTIL: ContextVar[float] = ContextVar("UNTIL")
"""Monotonic seconds at which the call at hand must be over; set by whoever makes the call."""


def deadline_transport(clock: Clock) -> httpx.HTTPTransport:
    """Return httpx's own transport, on a network that keeps to `UNTIL`."""
    transport = httpx.HTTPTransport(trust_env=False)
    pool: Any = transport._pool  # noqa: SLF001 - httpx offers no other way to its network
    pool._network_backend = _Backend(clock)  # noqa: SLF001
    return transport


class _Backend(httpcore.SyncBackend):
    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        stream = super().connect_tcp(host, port, timeout, local_address, socket_options)
        return _Stream(stream, self._clock)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, clock: Clock) -> None:
        self._inner = inner
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._inner.read(max_bytes, self._left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._inner.write(buffer, self._left(httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        left = self._left(httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._clock)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as httpcore declares it
        return self._inner.get_extra_info(info)

    def _left(self, error: type[Exception]) -> float:
        left = UNTIL.get() - self._clock.monotonic()
        if left <= 0:
            raise error("the call's deadline has passed")
        return left
