"""Whatever is said inside a guide: nothing raises, «salir» always leaves, and no answer given is lost."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answers import Library, Memory, Outcome, Phrases
from bot.answers.composer import Composer
from bot.answers.guides import Guides, Heard, Kind
from bot.answers.guides.state import frames
from tests.answers.guides.support import MemoryShelf, Talk, about
from tests.answers.support import ALL, ENTRY, EXIT, IMPORT, OCE, PARTNERS

INTENTS = st.sampled_from(
    ["", "afirmar", "negar", "volver", "ver_mas", "repetir", "salir", "responder_requisito", "continuar_guia",
     "nlu_fallback", "consultar_tramite", "elegir_opcion", "pedir_persona", "emergencia"]
)  # fmt: skip
TEXTS = st.sampled_from(
    ["sí", "no", "ya lo tengo", "me falta", "no aplica", "ni idea qué es eso", "ya tengo el ruc y la firma", "atrás",
     "siguiente", "¿cuánto cuesta?", "tengo todo", "no tengo nada", "👍", "1", "el 2 sí", "zxqwt", "", "sigamos",
     "repita", "mi lista 7KX4M-Q29TB", "la factura sí, la carta no", "ok ya"]
) | st.text(max_size=40)  # fmt: skip
SAID = st.tuples(TEXTS, INTENTS)
TAPPED = st.tuples(
    st.sampled_from([*Kind]).map(lambda kind: kind.value),
    st.sampled_from("ir entrar siguiente explicar tengo falta no_aplica paga no_paga salir si".split()),
    st.integers(1, 12),
    st.sampled_from([*ALL, "ya-no-existe"]),
)
ELSEWHERE = st.sampled_from([*Outcome])
STEPS = st.lists(st.one_of(SAID, TAPPED, ELSEWHERE), max_size=12)
LAWS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def told(talk: Talk, step: object) -> Talk:
    """One step of a conversation: something said, a button of any time, or an answer from elsewhere."""
    if isinstance(step, Outcome):
        return talk.say("¿y otra cosa?", "consultar_tramite", elsewhere=about(IMPORT, outcome=step))
    if isinstance(step, tuple) and len(step) == 2:
        return talk.say(*step)
    assert isinstance(step, tuple)
    kind, act, stop, tramite = step
    heard = Heard("", "continuar_guia", {"tramite": tramite, "opcion": f"{kind} {act} {stop}"})
    reply = talk.guides.take(heard, talk.memory)
    if reply:
        talk.answer, talk.memory = reply
    return talk


def new_talk(library: Library, composer: Composer, phrases: Phrases) -> tuple[Talk, MemoryShelf]:
    shelf = MemoryShelf()
    return Talk(Guides(library, phrases, composer, shelf), library), shelf


@LAWS
@given(st.sampled_from([*Kind]), st.sampled_from([OCE, EXIT, ENTRY, IMPORT, PARTNERS]), STEPS)
def test_any_conversation_is_answered_and_its_memory_is_json(
    library: Library, composer: Composer, phrases: Phrases, kind: Kind, tramite: str, steps: list[object]
) -> None:
    talk, _ = new_talk(library, composer, phrases)
    talk.start(kind.value, tramite)
    for step in steps:
        told(talk, step)
        assert talk.text.strip()
        assert [one.title for one in talk.answer.buttons if not 0 < len(one.title) <= 20] == []
        slots = json.loads(json.dumps(talk.memory.slots()))
        assert Memory.from_slots(slots).slots() == talk.memory.slots()


@LAWS
@pytest.mark.parametrize("leaving", ["salir", "Salir", "quiero salir", "cancelar"])
@given(kind=st.sampled_from([*Kind]), steps=STEPS)
def test_leaving_always_leaves(
    library: Library, composer: Composer, phrases: Phrases, leaving: str, kind: Kind, steps: list[object]
) -> None:
    talk, _ = new_talk(library, composer, phrases)
    talk.start(kind.value, EXIT)
    for step in steps:
        told(talk, step)
    talk.say(leaving)
    assert talk.frame is None


@LAWS
@given(st.sampled_from([OCE, EXIT, ENTRY]), STEPS)
def test_a_requirement_once_answered_stays_answered_on_the_shelf(
    library: Library, composer: Composer, phrases: Phrases, tramite: str, steps: list[object]
) -> None:
    talk, shelf = new_talk(library, composer, phrases)
    talk.start("lista", tramite)
    (code,) = shelf.lists
    answered: set[str] = set()
    for step in steps:
        told(talk, step)
        kept = set(shelf.lists[code].marks)
        assert answered <= kept
        answered = kept


@LAWS
@given(st.sampled_from([OCE, EXIT, ENTRY]), STEPS)
def test_a_list_is_found_by_its_code_with_all_its_answers(
    library: Library, composer: Composer, phrases: Phrases, tramite: str, steps: list[object]
) -> None:
    talk, shelf = new_talk(library, composer, phrases)
    talk.start("lista", tramite)
    (code,) = shelf.lists
    for step in steps:
        told(talk, step)
    other = Talk(talk.guides, library).say(f"mi lista {code}")
    (frame,) = frames(other.memory)
    assert {key: mark.value for key, mark in frame.marks.items()} == shelf.lists[code].marks
