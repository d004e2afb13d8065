"""What a message means inside a guide: an answer to the stop, a movement, or nothing that belongs to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from bot.answers.guides.state import Kind, Mark
from bot.text import normalise

#: What is answered as everywhere, whatever it says: a person, an emergency.
OUTSIDE = frozenset({"pedir_persona", "emergencia"})
#: A text of more words than this tells a story; it is answered as everywhere.
_LONG = 30
#: A movement is said in few words.
_SHORT = 7


class Move(str, Enum):
    """What can be asked of a guide besides answering."""

    ir = "ir"  # to the stop that a button names
    entrar = "entrar"  # into the procedure that a stop is
    siguiente = "siguiente"
    atras = "atras"
    repetir = "repetir"
    explicar = "explicar"
    seguir = "seguir"
    resumir = "resumir"  # what has been answered so far
    descargar = "descargar"  # on paper
    esperar = "esperar"
    salir = "salir"
    si = "si"
    no = "no"


#: Movements whose words are no answer, whatever else they may look like: «¿qué me falta?».
_SURE = frozenset({Move.esperar, Move.resumir, Move.entrar, Move.descargar})


@dataclass(frozen=True)
class Heard:
    """A message as it was understood: its text, its kind of request, and what a button carried."""

    text: str
    intent: str = ""
    entities: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Tap:
    """A button of a guide: of which guide, what to do, and at which stop (from 0)."""

    kind: Kind
    tramite: str
    act: Move | Mark
    stop: int | None = None

    def entities(self) -> dict[str, str]:
        """What the button carries."""
        stop = [] if self.stop is None else [str(self.stop + 1)]
        return {"tramite": self.tramite, "opcion": " ".join([self.kind.value, self.act.value, *stop])}

    @classmethod
    def of(cls, heard: Heard) -> Tap | None:
        """The tap that ``heard`` is; None for anything else."""
        found = _TAP.fullmatch(heard.entities.get("opcion", ""))
        tramite = heard.entities.get("tramite")
        if not found or not tramite:
            return None
        act = Move(found[2]) if found[2] in Move.__members__ else Mark(found[2])
        return cls(Kind(found[1]), tramite, act, int(found[3]) - 1 if found[3] else None)


_KINDS, _ACTS = "|".join(Kind.__members__), "|".join((*Move.__members__, *Mark.__members__))
_TAP = re.compile(f"({_KINDS}) ({_ACTS})(?: ([1-9][0-9]{{0,2}}))?")

_QUESTION = re.compile(
    r"^(y |pero |oiga |disculpe |entonces )*"
    r"(como|donde|adonde|a donde|de donde|en donde|cuanto|cuanta|cuantos|cuantas|cual|cuales|quien|quienes|cuando|"
    r"por que|para que|puedo|podria|debo|hay que|es necesario|se puede|y si|que pasa|que hago|sirve|vale)\b"
)
_WHAT_IS_IT = re.compile(
    r"\bno (?:lo |la |le )?(?:se|sabria|conozco|entiendo|comprendo|cacho|ubico)\b|\bidea\b|\bno estoy segur[oa]\b"
    r"|\bque (?:mismo |documento |papel |cosa )?(?:es|son|sera|seria|significa|quiere decir)\b|\bque cosa\b"
    r"|\b(?:que|cual|como) es es[eao]\b|\bcomo asi\b|\ba que se refiere|\bde que (?:se trata|habla)"
    r"|\bexpli\w+|\baclar\w+|\bno (?:me )?(?:queda|quedo) claro"
)
_LEAVE = re.compile(
    r"^(ya )?(quiero )?(salir|salirme|salgo|salga|cancelar|cancele|cancela|terminar|termine|parar|pare|dejar|dejelo|"
    r"dejemoslo|basta|exit|stop)( (de )?(aqui|esto|eso|ahi|la lista|la guia|ya|por favor|el paso a paso))*$"
)
_OUT = re.compile(r"\b(?:salir|salirme|cancel(?:ar|e|a|emos))\b")
_NEXT = re.compile(
    r"\b(?:siguiente|sigiente|proximo|que sigue|salt\w{1,5}|pas(?:e|emos|ar|o) al? (?!paso)\w+|avan\w+"
    r"|adelante|prosig\w+|next|otro (?:paso|requisito))\b"
)
_ENTER = re.compile(r"\b(?:ver|veamos|abra|abramos|entr\w+|muestr\w+|vamos) (?:a |al )?(?:ese|este|el otro) tramite\b")
_HOW_FAR = re.compile(
    r"\bque (?:mas )?(?:me |nos )?faltan?\b|\bcuant[oa]s? (?:me |nos )?(?:faltan?|van|llevo|llevamos)\b"
    r"|\bcomo (?:voy|vamos)\b|\ben (?:que|cual) (?:vamos|voy|quedamos|estamos|paso|requisito)\b|^mi lista$"
)
_PAPER = re.compile(
    r"\bpdf\b|\b(?:descargar|descargue|descargarl[ao]|descarga|imprimir|imprima|imprimirl[ao])\b"
    r"|\b(?:mande|envie|pase|deme|baje|bajar)(?:me|nos)? (?:la|mi|esa|esta) list"
)
_WAIT = re.compile(
    r"^(?:por favor |oiga |ya )?(?:esper\w+|aguant\w+|deme|vuelvo en|ya vuelvo|ahorita vuelvo|un momentito|un momento)"
    r"(?: (?:un|unos|tantito|poquito|moment(?:o|ito)|rat(?:o|ito)|segundo|minutos?|minutito|que|busco|por|favor))*$"
)
_BACK = re.compile(r"\b(atras|patras|anterior|previo|regres\w+|retroced\w+|volv\w+|vuelv\w+|devuelv\w+|bolber|back)\b")
_AGAIN = re.compile(r"\b(repit\w+|repet\w+|otra vez|de nuevo|nuevamente|una vez mas)\b")
_GO_ON = re.compile(r"\b(sigamos|seguimos|seguir|continu\w+|retom\w+|siga|sigo|sigue)\b")
_DONE = re.compile(r"^(ya |ya lo |listo |ok )*(hice|esta|hecho|listo|termine|acabe|ya|ok|hicimos|ingrese|entre)\b")
#: What belongs to the procedures, not to the stops.
_PROCEDURE = re.compile(r"\btramites?\b")


def is_question(text: str) -> bool:
    """Whether ``text`` asks something.

    >>> is_question("¿y cuánto cuesta?"), is_question("eso sí tengo")
    (True, False)
    """
    return "?" in text or "¿" in text or bool(_QUESTION.match(normalise(text)))


def asks_what_it_is(text: str) -> bool:
    """Whether ``text`` says that the stop is not understood: «ni idea qué es eso»."""
    return bool(_WHAT_IS_IT.search(normalise(text)))


def move_of(heard: Heard, kind: Kind, *, paging: bool = False) -> Move | None:
    """The movement that ``heard`` asks for; None without one. ``paging``: «ver más» has a long answer to show."""
    said = normalise(heard.text)
    brief = len(said.split()) <= _SHORT
    if _WAIT.match(said):
        return Move.esperar
    if asks_for_paper(heard.text):
        return Move.descargar
    if brief and _ENTER.search(said):
        return Move.entrar
    if brief and _HOW_FAR.search(said):
        return Move.resumir
    if _leaves(said) or (heard.intent == "salir" and brief):
        return Move.salir
    if not said or not brief or _PROCEDURE.search(said):
        return None
    if is_question(heard.text) and not _NEXT.search(said):
        return None
    for pattern, move in ((_AGAIN, Move.repetir), (_NEXT, Move.siguiente), (_BACK, Move.atras), (_GO_ON, Move.seguir)):
        if pattern.search(said):
            return move
    if kind in (Kind.pasos, Kind.previos) and _DONE.match(said):
        return Move.siguiente
    return _by_intent(heard.intent, paging=paging)


def is_sure(move: Move | None, text: str) -> bool:
    """Whether ``text`` asks for ``move`` in so many words, and so answers nothing."""
    return move in _SURE or (move is Move.salir and _leaves(normalise(text)))


def _leaves(said: str) -> bool:
    return bool(_LEAVE.match(said) or (len(said.split()) <= _SHORT and _OUT.search(said)))


def _by_intent(intent: str, *, paging: bool) -> Move | None:
    meant = {"afirmar": Move.si, "negar": Move.no, "volver": Move.atras, "continuar_guia": Move.seguir}
    if intent == "ver_mas" and not paging:
        return Move.siguiente
    return meant.get(intent)


def asks_for_paper(text: str) -> bool:
    """Whether ``text`` asks for the list to download or to print: «mándeme la lista en PDF»."""
    said = normalise(text)
    return len(said.split()) <= _SHORT and not said.startswith("ya ") and bool(_PAPER.search(said))


def asks_to_wait(text: str) -> bool:
    """Whether ``text`` asks for a moment, and nothing else."""
    return bool(_WAIT.match(normalise(text)))


def kind_in(text: str) -> Kind | None:
    """The guide that ``text`` calls by its kind: «volvamos a la lista».

    >>> kind_in("sigamos con los costos"), kind_in("sigamos")
    (<Kind.costos: 'costos'>, None)
    """
    said = normalise(text)
    return next((kind for kind, pattern in _CALLED.items() if pattern.search(said)), None)


_CALLED = {
    Kind.lista: re.compile(r"\blist(?:a|ado|ita)\b|\brequisitos\b"),
    Kind.pasos: re.compile(r"\bpasos?\b"),
    Kind.costos: re.compile(r"\b(?:costos?|gastos?|presupuesto)\b"),
    Kind.previos: re.compile(r"\b(?:previos?|antes)\b"),
}


def is_long(text: str) -> bool:
    """Whether ``text`` tells more than an answer to a stop."""
    return len(text.split()) > _LONG
