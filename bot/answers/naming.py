"""How things are called in front of people: labels of aspects, names without capitals, dates in words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from bot.knowledge import Aspect, Institution, Procedure
from bot.text import fold

#: What people read for each aspect: one table for every channel.
LABELS: dict[Aspect, str] = {
    Aspect.description: "Descripción",
    Aspect.audience: "A quién está dirigido",
    Aspect.output: "Qué se obtiene",
    Aspect.requirements: "Requisitos",
    Aspect.steps: "Pasos",
    Aspect.channels: "Canales de atención",
    Aspect.cost: "Costo",
    Aspect.location_hours: "Dónde y horario",
    Aspect.processing_time: "Tiempo estimado",
    Aspect.validity: "Vigencia",
    Aspect.legal_basis: "Base legal",
    Aspect.contact: "Contacto",
    Aspect.statistics: "Atenciones y quejas",
    Aspect.detail: "Detalle",
}

#: The same in the middle of a sentence: «La ficha no indica …».
NAMED: dict[Aspect, str] = {
    Aspect.description: "una descripción",
    Aspect.audience: "a quién está dirigido",
    Aspect.output: "qué se obtiene",
    Aspect.requirements: "una lista de requisitos",
    Aspect.steps: "los pasos",
    Aspect.channels: "los canales de atención",
    Aspect.cost: "el costo",
    Aspect.location_hours: "el lugar ni el horario de atención",
    Aspect.processing_time: "el tiempo que tarda",
    Aspect.validity: "la vigencia de lo que se obtiene",
    Aspect.legal_basis: "la base legal",
    Aspect.contact: "un contacto",
    Aspect.statistics: "estadísticas de atención",
    Aspect.detail: "eso",
}

_MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
#: Words that keep their own spelling when a name in capitals is written in small letters.
_OWN_SPELLING = {
    fold(word): word
    for word in "OCE Ecuapass SERCOP SENAE SOCE SRI RUC RUP VPN COPCI Quipux Ecuador CPC CPCs DAI DAE EPS ZEDE".split()
}
#: Names that share this many words are told apart by the others, if these are at most so many.
_IN_COMMON, _FEW = 2, 7
#: Characters of a description that tell two procedures of one name apart.
_LINE = 140
_SMALL = frozenset("a al con de del e el en la las los o para por su sus y y/o".split())


def display_name(name: str) -> str:
    """``name`` as a sentence when it is written in capitals; a screen reader would spell those out.

    >>> display_name("REGISTRO COMO OCE EN EL SISTEMA ECUAPASS")
    'Registro como OCE en el sistema Ecuapass'
    """
    if name != name.upper():
        return name
    sentence = re.sub(r"[^\W\d_]+", lambda word: _OWN_SPELLING.get(fold(word[0]), word[0].lower()), name)
    return sentence[:1].upper() + sentence[1:]


def display_institution(name: str) -> str:
    """The institution's ``name`` with capitals where Spanish puts them.

    >>> display_institution("SERVICIO NACIONAL DE ADUANA DEL ECUADOR")
    'Servicio Nacional de Aduana del Ecuador'
    """
    if name != name.upper():
        return name
    words = name.lower().split()
    return " ".join(word if word in _SMALL else word.capitalize() for word in words)


def institution_title(institution: Institution) -> str:
    """The institution's name as people read it, with its acronym."""
    return f"{display_institution(institution.name)} ({institution.acronym})"


def month_name(month: int) -> str:
    """The Spanish name of ``month``, 1 to 12."""
    return _MONTHS[month - 1]


def month_number(word: str) -> int | None:
    """The month, 1 to 12, that a folded ``word`` names or shortens; None when it names none.

    >>> month_number("setiembre"), month_number("feb")
    (9, 2)
    """
    if word == "setiembre":
        return 9
    return next((n for n, name in enumerate(_MONTHS, 1) if word == name or word == name[:3]), None)


def date_in_words(date: dt.date) -> str:
    """``date`` as «20 de noviembre de 2026»."""
    return f"{date.day} de {month_name(date.month)} de {date.year}"


def distinctions(choices: Sequence[Procedure]) -> list[str]:
    """What tells each choice from the others: the few words that not all names share, or the institution when the names
    are the same; empty texts where the names have little in common."""
    names = [display_name(one.name).split() for one in choices]
    shared = set.intersection(*({_bare(word) for word in name} for name in names)) if len(names) > 1 else set()
    own = [[word for word in name if _bare(word) not in shared | _SMALL] for name in names]
    institutions = [display_institution(one.institution.name) for one in choices]
    if not all(own):
        # The same title: of another institution, or for another kind of people.
        return institutions if len(set(institutions)) == len(choices) else [_beginning(one) for one in choices]
    few = len(shared - _SMALL) >= _IN_COMMON and all(0 < len(words) <= _FEW for words in own)
    return [_sentence(" ".join(words)).strip(" ,.;") if few else "" for words in own]


def _beginning(procedure: Procedure) -> str:
    """How its description begins."""
    text = re.split(r"(?<=[.;:])\s", procedure.description or "", maxsplit=1)[0]
    return text if len(text) <= _LINE else f"{text[:_LINE].rsplit(' ', 1)[0]}…"


def _bare(word: str) -> str:
    return fold(word).strip(" ,.;:()")


def choice_labels(choices: Sequence[Procedure], *, limit: int = 20) -> list[str]:
    """A label of at most ``limit`` characters for each choice: its number, and the words that only its name has."""
    names = [display_name(one.name).split() for one in choices]
    return [_label(number, name, names, limit) for number, name in enumerate(names, 1)]


def _label(number: int, name: Sequence[str], names: Sequence[Sequence[str]], limit: int) -> str:
    shared = set.intersection(*({fold(word) for word in one} for one in names)) if len(names) > 1 else set()
    own = [word for word in name if fold(word) not in shared | _SMALL]
    if not own:
        return f"{number}. Este trámite"
    label = f"{number}. {_sentence(own[0])}"
    for word in own[1:]:
        if len(label) + 1 + len(word) > limit:
            break
        label = f"{label} {word}"
    return label if len(label) <= limit else f"{label[: limit - 1]}…"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
