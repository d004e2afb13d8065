"""How people would reach a procedure: what tells it from its look-alikes, its own words, phrases that find it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.knowledge.record import Procedure
from bot.knowledge.search import Search
from bot.text import STOP_WORDS, fold, stem, words

#: Names that share this much, of 100, may be taken for one another.
_ALIKE = 75
_MOST_ALIKE = 5
_OWN_WORDS = 8
#: How official names begin; people leave it out or say another verb.
_HEADS = re.compile(
    r"^(?:solicitud|emisi[oó]n|obtenci[oó]n|otorgamiento|aprobaci[oó]n|autorizaci[oó]n|atenci[oó]n|entrega|tr[aá]mite)s?"
    r"(?: (?:de|del|a|al|para|la|las|el|los))+ ",
    re.IGNORECASE,
)
_TAILS = re.compile(r"\s*(?:\([^)]*\)|,.*| (?:en el sistema|ante|mediante|a trav[eé]s)\b.*)", re.IGNORECASE)
_IN_PARENTHESES = re.compile(r"\(([^)]{2,40})\)")
_PATTERNS = ("¿qué necesito para {}?", "¿cuánto cuesta {}?", "¿dónde se hace {}?", "quiero {}")


@dataclass(frozen=True)
class Alike:
    """A procedure that may be taken for the new one. ``similarity`` is of their names, from 0 to 100.

    ``ours`` and ``theirs`` are the words that only one of the two names has.
    """

    procedure: Procedure
    similarity: int
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


@dataclass(frozen=True)
class Phrase:
    """Something that people may say; ``found`` is the id of what it finds first, ``reached`` whether that is it."""

    text: str
    found: str | None
    reached: bool


def alikes(record: Procedure, others: Sequence[Procedure], search: Search) -> list[Alike]:
    """The look-alikes of ``record``, nearest first: by their names, and by what a search for its name finds."""
    name = fold(record.name)
    similar = {one.id: fuzz.token_sort_ratio(name, fold(one.name)) for one in others}
    found = [one.procedure.id for one in search.find(record.name, limit=3) if one.procedure]
    near = [one for one in others if similar[one.id] >= _ALIKE or (one.id in found and similar[one.id] >= _ALIKE / 2)]
    near.sort(key=lambda one: (-similar[one.id], one.id))
    return [
        Alike(one, round(similar[one.id]), _only_in(record.name, one.name), _only_in(one.name, record.name))
        for one in near[:_MOST_ALIKE]
    ]


def _only_in(name: str, other: str) -> tuple[str, ...]:
    theirs = {stem(word) for word in words(other)}
    return tuple(dict.fromkeys(word for word in _content(name) if stem(word) not in theirs))


def _content(text: str) -> list[str]:
    return [word for word in words(text) if word not in STOP_WORDS and len(word) > 1]


def own_words(record: Procedure, others: Iterable[Procedure]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of its name that no other name has, and those of its text that no other text has, most used first."""
    names: set[str] = set()
    texts: set[str] = set()
    for other in others:
        names |= {stem(word) for text in (other.name, *other.aliases) for word in words(text)}
        texts |= {stem(word) for passage in other.passages for word in words(passage.text)}
    in_name = tuple(dict.fromkeys(word for word in _content(record.name) if stem(word) not in names))
    said = Counter(word for passage in record.passages for word in _content(passage.text) if word.isalpha())
    alone = [word for word, _ in said.most_common() if len(word) > 3 and stem(word) not in texts | names]
    return in_name, tuple(alone[:_OWN_WORDS])


def suggestions(record: Procedure) -> list[str]:
    """Shorter names for alias.yml, made of the official one alone: an editor keeps what people really say."""
    found = [_short(record.name), *_IN_PARENTHESES.findall(record.name)]
    if output := (record.output.items if record.output else ()):
        found += [one.strip(" .") for one in output[:2] if len(one) <= 80]
    known = {fold(text) for text in (record.name, *record.aliases)}
    return [text for text in dict.fromkeys(found) if text and fold(text) not in known]


def _short(name: str) -> str:
    return _HEADS.sub("", _TAILS.sub("", name)).strip(" .") or name


def phrases(record: Procedure, own: Sequence[str], search: Search) -> Iterator[Phrase]:
    """Phrases made of its name and of its ``own`` words, and what each finds among ``search``'s procedures."""
    texts = [pattern.format(fold_first(_short(record.name))) for pattern in _PATTERNS]
    alone = [f"tengo una pregunta sobre {' y '.join(own[:2])}"] if own else []
    for text in (record.name, *texts, *alone):
        best = next((one.procedure for one in search.find(text, limit=1)), None)
        yield Phrase(text, best.id if best else None, best is not None and best.id == record.id)


def fold_first(text: str) -> str:
    """``text`` as it stands inside a sentence; an acronym keeps its capitals.

    >>> fold_first("Registro de colmenares"), fold_first("RUC de personas")
    ('registro de colmenares', 'RUC de personas')
    """
    first = text.split(" ", 1)[0]
    return text if first.isupper() and len(first) > 1 else text[:1].lower() + text[1:]
