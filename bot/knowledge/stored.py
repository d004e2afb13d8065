"""An :class:`Index` as named pieces of bytes, and back: how the knowledge base keeps it, so that opening is quick."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bot.knowledge.index import Index, Postings
from bot.knowledge.likeness import BUCKETS, Likeness

_POSTINGS = ("words", "fields", "phrases")
_ARRAYS = ("weights", "in_names", "first_phrase", "is_name")


def dump(index: Index) -> dict[str, bytes]:
    """The pieces of ``index``: the same bytes for the same index."""
    pieces = {name: _packed(getattr(index, name)) for name in _ARRAYS}
    for name in _POSTINGS:
        postings: Postings = getattr(index, name)
        for part in ("start", "columns", "values"):
            pieces[f"{name}.{part}"] = _packed(getattr(postings, part))
    for part in ("data", "indices", "indptr"):
        pieces[f"likeness.{part}"] = _packed(getattr(index.likeness.rows, part))
    pieces["likeness.rarity"] = _packed(index.likeness.rarity)
    stated = [{facet: sorted(values) for facet, values in one.items()} for one in index.stated]
    plain = {"ids": list(index.ids), "size": index.size, "roots": list(index.rows), "unknown": index.unknown_weight}
    pieces["plain"] = _json({**plain, "spelling": dict(index.spelling), "stated": stated})
    return pieces


def load(pieces: Mapping[str, bytes]) -> Index:
    """The index that :func:`dump` took to pieces; KeyError or ValueError when one is missing or broken."""
    plain = json.loads(pieces["plain"])
    likeness = [_unpacked(pieces[f"likeness.{part}"]) for part in ("data", "indices", "indptr")]
    rows = csr_matrix(tuple(likeness), shape=(len(likeness[2]) - 1, BUCKETS))
    return Index(
        ids=plain["ids"],
        size=plain["size"],
        rows={root: row for row, root in enumerate(plain["roots"])},
        unknown_weight=plain["unknown"],
        spelling=plain["spelling"],
        stated=[{facet: frozenset(values) for facet, values in one.items()} for one in plain["stated"]],
        likeness=Likeness(rows, _unpacked(pieces["likeness.rarity"])),
        words=_postings(pieces, "words"),
        fields=_postings(pieces, "fields"),
        phrases=_postings(pieces, "phrases"),
        weights=_unpacked(pieces["weights"]),
        in_names=_unpacked(pieces["in_names"]),
        first_phrase=_unpacked(pieces["first_phrase"]),
        is_name=_unpacked(pieces["is_name"]),
    )


def _postings(pieces: Mapping[str, bytes], name: str) -> Postings:
    return Postings(*(_unpacked(pieces[f"{name}.{part}"]) for part in ("start", "columns", "values")))


def _packed(array: npt.NDArray[Any]) -> bytes:
    written = io.BytesIO()
    np.save(written, array, allow_pickle=False)
    return written.getvalue()


def _unpacked(piece: bytes) -> npt.NDArray[Any]:
    array: npt.NDArray[Any] = np.load(io.BytesIO(piece), allow_pickle=False)
    return array


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
