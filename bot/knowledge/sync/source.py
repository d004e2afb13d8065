"""What the catalogue says, asked for only when it is not known already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.errors import AnswerRefused, CatalogueFault, SyncError
from bot.knowledge.sync.client import Client, Validators
from bot.knowledge.sync.store import Kept, Run, Store

#: So many things in a row that could not be had are the server's trouble, not theirs.
MAX_FAILURES = 6

Value = TypeVar("Value")


@dataclass
class Tally:
    """How the answers of one run were come by: sent anew, confirmed with «304», known to be unchanged without asking,
    or received by the same run before it was interrupted.
    """

    received: int = 0
    confirmed: int = 0
    reused: int = 0
    resumed: int = 0


class Source:
    """``Source(client, store, run).get("tramites/7", believe)``: from the server, or from what is kept."""

    def __init__(self, client: Client, store: Store, run: Run, *, ask_all: bool = False) -> None:
        self._client, self._store, self._run, self._ask_all = client, store, run, ask_all
        self.tally = Tally()
        self._failures = 0

    def get(self, path: str, believe: Callable[[Any], Value], basis: str | None = None) -> Value:
        """What ``believe`` makes of the JSON at ``path``; it raises AnswerRefused for what must not be kept.

        Nothing is asked for that was received on the same ``basis``: while that is the same, so is the answer.
        CatalogueFault or AnswerRefused when it cannot be had; SyncError when the server is to be left alone.
        """
        url = self._client.url(path)
        kept = self._store.kept(url)
        if kept and kept.run == self._run.id:
            self.tally.resumed += 1
            return believe(kept.value)
        if kept and basis is not None and kept.basis == basis and not self._ask_all:
            self.tally.reused += 1
            self._store.confirm(url, basis, self._run)
            return believe(kept.value)
        try:
            value = self._asked(path, believe, basis, kept)
        except (CatalogueFault, AnswerRefused) as error:
            self._count(path, error)
            raise
        self._failures = 0
        return value

    def forget(self, path: str) -> None:
        """What is kept of the addresses that start with ``path`` does not fit together: it is asked for again."""
        self._store.forget(self._client.url(path))

    def _asked(self, path: str, believe: Callable[[Any], Value], basis: str | None, kept: Kept | None) -> Value:
        url = self._client.url(path)
        answer = self._client.get(path, kept.validators if kept else Validators())
        if answer is not None:
            value = believe(answer.value)
            self.tally.received += 1
            self._store.keep(url, answer, basis, self._run)
            return value
        if kept is None:
            raise AnswerRefused("respondió «sin cambios» (304) a quien no tenía nada")
        self.tally.confirmed += 1
        self._store.confirm(url, basis, self._run)
        return believe(kept.value)

    def _count(self, path: str, error: SyncError) -> None:
        self._failures += 1
        if self._failures == MAX_FAILURES:
            message = f"El catálogo no responde bien: {MAX_FAILURES} peticiones seguidas; la última, {path}: {error}."
            raise SyncError(f"{message} Lo descargado se conserva: repita la orden más tarde.") from error
