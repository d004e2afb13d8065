"""``ventanilla run`` starts and watches the engine and the gateway; ``ventanilla gateway`` is the latter alone."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.errors import SettingsError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from bot.knowledge import Catalogue, Procedure
    from bot.settings import Settings


_proxy = click.option(
    "--proxy",
    metavar="DIRECCIÓN",
    help="Dirección del proxy cuyas cabeceras X-Forwarded-* se creen; sin ella, ninguna.",
)


@click.command()
@_proxy
def run(proxy: str | None) -> None:
    """Pone en marcha Ventanilla: el motor y la página web."""
    from bot.commands.supervisor import Child, Supervisor, wait_for_http

    settings = _settings()
    _check(settings)
    address = _address(settings)
    children = [
        Child("motor", _command("engine")),
        Child("página web", _command("gateway", *(["--proxy", proxy] if proxy else []))),
    ]
    supervisor = Supervisor(children, ready=wait_for_http(f"{address}/health/ready"), say=_say)
    sys.exit(asyncio.run(supervisor.run(f"Ventanilla está lista: {public_url(settings)}")))


@click.command()
@_proxy
def gateway(proxy: str | None) -> None:
    """Pone en marcha solo la página web; el motor ya debe estar en marcha o llegar después."""
    import uvicorn

    settings = _settings()
    _check_port(settings.gateway_host, settings.gateway_port, "VENTANILLA_GATEWAY_PORT")
    _quiet_logs()
    uvicorn.run(
        build_app(settings),
        host=settings.gateway_host,
        port=settings.gateway_port,
        # uvicorn's websockets code breaks with the version that Rasa pins, and nothing here uses them.
        ws="none",
        log_level="warning",
        # Addresses of people are not kept.
        access_log=False,
        server_header=False,
        proxy_headers=proxy is not None,
        forwarded_allow_ips=proxy,
        timeout_graceful_shutdown=int(settings.message_deadline) + 2,
    )


def build_app(settings: Settings) -> ASGIApp:
    """The gateway's application over the built knowledge base; raises KnowledgeError when there is none."""
    from bot.gateway import GatewayConfig, create_app
    from bot.knowledge import Catalogue
    from bot.settings import engine_secret, session_secret

    catalogue = Catalogue(settings.knowledge)
    config = GatewayConfig(
        engine_url=f"http://{settings.engine_host}:{settings.engine_port}",
        engine_secret=engine_secret(settings),
        session_secret=session_secret(settings),
        database_url=settings.database_url,
        public_url=public_url(settings),
        sources=(Path("knowledge/fuentes"), settings.catalogue),
        # The engine gives up first, and says so.
        deadline=settings.message_deadline + 2,
    )
    return create_app(config, library=catalogue, find=lambda text, limit: _found(catalogue, text, limit))


def public_url(settings: Settings) -> str:
    """The address that people use: the one configured, else where the gateway listens."""
    from bot.settings import Settings

    return _address(settings) if settings.public_url == Settings().public_url else settings.public_url.rstrip("/")


def _address(settings: Settings) -> str:
    return f"http://{_reachable(settings.gateway_host)}:{settings.gateway_port}"


def _found(catalogue: Catalogue, text: str, limit: int) -> list[Procedure]:
    """What fits ``text``, leaving out what is far less likely than the best."""
    found = catalogue.search(text, limit=limit)
    return [match.procedure for match in found if match.plausible >= found[0].plausible / 4]


def _command(*arguments: str) -> list[str]:
    """A command of ours in the same environment, whether or not its script is on the PATH."""
    return [sys.executable, "-c", "from bot.cli import main; main()", *arguments]


def _settings() -> Settings:
    from bot import settings

    try:
        return settings.current()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def _check(settings: Settings) -> None:
    """Refuse to start what could not become ready, and say what to do."""
    if not settings.knowledge.is_file():
        raise click.ClickException(f"Falta la base de conocimiento {settings.knowledge}: use «ventanilla kb build».")
    if not settings.model.is_file():
        raise click.ClickException(f"Falta el modelo {settings.model}: entrénelo con «ventanilla train».")
    _check_port(settings.engine_host, settings.engine_port, "VENTANILLA_ENGINE_PORT")
    _check_port(settings.gateway_host, settings.gateway_port, "VENTANILLA_GATEWAY_PORT")


def _check_port(host: str, port: int, variable: str) -> None:
    """A taken port is told apart now, by name, rather than by a child that cannot start."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As the servers themselves do: a port whose last owner has just left is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(_port_message(host, port, variable, error)) from error


def _port_message(host: str, port: int, variable: str, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"El puerto {port} de {host} está ocupado: ciérrelo, o elija otro con {variable}."
    return f"No se puede escuchar en {host}:{port} ({error.strerror}); revise {variable}."


def _reachable(host: str) -> str:
    """Where this machine reaches a server that listens on ``host``."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)


def _quiet_logs() -> None:
    logging.basicConfig(level=logging.WARNING)
    # At INFO it writes each address it asks for, and those carry conversation ids.
    logging.getLogger("httpx").setLevel(logging.WARNING)


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()
