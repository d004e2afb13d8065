"""Settings: one table of name, default and one sentence. The only place that reads the environment.

Each field of ``Settings`` is read from the variable ``VENTANILLA_<NAME>``; docs/configuracion.md lists them all.
"""

from __future__ import annotations

import dataclasses
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.errors import SettingsError

PREFIX = "VENTANILLA_"


def _setting(default: Any, help: str) -> Any:
    """One row of the table: its default, and one Spanish sentence for operators."""
    return dataclasses.field(default=default, metadata={"help": help})


@dataclasses.dataclass(frozen=True)
class Settings:
    """What can be configured. Relative paths start at the working directory."""

    var: Path = _setting(Path("var"), "Carpeta de los datos que Ventanilla escribe al funcionar.")
    knowledge: Path = _setting(Path("var/knowledge.db"), "Base de conocimiento construida por «ventanilla kb build».")
    model: Path = _setting(Path("models/ventanilla.tar.gz"), "Modelo de Rasa entrenado por «ventanilla train».")
    catalogue: Path = _setting(
        Path("var/catalogo"), "Carpeta de la copia del catálogo nacional («ventanilla kb sync»)."
    )
    catalogue_url: str = _setting("https://www.gob.ec/api/v1/", "Dirección de la API del catálogo nacional.")
    catalogue_rate: float = _setting(2.0, "Peticiones por segundo, como máximo, a la API del catálogo nacional.")
    catalogue_timeout: float = _setting(30.0, "Segundos que se espera a la API del catálogo nacional cuando calla.")
    database_url: str = _setting(
        "sqlite:///var/ventanilla.db", "Base operativa: bandejas, transcripciones y casos (SQLite o PostgreSQL)."
    )
    tracker_url: str = _setting(
        "sqlite:///var/tracker.db", "Base con el estado del diálogo de cada conversación (SQLite o PostgreSQL)."
    )
    tracker_events: int = _setting(40, "Sucesos que se guardan de una conversación antes de resumir los más antiguos.")
    database_timeout: float = _setting(3.0, "Segundos que se espera a una base de datos ocupada.")
    engine_host: str = _setting("127.0.0.1", "Dirección en la que escucha el motor; nunca debe ser pública.")
    engine_port: int = _setting(5055, "Puerto del motor.")
    engine_secret: str = _setting(
        "", "Secreto entre la pasarela y el motor; vacío: se genera una vez en la carpeta de datos."
    )
    engine_pending: int = _setting(64, "Mensajes que el motor admite a la vez antes de responder que está ocupado.")
    message_deadline: float = _setting(10.0, "Segundos que puede tardar la respuesta a un mensaje.")
    gateway_host: str = _setting("127.0.0.1", "Dirección en la que escucha la pasarela.")
    gateway_port: int = _setting(8000, "Puerto de la pasarela.")
    public_url: str = _setting("http://127.0.0.1:8000", "Dirección pública de la pasarela, sin barra final.")
    session_secret: str = _setting(
        "", "Secreto que firma las sesiones web; vacío: se genera una vez en la carpeta de datos."
    )


_READERS: Mapping[str, Callable[[str], Any]] = {"Path": Path, "str": str, "int": int, "float": float}
_current: Settings | None = None


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings that ``environment`` (default: the process's own) gives.

    Raises SettingsError for an unreadable value and for a VENTANILLA_ variable that is no setting.
    """
    source = os.environ if environment is None else environment
    given = {name: value for name, value in source.items() if name.startswith(PREFIX)}
    fields = {PREFIX + field.name.upper(): field for field in dataclasses.fields(Settings)}
    if unknown := sorted(given.keys() - fields.keys()):
        raise SettingsError(f"No existe el ajuste {unknown[0]}; los ajustes están en docs/configuracion.md")
    return Settings(**{fields[name].name: _read(name, str(fields[name].type), value) for name, value in given.items()})


def _read(name: str, kind: str, value: str) -> Any:
    try:
        return _READERS[kind](value)
    except ValueError as error:
        raise SettingsError(f"{name}={value!r} no es un valor de tipo {kind}") from error


def current() -> Settings:
    """The settings of this process, read once from the environment, or those given to ``use``."""
    global _current
    if _current is None:
        _current = load()
    return _current


def use(settings: Settings) -> None:
    """Make ``settings`` those of this process, e.g. after ``--knowledge`` on the command line."""
    global _current
    _current = settings


def engine_secret(settings: Settings) -> str:
    """The secret shared by gateway and engine, generated on first use."""
    return settings.engine_secret or _generated(settings.var / "motor.secreto")


def session_secret(settings: Settings) -> str:
    """The secret that signs web sessions, generated on first use."""
    return settings.session_secret or _generated(settings.var / "sesiones.secreto")


def _generated(path: Path) -> str:
    """The secret in ``path``; two processes that start together agree on one. Only the owner can read the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return _kept(path)


def _kept(path: Path) -> str:
    text = path.read_text(encoding="ascii").strip()
    if not text:
        raise SettingsError(f"{path} está vacío; bórrelo para generar otro secreto")
    return text
