"""TensorFlow is imported when something uses it, rather than whenever Rasa is.

Rasa 3.6.21 reaches TensorFlow from its entity extractors' base class, by way of ``rasa.utils.train_utils``, although
only DIET, TED and the like use what is in there. Left unexecuted until its first use, that module saves a linear
model's engine about 250 MB and 2 s of start-up; a model that has such a component loads as before.
"""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import SourceFileLoader
from types import ModuleType
from typing import Any, cast

_REACHES_TENSORFLOW = "rasa.utils.train_utils"


class _Postponed(ModuleType):
    """A module executed when a name of its own is read.

    importlib's LazyLoader does not wait that long: ``import`` itself reads an attribute, and pickle and skops ask every
    loaded module for the names that they look for.
    """

    def __getattr__(self, name: str) -> Any:
        loader = cast(SourceFileLoader, self.__loader__)
        code = loader.get_code(self.__name__)
        if name.startswith("__") or code is None or name not in code.co_names:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}", name=name, obj=self)
        self.__class__ = ModuleType  # type: ignore[assignment]
        loader.exec_module(self)
        return getattr(self, name)


def postpone_tensorflow() -> None:
    """To be called before rasa is imported; afterwards it does nothing."""
    if _REACHES_TENSORFLOW not in sys.modules:
        _postpone(_REACHES_TENSORFLOW)


def _postpone(name: str) -> None:
    """Put module ``name`` where imports find it, not yet executed."""
    package, _, child = name.rpartition(".")
    parent = importlib.import_module(package)
    spec = importlib.util.find_spec(name)
    if spec is None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    module = importlib.util.module_from_spec(spec)
    module.__class__ = _Postponed
    sys.modules[name] = module
    setattr(parent, child, module)
