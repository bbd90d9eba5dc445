"""Puts the simulated ministry on HTTP, with its control channel."""

import asyncio
import logging
import socket
from collections.abc import Callable, Mapping

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import Response as HttpResponse
from starlette.routing import Route

from devices.bench import Address, control_channel, mind_signals, until_told
from devices.simulator import Json
from kiosk.ministry.contract import MAX_BODY
from kiosk.ministry.simulator import Ministry
from kiosk.ministry.wire import Request

GRACE = 1
"""Seconds that an answer under way gets when the server stops."""


def application(ministry: Ministry) -> Starlette:
    """Return the ministry as an ASGI application; requests are handled one at a time."""
    turn = asyncio.Lock()

    async def answer(request: HttpRequest) -> HttpResponse:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                break
        asked = Request(request.method, request.url.path, dict(request.headers), bytes(body))
        async with turn:
            answered = await asyncio.to_thread(ministry.handle, asked)
        await asyncio.sleep(answered.delay)
        return HttpResponse(answered.body, answered.status, dict(answered.headers))

    methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]
    return Starlette(routes=[Route("/{path:path}", answer, methods=methods)])


async def serve_ministry(
    ministry: Ministry,
    *,
    tcp: Address,
    control: Address | None,
    parent: int | None = None,
) -> None:
    """Serve until told to stop; prints one line, the address. While down, nobody listens at all."""
    changed = asyncio.Event()

    def act(request: Mapping[str, Json]) -> dict[str, Json]:
        seen = ministry.act(request)
        changed.set()
        return seen

    over = asyncio.create_task(until_told(mind_signals(), parent))
    async with control_channel(control, act):
        host, port = tcp
        announced = False
        while not over.done():
            changed.clear()
            server = _server(ministry, host, port)
            serving = asyncio.create_task(server.serve())
            await server.listening.wait()
            port = server.servers[0].sockets[0].getsockname()[1]
            if not announced:
                print(f"http://{host}:{port}", flush=True)  # noqa: T201 - the line callers wait for
                announced = True
            await _until(over, changed, lambda: ministry.is_down)
            server.should_exit = True
            await serving
            await _until(over, changed, lambda: not ministry.is_down)


async def _until(
    over: asyncio.Task[None], changed: asyncio.Event, reached: Callable[[], bool]
) -> None:
    """Wait until the weather is as wanted, or it is all over."""
    while not over.done() and not reached():
        changed.clear()
        waiting = asyncio.create_task(changed.wait())
        await asyncio.wait({over, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()


class _Server(uvicorn.Server):
    """uvicorn, with word of when it listens. It ends the process where it cannot."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


def _server(ministry: Ministry, host: str, port: int) -> _Server:
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    return _Server(
        uvicorn.Config(
            application(ministry),
            host=host,
            port=port,
            access_log=False,
            server_header=False,
            lifespan="off",
            log_config=None,
            timeout_graceful_shutdown=GRACE,
        )
    )
