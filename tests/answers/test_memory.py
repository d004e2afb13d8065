"""What a conversation remembers survives the tracker: slots, JSON, slots."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import Asked, Memory
from bot.knowledge import Aspect
from tests.answers.support import ALL, ENTRY, OCE
from tests.contract.project import read

IDS = st.sampled_from(ALL)
MEMORIES = st.builds(
    Memory,
    tramite=st.none() | IDS,
    tramite_anterior=st.none() | IDS,
    candidatos=st.lists(IDS, max_size=4).map(tuple),
    consulta=st.none() | st.text(max_size=80),
    aspectos=st.lists(st.sampled_from([one.value for one in Aspect]), max_size=3).map(tuple),
    pagina=st.none() | st.tuples(st.just("legal_basis"), st.integers(0, 50)),
    fallos=st.integers(0, 9),
)


@given(MEMORIES)
def test_a_memory_survives_slots_and_json(memory: Memory) -> None:
    assert Memory.from_slots(json.loads(json.dumps(memory.slots()))) == memory


@given(MEMORIES)
def test_numbers_may_come_back_as_floats(memory: Memory) -> None:
    assert Memory.from_slots({**memory.slots(), "fallos": float(memory.fallos)}) == memory


def test_slots_never_set_have_their_defaults() -> None:
    assert Memory.from_slots({}) == Memory.from_slots(dict.fromkeys(Memory().slots())) == Memory()


def test_slots_of_others_are_left_alone() -> None:
    assert Memory.from_slots({"requested_slot": "x", "tramite": OCE}) == Memory(tramite=OCE)


def test_the_slots_are_those_of_the_domain() -> None:
    assert set(Memory().slots()) == set(read("domain.yml")["slots"])


@given(MEMORIES, IDS)
def test_an_answer_closes_what_was_open(memory: Memory, tramite: str) -> None:
    after = memory.about(tramite)
    assert (after.tramite, after.candidatos, after.consulta, after.pagina, after.fallos) == (tramite, (), None, None, 0)


@given(MEMORIES)
def test_a_reply_settles_what_was_open_and_keeps_the_procedure(memory: Memory) -> None:
    after = memory.settled()
    assert (after.tramite, after.tramite_anterior) == (memory.tramite, memory.tramite_anterior)
    assert (after.candidatos, after.consulta, after.aspectos, after.pagina, after.fallos) == ((), None, (), None, 0)


@pytest.mark.parametrize(
    ("before", "named", "previous"),
    [(Memory(), OCE, None), (Memory(tramite=OCE), OCE, None), (Memory(tramite=OCE), ENTRY, OCE),
     (Memory(tramite=OCE, tramite_anterior=ENTRY), OCE, ENTRY)],
)  # fmt: skip
def test_the_previous_procedure_is_another_one(before: Memory, named: str, previous: str | None) -> None:
    assert before.about(named).tramite_anterior == previous


@pytest.mark.parametrize(
    ("asked", "truth", "surely"),
    [
        (Asked(), False, False),
        (Asked((), 1.0), False, False),
        (Asked((Aspect.cost,), 1.0), True, True),
        (Asked((Aspect.cost,), 0.01), True, False),
    ],
)
def test_asking_is_sure_only_of_an_aspect_that_is_certain(asked: Asked, truth: bool, surely: bool) -> None:
    assert (bool(asked), asked.surely) == (truth, surely)
