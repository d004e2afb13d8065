"""One polite connection to the catalogue's server: paced, patient within bounds, and wary of what it is given.

It asks nothing of any other host, follows no redirection away from the base address, and reads no more of a body than
:class:`Limits` allows, compressed or not.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, NoReturn

import httpx

from bot.errors import AnswerRefused, CatalogueFault, SyncError
from bot.knowledge.sync import body

#: The site answers nothing to what does not look like a browser; who it is stands at the end.
USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Ventanilla/0.1 (kb sync)"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HOPS = 3
#: Too much, too early, too slow; and «forbidden», which is how a site says that it takes us for an attack.
_PASSING = frozenset({401, 403, 408, 425, 429, 451})


@dataclass(frozen=True)
class Limits:
    """``rate`` in requests a second; ``timeout`` in seconds of silence, ``deadline`` for a whole answer; ``wait`` the
    longest that the server may ask us to wait; ``size`` of a body in bytes, decompressed; ``attempts`` a request.
    """

    rate: float = 2.0
    timeout: float = 30.0
    deadline: float = 300.0
    wait: float = 900.0
    size: int = 16_000_000
    attempts: int = 6

    def __post_init__(self) -> None:
        if not self.rate > 0 or not self.timeout > 0:
            raise SyncError("Las peticiones por segundo y los segundos de espera deben ser más que cero.")


@dataclass(frozen=True)
class Timing:
    """Where time and chance come from; tests bring their own. ``now`` counts seconds from anywhere."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    today: Callable[[], dt.datetime] = field(default=lambda: dt.datetime.now(dt.timezone.utc))


PATIENT = Limits()
REAL = Timing()


@dataclass(frozen=True)
class Validators:
    """What the server said of the version that it sent last; it may then answer «304: the same»."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True)
class Answer:
    """A body, its JSON value and its validators."""

    data: bytes
    value: Any
    validators: Validators


class Client:
    """``Client("https://www.gob.ec/api/v1/").get("tramites/7")``: JSON, within limits, at most ``rate`` a second."""

    def __init__(self, base_url: str, limits: Limits = PATIENT, timing: Timing = REAL) -> None:
        self.base_url = _checked_base(base_url)
        self._limits, self._timing = limits, timing
        self._next = timing.now()
        self._http = httpx.Client(
            headers={"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"},
            timeout=limits.timeout,
            limits=httpx.Limits(max_connections=1),
            # A proxy or a password of the environment is not for this.
            trust_env=False,
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._http.close()

    def url(self, path: str) -> str:
        return str(self.base_url.join(path))

    def get(self, path: str, known: Validators = Validators()) -> Answer | None:
        """The answer, or None when it is the one that ``known`` names.

        CatalogueFault after the last attempt, AnswerRefused, or SyncError when the server asks us to stay away.
        """
        for attempt in range(1, self._limits.attempts + 1):
            try:
                return self._follow(self.base_url.join(path), known)
            except CatalogueFault as fault:
                if attempt == self._limits.attempts:
                    raise
                self._timing.sleep(self._patience(attempt, fault))
        raise AssertionError("the last attempt returns or raises")

    def _patience(self, attempt: int, fault: CatalogueFault) -> float:
        """Seconds to the next attempt: what the server asked for; else 1, 2, 4 …, from a half to the whole of it."""
        if fault.retry_after is None:
            return float(min(60, 2 ** (attempt - 1)) * (0.5 + 0.5 * self._timing.chance()))
        if fault.retry_after > self._limits.wait:
            minutes = fault.retry_after / 60
            raise SyncError(f"El catálogo pide esperar {minutes:.0f} minutos: {fault}. Repita la orden entonces.")
        return fault.retry_after

    def _follow(self, url: httpx.URL, known: Validators) -> Answer | None:
        for _ in range(_HOPS + 1):
            answer = self._ask(url, known)
            if not isinstance(answer, httpx.URL):
                return answer
            url = answer
        raise AnswerRefused(f"redirige más de {_HOPS} veces")

    def _ask(self, url: httpx.URL, known: Validators) -> Answer | httpx.URL | None:
        """One request; the address that it was redirected to, if it was."""
        self._pace()
        deadline = self._timing.now() + self._limits.deadline
        try:
            with self._http.stream("GET", url, headers=known.headers()) as response:
                return self._received(response, deadline)
        except httpx.TimeoutException as error:
            raise CatalogueFault("no respondió a tiempo") from error
        except httpx.TransportError as error:
            raise CatalogueFault(f"no se pudo conectar o cortó la conexión ({type(error).__name__})") from error

    def _pace(self) -> None:
        """Wait for this request's turn. Time that was not used is not saved up for a burst."""
        wait = self._next - self._timing.now()
        if wait > 0:
            self._timing.sleep(wait)
        self._next = max(self._next, self._timing.now()) + 1 / self._limits.rate

    def _received(self, response: httpx.Response, deadline: float) -> Answer | httpx.URL | None:
        status = response.status_code
        if status in _REDIRECTS:
            return self._target(response)
        if status == 304:
            return None
        if status != 200:
            _raise_for(response, self._timing.today())
        data = body.read(response, self._limits.size, self._timing.now, deadline)
        validators = Validators(response.headers.get("ETag"), response.headers.get("Last-Modified"))
        return Answer(data, body.parsed(data), validators)

    def _target(self, response: httpx.Response) -> httpx.URL:
        try:
            target = response.url.join(response.headers.get("Location", ""))
        except httpx.InvalidURL as error:
            raise AnswerRefused("redirige a una dirección mal escrita") from error
        if _origin(target) != _origin(self.base_url):
            raise AnswerRefused(f"redirige a otro sitio ({target.scheme}://{target.host[:100]})")
        return target


def _checked_base(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address if address.endswith("/") else f"{address}/")
    except httpx.InvalidURL as error:
        raise SyncError(f"«{address}» no es una dirección") from error
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query or url.fragment:
        raise SyncError(f"«{address}» no es la dirección de una API: se espera https://sitio/ruta/")
    return url


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _raise_for(response: httpx.Response, now: dt.datetime) -> NoReturn:
    status = response.status_code
    if status in _PASSING or status >= 500:
        raise CatalogueFault(f"respondió con el estado {status}", retry_after=_retry_after(response.headers, now))
    raise AnswerRefused(f"respondió con el estado {status}")


def _retry_after(headers: Mapping[str, str], now: dt.datetime) -> float | None:
    """The header in seconds, whether it gives them or a date; None when it cannot be read."""
    written = headers.get("Retry-After", "").strip()
    if written.isdecimal() and len(written) < 10:
        return float(written)
    try:
        until = parsedate_to_datetime(written)
    except (TypeError, ValueError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=dt.timezone.utc)
    return max(0.0, (until - now).total_seconds())
