"""Guides with the trained model: whole conversations, as people have them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot import settings
from bot.answers import Answer, Outcome
from tests.actions.test_end_to_end import converse, procedure
from tests.answers.support import ALL, CPC, ENTRY, EXIT, IMPORT, OCE, PASSWORD, ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.filterwarnings("ignore"),  # Rasa and what it imports warn of their own future all day
]

GUIDE = Outcome.guide
#: What people answer to a requirement, and how the answer to that begins.
ANSWERS = {
    "requisito 1 de 5: ya lo tiene": """
        simón, ese sí lo tengo; claro, lo saqué hace tiempo; ya pues, lo tengo ya; uy sí, de eso tengo; ya está
        en mis manos; sí señor ya cumplí; obvio que lo tengo; tenemos eso en la empresa; ya lo hicimos con el
        contador; eso ya me lo dieron; afirmativo; ya lo tngo listo; listo el primero; ese papel sí está; ya me
        lo entregaron; sí, hace un año lo conseguí; de ley lo tengo; 👍; ese ya está; de eso sí dispongo; ya lo
        tramité el mes pasado; ya lo poseo; eso lo tengo desde hace años; sí, aquí lo tengo; correcto, ya lo
        tengo; eso no es problema, lo tengo; ya quedó listo; cumplido; hecho; sí pues veci, ya saqué
    """,
    "requisito 1 de 5: le falta": """
        nones, no lo tengo; chuta eso no tengo; recién lo voy a sacar; no todavía; eso me hace falta; toca
        sacarlo; aún estoy en eso; nada que ver, no tengo; no he ido a sacarlo; no dispongo de eso; está en
        proceso; mañana lo saco; lo tengo que sacar; ese no; todavía no me lo dan; nel; me toca conseguirlo; no
        cuento todavía con ese documento; ese papel no lo tengo aún; no, me falta todavía; no lo he tramitado;
        eso me está faltando; sigo sin tenerlo; no, eso no; estoy por sacarlo; todavía estoy tramitando eso; ese
        todavía no está; no poseo; aún no cuento con ese requisito; lo voy a sacar la próxima semana
    """,
    "requisito 1 de 5: no aplica": """
        eso no es para mí; en mi caso no hace falta; a nosotros no nos aplica; no va conmigo; no me incumbe; eso
        es para otros; no corresponde; yo no necesito eso porque soy persona natural; soy persona natural, no
        aplica; eso no me piden; no aplica; n/a; no me aplica ese; eso no me hace falta; no corresponde a mi
        caso; no es para mi caso; no necesito eso; no me toca ese; eso a mí no; ese requisito no es para mí
    """,
    "**Requisito 1 de 5: ": """
        qué será eso; eso qué mismo es; no cacho qué es; ni la más remota idea; de qué se trata; no sé de qué
        habla; para qué es eso; qué documento es ese; cómo es eso; no entiendo ese requisito; explíqueme mejor;
        no lo conozco; y eso qué es; no sé cuál es; no sabría decirle qué es; ni idea; no le entiendo a ese
        requisito; a qué se refieren; aclare eso por favor; no sé si eso lo tengo
    """,
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(knowledge_path: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Any]:
    """An engine over the project's own model; its lists end with the tests."""
    from bot.engine import IN_MEMORY, Engine

    model = ROOT / settings.Settings().model
    assert model.is_file(), "the model is missing: make model"
    engine = await Engine.load(model=model, knowledge=knowledge_path, tracker_url=IN_MEMORY, deadline=30)
    yield engine
    await engine.close()


def places(answers: list[Answer]) -> list[str]:
    """Where each answer stands: «Requisito 2 de 5», in small letters; empty when it stands nowhere."""
    found = [
        re.search(r"(requisito|paso|costo|previo) \d+ de \d+(?!.*\1 \d+ de)", one.text.lower(), re.S) for one in answers
    ]
    return [match[0] if match else "" for match in found]


@pytest.mark.parametrize(
    ("text", "tramite", "place"),
    [
        ("quiero hacer la lista de requisitos del registro OCE", OCE, "requisito 1 de 5"),
        ("revisemos uno por uno los requisitos del régimen 51", EXIT, "requisito 1 de 9"),
        ("hágame un checklist de la autorización de importación del sercop", IMPORT, "requisito 1 de 2"),
        ("ayúdeme a ver qué papeles ya tengo y cuáles me faltan para la admisión temporal, régimen 21",
         ENTRY, "requisito 1 de 10"),
        ("lléveme paso a paso en el registro OCE", OCE, "paso 1 de 4"),
        ("guíeme paso por paso con el régimen 21", ENTRY, "paso 1 de 6"),
        ("guía de costos del régimen 51", EXIT, "costo 1 de 4"),
        ("hágame un presupuesto de todos los gastos del régimen 21", ENTRY, "costo 1 de 4"),
        ("qué trámites debo hacer antes del régimen 51", EXIT, "previo 1 de 3"),
    ],
)  # fmt: skip
async def test_a_guide_begins_in_peoples_words(
    engine: Any, request: pytest.FixtureRequest, text: str, tramite: str, place: str
) -> None:
    answers = await converse(engine, request, text)
    assert (answers[0].outcome, procedure(answers[0]), places(answers)) == (GUIDE, tramite, [place])


async def test_a_guide_begins_about_the_procedure_under_discussion(engine: Any, request: pytest.FixtureRequest) -> None:
    answers = await converse(engine, request, "¿qué necesito para registrarme como importador?", "vamos paso a paso")
    assert (procedure(answers[1]), places(answers)[1]) == (OCE, "paso 1 de 4")


async def test_an_answer_in_between_offers_the_guide(engine: Any, request: pytest.FixtureRequest) -> None:
    (answer,) = await converse(engine, request, "requisitos del registro OCE")
    assert (answer.outcome, "iniciar_lista" in [one.intent for one in answer.buttons]) == (Outcome.answered, True)


async def test_a_list_in_peoples_own_words(engine: Any, request: pytest.FixtureRequest) -> None:
    answers = await converse(
        engine, request, "hagamos la lista de requisitos del registro OCE", "eso sí tengo", "ni idea qué es eso",
        "todavía no", "no me corresponde", "sí", "no",
    )  # fmt: skip
    assert places(answers[:-1]) == [
        "requisito 1 de 5", "requisito 2 de 5", "requisito 2 de 5", "requisito 3 de 5", "requisito 4 de 5",
        "requisito 5 de 5",
    ]  # fmt: skip
    assert ("Tiene 2 de 4 requisitos" in answers[-1].text, "Fuente:" in answers[-1].text) == (True, True)


@pytest.mark.parametrize(
    ("text", "noted"),
    [(" ".join(text.split()), noted) for noted, texts in ANSWERS.items() for text in texts.split(";")],
)
async def test_an_answer_in_peoples_own_words(
    engine: Any, request: pytest.FixtureRequest, text: str, noted: str
) -> None:
    answers = await converse(engine, request, "hagamos la lista de requisitos del registro OCE", text)
    assert noted in answers[1].text[:60]


async def test_two_things_answered_at_once(engine: Any, request: pytest.FixtureRequest) -> None:
    answers = await converse(engine, request, "hagamos mi lista del registro OCE", "ya tengo el ruc y la firma")
    assert places(answers) == ["requisito 1 de 5", "requisito 3 de 5"]


async def test_a_question_in_the_middle_is_answered_and_the_steps_go_on(
    engine: Any, request: pytest.FixtureRequest
) -> None:
    answers = await converse(
        engine, request, "paso a paso del régimen 51", "siguiente", "¿y cuánto cuesta?", "siguiente", "atrás", "repita",
    )  # fmt: skip
    assert places(answers) == [
        "paso 1 de 4", "paso 2 de 4", "paso 2 de 4", "paso 3 de 4", "paso 2 de 4", "paso 2 de 4",
    ]  # fmt: skip
    assert (answers[2].outcome, "no tienen costo" in answers[2].text) == (Outcome.answered, True)


async def test_a_term_in_the_middle_is_explained_and_the_list_goes_on(
    engine: Any, request: pytest.FixtureRequest
) -> None:
    answers = await converse(engine, request, "hagamos la lista del registro OCE", "¿qué es el CPC?", "ya lo tengo")
    assert "Clasificador Central de Productos" in answers[1].text
    assert places(answers) == ["requisito 1 de 5", "requisito 1 de 5", "requisito 2 de 5"]


async def test_another_procedure_leaves_the_list_and_one_can_return(
    engine: Any, request: pytest.FixtureRequest
) -> None:
    answers = await converse(
        engine, request, "hagamos la lista del registro OCE", "ya lo tengo", "¿cómo reseteo la clave del sercop?",
        "sigamos",
    )  # fmt: skip
    assert [procedure(one) for one in answers] == [OCE, OCE, PASSWORD, OCE]
    assert ("Dejo en pausa" in answers[2].text, places(answers)[3]) == (True, "requisito 2 de 5")


@pytest.mark.parametrize("leaving", ["salir", "cancelar", "ya no quiero seguir"])
@pytest.mark.parametrize("kind", ["la lista de requisitos", "el paso a paso"])
async def test_leaving_works_and_so_does_coming_back(
    engine: Any, request: pytest.FixtureRequest, kind: str, leaving: str
) -> None:
    begin = f"quiero {kind} del registro OCE"
    begun, left, again = await converse(engine, request, begin, leaving, "continuemos donde estábamos")
    assert (begun.outcome, "«sigamos»" in left.text, procedure(again)) == (GUIDE, True, OCE)


@pytest.mark.parametrize(
    ("text", "outcome"), [("quiero hablar con una persona", Outcome.handoff), ("menú", Outcome.help)]
)
async def test_a_person_and_the_menu_are_always_there(
    engine: Any, request: pytest.FixtureRequest, text: str, outcome: Outcome
) -> None:
    answers = await converse(engine, request, "guíeme paso a paso con el régimen 51", text)
    assert (answers[1].outcome, places(answers)[1]) == (outcome, "paso 1 de 4")


async def test_an_emergency_inside_a_guide_hears_only_of_help(engine: Any, request: pytest.FixtureRequest) -> None:
    answers = await converse(engine, request, "hagamos la lista del registro OCE", "¡auxilio, me están robando!")
    assert ("911" in answers[1].text, "Seguimos" in answers[1].text) == (True, False)


async def test_nonsense_is_asked_again_and_then_leaving_is_offered(engine: Any, request: pytest.FixtureRequest) -> None:
    answers = await converse(engine, request, "hagamos la lista del registro OCE", "zxqwt plk", "asdf qwer")
    assert places(answers) == ["requisito 1 de 5"] * 3
    assert ["«salir»" in one.text for one in answers[1:]] == [False, True]


async def test_a_list_is_found_again_by_its_code(engine: Any, request: pytest.FixtureRequest) -> None:
    first = await converse(engine, request, "hagamos la lista del registro OCE", "ya lo tengo")
    found = re.search(r"mi lista \*\*(\S+)\*\*", first[0].text)
    assert found
    answers = await converse(engine, request, f"seguir con mi lista {found[1].lower()}")
    assert (procedure(answers[0]), places(answers)) == (OCE, ["requisito 2 de 5"])


async def test_a_choice_in_the_beginning_leads_to_the_guide(engine: Any, request: pytest.FixtureRequest) -> None:
    answers = await converse(
        engine, request, "hagamos la lista de requisitos del régimen de perfeccionamiento", "el de salida", "sí"
    )
    assert [one.outcome for one in answers] == [Outcome.clarify, GUIDE, GUIDE]
    assert (procedure(answers[1]), places(answers)[2]) == (EXIT, "requisito 2 de 9")


async def test_a_procedure_that_is_not_ours_begins_no_guide(engine: Any, request: pytest.FixtureRequest) -> None:
    (answer,) = await converse(engine, request, "hagamos la lista de requisitos del pasaporte")
    assert answer.outcome is Outcome.not_found


@pytest.mark.parametrize("tramite", ALL)
@pytest.mark.parametrize("intent", ["iniciar_lista", "iniciar_pasos", "iniciar_costos", "iniciar_previos"])
async def test_every_guide_of_every_procedure_can_be_read(
    engine: Any, request: pytest.FixtureRequest, tramite: str, intent: str
) -> None:
    from bot.engine.messages import Payload

    conversation = f"g{abs(hash(request.node.name))}"
    (answer,) = await engine.handle(conversation, Payload(intent, {"tramite": tramite}))
    await engine.erase(conversation)
    assert (answer.outcome, procedure(answer), "Fuente:" in answer.text) == (GUIDE, tramite, True)


async def test_what_a_table_lacks_is_said(engine: Any, request: pytest.FixtureRequest) -> None:
    (answer,) = await converse(engine, request, "hagamos la lista de requisitos del incremento de CPC")
    assert (procedure(answer), "no indica una lista de requisitos" in answer.text) == (CPC, True)
    assert "iniciar_pasos" in [one.intent for one in answer.buttons]
