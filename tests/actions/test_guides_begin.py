"""What begins a guide, and what only looks like it."""

from __future__ import annotations

import pytest

from bot.actions.guias import _MEANT
from bot.answers import Outcome
from bot.text import normalise
from tests.actions.conftest import Run
from tests.answers.support import OCE
from tests.contract.project import examples

BEGINNING = [one for one in examples() if one.intent.removeprefix("iniciar_") in {kind.value for kind in _MEANT}]


def test_every_message_that_teaches_a_beginning_has_a_word_of_it() -> None:
    meant = {f"iniciar_{kind.value}": pattern for kind, pattern in _MEANT.items()}
    assert [one.text for one in BEGINNING if not meant[one.intent].search(normalise(one.text))] == []


@pytest.mark.parametrize("intent", ["lista", "pasos", "costos", "previos"])
def test_without_a_word_of_a_guide_the_question_is_answered(run: Run, intent: str) -> None:
    said = run(f"action_iniciar_{intent}", "quiero registrarme como OCE importador", aspects=["description"])
    assert (said.answer.outcome, said.procedure, said.slots["guias"]) == (Outcome.answered, OCE, [])


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("lista", "hagamos la lista del registro OCE importador"),
        ("pasos", "paso a paso del registro OCE importador"),
        ("costos", "presupuesto del registro OCE importador"),
        ("previos", "antes del registro OCE importador"),
    ],
)
def test_with_one_the_guide_begins(run: Run, intent: str, text: str) -> None:
    said = run(f"action_iniciar_{intent}", text)
    assert (said.answer.outcome, said.procedure) == (Outcome.guide, OCE)
