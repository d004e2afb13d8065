"""What people say inside a guide, and what it is taken for."""

from __future__ import annotations

import pytest

from bot.answers.guides.hearing import Heard, Move, Tap, asks_for_paper, asks_what_it_is, is_question, move_of
from bot.answers.guides.state import Kind, Mark


@pytest.mark.parametrize(
    ("text", "intent", "move"),
    [
        ("siguiente", "ver_mas", Move.siguiente),
        ("siguiente porfa", "", Move.siguiente),
        ("pase al siguiente", "", Move.siguiente),
        ("¿qué sigue?", "consultar_tramite", Move.siguiente),
        ("listo, ya lo hice", "afirmar", Move.siguiente),
        ("ya está", "", Move.siguiente),
        ("atrás", "volver", Move.atras),
        ("regrese un paso", "", Move.atras),
        ("repita por favor", "repetir", Move.repetir),
        ("otra vez", "", Move.repetir),
        ("sigamos", "continuar_guia", Move.seguir),
        ("salir", "", Move.salir),
        ("ya quiero salir", "salir", Move.salir),
        ("me cansé de tanta pregunta, termine", "salir", Move.salir),
        ("sí", "afirmar", Move.si),
        ("no", "negar", Move.no),
        ("espere un momento", "emergencia", Move.esperar),
        ("deme un minuto por favor", "", Move.esperar),
        ("¿qué me falta?", "negar", Move.resumir),
        ("¿cómo voy?", "consultar_tramite", Move.resumir),
        ("ver ese trámite", "afirmar", Move.entrar),
        ("lléveme paso a paso", "iniciar_pasos", None),
        ("¿cuánto cuesta?", "consultar_tramite", None),
        ("volvamos al trámite anterior", "volver", None),
        ("el costo del registro", "consultar_tramite", None),
        ("", "", None),
    ],
)
def test_a_movement_is_heard(text: str, intent: str, move: Move | None) -> None:
    assert move_of(Heard(text, intent), Kind.pasos) is move


def test_more_of_a_long_answer_is_no_movement() -> None:
    assert move_of(Heard("ver más", "ver_mas"), Kind.pasos, paging=True) is None


def test_a_button_of_a_long_answer_is_no_movement() -> None:
    assert move_of(Heard("", "ver_mas"), Kind.pasos) is None


@pytest.mark.parametrize(
    "text", ["¿y eso cuánto cuesta?", "cuanto cuesta", "y si no tengo firma", "¿lo tengo que pagar", "dónde lo saco"]
)
def test_a_question_is_heard_as_one(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize("text", ["eso sí tengo", "no aplica", "siguiente", "me falta la carta"])
def test_an_answer_is_no_question(text: str) -> None:
    assert not is_question(text)


@pytest.mark.parametrize(
    "text",
    ["no sé qué es", "ni idea qué es eso", "¿qué es eso?", "a qué se refiere", "no entiendo", "explíqueme", "no sé",
     "no sé si lo tengo", "no tengo ni idea", "¿cómo así?"],
)  # fmt: skip
def test_not_knowing_is_heard(text: str) -> None:
    assert asks_what_it_is(text)


@pytest.mark.parametrize("text", ["no lo tengo", "ya lo tengo", "no aplica", "me falta", "sí sé dónde está"])
def test_knowing_is_not_taken_for_not_knowing(text: str) -> None:
    assert not asks_what_it_is(text)


@pytest.mark.parametrize("act", [*Move, *Mark])
@pytest.mark.parametrize("stop", [None, 0, 11])
def test_a_button_survives_its_entities(act: Move | Mark, stop: int | None) -> None:
    tap = Tap(Kind.lista, "un-tramite", act, stop)
    assert Tap.of(Heard("", "", tap.entities())) == tap


@pytest.mark.parametrize(
    "entities",
    [{}, {"opcion": "2"}, {"opcion": "lista tengo 1"}, {"opcion": "lista volar 1", "tramite": "x"},
     {"opcion": "lista tengo 0", "tramite": "x"}, {"opcion": "lista tengo 1 2", "tramite": "x"}],
)  # fmt: skip
def test_what_is_no_button_of_a_guide_is_left_alone(entities: dict[str, str]) -> None:
    assert Tap.of(Heard("", "", entities)) is None


@pytest.mark.parametrize(
    "text",
    ["mándeme la lista en PDF", "descargar la lista", "imprimir", "¿me la puede dar en pdf?", "bájeme la lista"],
)
@pytest.mark.parametrize("intent", ["continuar_guia", "responder_requisito", "consultar_tramite"])
def test_the_list_is_asked_for_on_paper(text: str, intent: str) -> None:
    assert move_of(Heard(text, intent), Kind.lista) is Move.descargar


@pytest.mark.parametrize(
    "text", ["ya lo descargué", "ya la imprimí", "quiero seguir con la lista", "el papel lo tengo"]
)
def test_having_it_on_paper_is_not_asking_for_it(text: str) -> None:
    assert not asks_for_paper(text)
