"""Which words of the glossary a text asks the meaning of, and whether it asks nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.knowledge import Term
from bot.text import STOP_WORDS, fold, normalise, sound

#: How people ask where the thing is that a word names; written as `normalise` leaves it.
_WHERE = re.compile(
    r"\b(?:donde|como) (?:\w+ ){0,2}(?:entr|ingres|acced|encuentr|encontr|hall|abr)(?:[aeo]|[aei]r)\b"
    r"|\b(?:link|enlace|pagina|sitio)\b"
)
#: How people ask what a word means.
_ASKS = re.compile(
    "|".join(
        (
            r"\bque (?:\w+ ){0,2}(?:es|son|era|seria|significan?|cosa)\b",
            r"\b(?:significan?|significado|siglas|definicion|define|concepto)\b|\bquieren? decir\b|\bconsisten?\b",
            r"\bpara que (?:\w+ ){0,2}(?:sirven?|es|son|usan?|utilizan?)\b",
            r"\ba que (?:\w+ ){0,2}(?:llaman?|refieren?|dicen?)\b",
            r"\bdiferencias?\b|\bdistinguen?\b|\bes (?:una?|lo mismo|igual)\b|\bson (?:unas?|unos|lo mismo|iguales)\b",
            r"\bexpli(?:ca|que)\w*\b|\bno (?:se|entiendo) (?:que|lo que|eso|el|la)\b",
        )
    )
)
#: Words about words: they say nothing of what a text is about.
_ABOUT_WORDS = frozenset(
    """
    accede acceder accedo abreviatura abre abrir abro concepto cosa define definicion diferencia diferencias distingue
    distinguen encontrar encuentra encuentro enlace entra entrar entro explica explicame explicar explicarme explique
    expliqueme ficha fichas halla hallo igual iguales ingresa ingresar ingreso link llama llaman mismo pagina palabra
    refiere refieren sigla siglas significa significado significan sirve sirven sistema sitio termino terminos tramite
    tramites usa usan utiliza utilizan web
    """.split()
)
#: What may stand between two words that are asked about together: «DAI y DAE», «DAI o DAE».
_JOINS = frozenset("y e o u con entre vs versus".split())
_ARTICLES = frozenset("el la los las un una de del al".split())
_STOPS = STOP_WORDS | _JOINS
#: Written in capitals and at most this long it is an acronym, which has no plural and no misspelling.
_ACRONYM = 7


@dataclass(frozen=True)
class _Found:
    """A term and the words of a text, from ``start`` up to ``end``, that name it."""

    term: Term
    start: int
    end: int


class Glossary:
    """``Glossary(terms).asked("¿qué es el SOCE?", ())``."""

    def __init__(self, terms: Iterable[Term]) -> None:
        names = [(_forms(name), term) for term in terms for name in _names(term)]
        # A longer name first: «aforo físico» is not «aforo».
        self._names = sorted(names, key=lambda one: -len(one[0]))

    def asked(self, text: str, subject: Sequence[str], *, alone: bool = True) -> list[Term]:
        """The terms whose meaning ``text`` asks, in its order; none when it is about more than them.

        ``subject`` are the folded words of ``text`` that may say what it is about. Several terms only when they are
        asked about together; else the first one, and what else the text says must be said in its explanation.
        With ``alone``, a word that stands alone asks its meaning.
        """
        said = normalise(text).split()
        found = sorted(self._found(said), key=lambda one: one.start)
        named = {place for one in found for place in range(one.start, one.end)}
        rest = [word for place, word in enumerate(said) if place not in named]
        asks = _ASKS.search(" ".join(said)) or asks_where(text) or (alone and _STOPS.issuperset(rest))
        if not found or not asks:
            return []
        together = _together(found, said)
        explained = {_key(word) for one in together for word in _explained(one.term)}
        strange = [
            word for word in subject if word in rest and word not in _ABOUT_WORDS and _key(word) not in explained
        ]
        return [] if strange else list({one.term.term: one.term for one in together}.values())

    def named(self, text: str) -> list[Term]:
        """The terms that ``text`` names, each once, those of longer names first; no word names two."""
        return list({one.term.term: one.term for one in self._found(normalise(text).split())}.values())

    def _found(self, said: Sequence[str]) -> Iterator[_Found]:
        """What ``said`` names, no word in two terms."""
        keys = [{word, _key(word)} for word in said]
        starts: dict[str, list[int]] = {}
        for place, forms_of_it in enumerate(keys):
            for form in forms_of_it:
                starts.setdefault(form, []).append(place)
        taken: set[int] = set()
        for forms, term in self._names:
            for start in starts.get(forms[0], ()):
                places = range(start, min(start + len(forms), len(said)))
                if (
                    len(places) == len(forms)
                    and taken.isdisjoint(places)
                    and all(form in keys[place] for form, place in zip(forms, places))
                ):
                    taken.update(places)
                    yield _Found(term, start, start + len(forms))


def asks_where(text: str) -> bool:
    """Whether ``text`` asks where something is found, or by which address one enters it.

    >>> asks_where("¿por dónde se entra al Ecuapass?"), asks_where("¿qué es Ecuapass?")
    (True, False)
    """
    return _WHERE.search(normalise(text)) is not None


def _together(found: Sequence[_Found], said: Sequence[str]) -> list[_Found]:
    """The first of ``found``, and those that are joined to it."""
    together = [found[0]]
    for one in found[1:]:
        between = set(said[together[-1].end : one.start]) - _ARTICLES
        if not between or not between <= _JOINS:
            break
        together.append(one)
    return together


def _names(term: Term) -> Iterator[str]:
    yield from (name for name in (term.term, term.acronym, *term.others) if name)


def _forms(name: str) -> tuple[str, ...]:
    """What each word of ``name`` must be in a text: itself for an acronym, else its key."""
    return tuple(
        fold(word) if word.isupper() and len(word) <= _ACRONYM else _key(fold(word))
        for word in re.findall(r"[^\W_]+", name)
    )


def _key(word: str) -> str:
    """What a folded word shares with its plural and with how people misspell it; short words only with themselves."""
    singular = re.sub(r"(?<=[^aeiou])es$|(?<=[aeiou])s$", "", word) if len(word) > 4 else word
    return f"~{sound(singular)}" if len(singular) > 4 else singular


def _explained(term: Term) -> list[str]:
    """The words of the explanation, names and institution of ``term``: what may be said of it in asking."""
    return normalise(" ".join((term.explanation, term.institution or "", *_names(term)))).split()
