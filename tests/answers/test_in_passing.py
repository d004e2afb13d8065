"""What a ficha says in passing of an aspect without a field is quoted, and nothing else that looks like it."""

from __future__ import annotations

import pytest

from bot.answers.composer import Composer
from bot.answers.in_passing import in_passing
from bot.knowledge import Aspect, Institution, Procedure
from bot.knowledge.record import Passage, Source
from tests.answers.support import asked


def make(*texts: str, aspect: Aspect = Aspect.steps) -> Procedure:
    passages = tuple(Passage(aspect=aspect, heading=("Pasos:",), text=text, lines=(1, 1)) for text in texts)
    institution = Institution(id="i", name="Instituto de Ejemplo", acronym="IE")
    return Procedure(
        id="p",
        name="Permiso",
        institution=institution,
        passages=passages,
        source=Source(document="x.txt", title="Permiso"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "La respuesta se entrega en un plazo máximo de 10 días.",
        "Recibirá el permiso dentro de dos semanas.",
        "El trámite demora 48 horas laborables.",
        "En el transcurso de cuarenta (40) días recibirá el informe.",
    ],
)
def test_a_duration_of_waiting_is_quoted(text: str) -> None:
    assert list(in_passing(make(text), Aspect.processing_time)) == [("Pasos:", text)]


@pytest.mark.parametrize(
    "text",
    [
        "El permiso tiene una vigencia de 2 años.",
        "Presente la solicitud con 15 días de anticipación.",
        "Se atiende de lunes a viernes, 8 horas.",
        "Espere la respuesta.",
        "Llene los 10 campos del formulario y espere la respuesta.",
        "Tiene 5 días para subsanar la solicitud.",
    ],
    ids=["validity", "before", "opening hours", "no duration", "another number", "the person's own time"],
)
def test_another_duration_is_not_taken_for_it(text: str) -> None:
    assert list(in_passing(make(text), Aspect.processing_time)) == []


def test_a_validity_and_an_amount_are_found_too() -> None:
    procedure = make("El registro tiene una vigencia de 3 años.", "Pague el valor de 25 USD en el banco.")
    assert [said for _, said in in_passing(procedure, Aspect.validity)] == ["El registro tiene una vigencia de 3 años."]
    assert [said for _, said in in_passing(procedure, Aspect.cost)] == ["Pague el valor de 25 USD en el banco."]


def test_only_the_sentence_is_quoted_and_each_once() -> None:
    procedure = make(
        "Entregue la solicitud. La respuesta tarda 3 días. Retire el permiso.", "La respuesta tarda 3 días."
    )
    assert [said for _, said in in_passing(procedure, Aspect.processing_time)] == ["La respuesta tarda 3 días."]


def test_two_sentences_at_the_most() -> None:
    texts = [f"La respuesta {number} tarda {number} días." for number in range(1, 6)]
    assert len(list(in_passing(make(*texts), Aspect.processing_time))) == 2


def test_what_laws_say_is_not_quoted() -> None:
    procedure = make("El plazo máximo será de 30 días.", aspect=Aspect.legal_basis)
    assert list(in_passing(procedure, Aspect.processing_time)) == []


def test_an_aspect_without_values_has_none() -> None:
    assert list(in_passing(make("La respuesta tarda 3 días."), Aspect.description)) == []


def test_the_answer_quotes_it_with_its_heading_and_does_not_say_that_nothing_is_indicated(composer: Composer) -> None:
    answer = composer.about(
        make("La respuesta tarda 3 días."), asked(Aspect.processing_time), "cuánto tarda", goes_on=True
    )
    assert "- «Pasos»: La respuesta tarda 3 días." in answer.text
    assert "no indica el tiempo" not in answer.text
    assert Aspect.processing_time in answer.aspects


def test_without_it_the_answer_says_that_it_is_not_indicated_and_whom_to_ask(composer: Composer) -> None:
    answer = composer.about(make("Espere."), asked(Aspect.processing_time), "cuánto tarda", goes_on=True)
    assert "La ficha no indica el tiempo que tarda." in answer.text
    assert "pregunte a Instituto de Ejemplo" in answer.text
