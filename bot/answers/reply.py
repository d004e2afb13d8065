"""A reply, and the buttons that more than one reply offers."""

from __future__ import annotations

from typing import NamedTuple

from bot.answers.answer import Answer, Button
from bot.answers.memory import Memory

NONE_OF_THESE = Button(title="Ninguno de estos", intent="elegir_opcion", entities={"opcion": "ninguno"})
PERSON = Button(title="Hablar con alguien", intent="pedir_persona")
ALL = Button(title="Ver los trámites", intent="listar_tramites")
HELP = Button(title="Qué puede hacer", intent="pedir_ayuda")


class Reply(NamedTuple):
    """What to say and what to remember."""

    answer: Answer
    memory: Memory
