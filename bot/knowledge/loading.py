"""Records from the JSON that a build wrote, without validating again what was valid when it was written.

Validating 5,000 records takes pydantic eleven seconds; making them takes one. Only knowledge.db of this format is read
so: its version is checked first (docs/adr/0031).
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from pydantic import BaseModel

Model = TypeVar("Model", bound=BaseModel)
_SHORT = 100
Maker = Callable[[Any], Any]


def load(model: type[Model], text: str) -> Model:
    """The same as ``model.parse_raw(text)`` for what ``record.json()`` wrote.

    ValueError, KeyError or TypeError for what it cannot have written.
    """
    made: Model = _of(model)(json.loads(text))
    return made


@cache
def _of(model: type[BaseModel]) -> Maker:
    # A model may hold itself: its makers are worked out when the first one is made.
    makers: dict[str, Maker | None] = {}
    # One for all: the models are frozen, so that nothing ever adds to it.
    names = set(model.__fields__)

    def make(values: dict[str, Any]) -> BaseModel:
        if not makers:
            hints = get_type_hints(model)
            makers.update((name, _maker(hints[name])) for name in model.__fields__)
        made = model.__new__(model)
        fields = {name: values[name] if maker is None else maker(values[name]) for name, maker in makers.items()}
        object.__setattr__(made, "__dict__", fields)
        object.__setattr__(made, "__fields_set__", names)
        return made

    return make


def _maker(hint: Any) -> Maker | None:
    """How a value of type ``hint`` is made of its JSON; None when it is its JSON."""
    if hint == tuple[str, ...]:
        return _texts
    if get_origin(hint) is tuple:
        inner = _maker(get_args(hint)[0])
        return tuple if inner is None else lambda values: tuple([inner(value) for value in values])
    if isinstance(hint, type):
        return _plain_maker(hint)
    possible = [argument for argument in get_args(hint) if isinstance(argument, type) or get_origin(argument)]
    makers = [maker for maker in map(_maker, possible) if maker is not None]
    if not makers:
        return None
    (maker,) = makers
    return lambda value: None if value is None else maker(value)


def _texts(values: list[str]) -> tuple[str, ...]:
    """Headings and channels are the same few texts a hundred thousand times over."""
    return tuple([sys.intern(value) if len(value) < _SHORT else value for value in values])


def _plain_maker(hint: type) -> Maker | None:
    if issubclass(hint, BaseModel):
        return _of(hint)
    if issubclass(hint, Enum):
        return hint
    if hint is Decimal:
        return lambda value: Decimal(str(value))
    return dt.date.fromisoformat if hint is dt.date else None
