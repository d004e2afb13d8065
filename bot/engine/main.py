"""The engine's process: load, serve until told to stop, finish what is under way."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from aiohttp import web

from bot import settings
from bot.engine.quiet import quiet
from bot.engine.server import EngineServer
from bot.errors import EngineError

if TYPE_CHECKING:
    from bot.engine import Engine

Say = Callable[[str], None]


def run(*, actions: str = "bot.actions", say: Say = print) -> None:
    """Serve with the process's settings until SIGTERM or SIGINT. Raises EngineError if it cannot start."""
    quiet()
    # By default the thread that answers HTTP may wait 5 ms for the one that computes; a message takes less than that.
    sys.setswitchinterval(0.001)
    asyncio.run(_serve(settings.current(), actions, say))


async def _serve(chosen: settings.Settings, actions: str, say: Say) -> None:
    started, stop = time.monotonic(), _stop_signal()
    server = EngineServer(
        secret=settings.engine_secret(chosen), deadline=chosen.message_deadline, pending=chosen.engine_pending
    )
    runner = await _listen(server, chosen)
    say(f"Motor: cargando {chosen.model} …")
    try:
        if await _loaded(server, actions, stop):
            say(f"Motor listo en {time.monotonic() - started:.1f} s: http://{chosen.engine_host}:{chosen.engine_port}")
            await stop.wait()
    finally:
        await runner.cleanup()
        await server.close()
    say("Motor detenido")


async def _loaded(server: EngineServer, actions: str, stop: asyncio.Event) -> bool:
    """Whether the engine is loaded; False when it was told to stop first. Raises EngineError if it cannot load."""
    loading = asyncio.create_task(server.load(lambda: _engine(actions)))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({loading, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if loading.done():
        await loading
    else:
        loading.cancel()
    return loading.done()


async def _engine(actions: str) -> Engine:
    from bot.engine import Engine

    return await Engine.load(actions=actions)


async def _listen(server: EngineServer, chosen: settings.Settings) -> web.AppRunner:
    """A running server. No access log: addresses would name conversations."""
    runner = web.AppRunner(server.app(), access_log=None, shutdown_timeout=chosen.message_deadline)
    await runner.setup()
    try:
        await web.TCPSite(runner, chosen.engine_host, chosen.engine_port).start()
    except OSError as error:
        await runner.cleanup()
        where = f"{chosen.engine_host}:{chosen.engine_port}"
        raise EngineError(f"No se puede escuchar en {where}: {error.strerror}") from error
    return runner


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    return stop
