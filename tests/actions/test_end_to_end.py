"""The trained model, the actions and the knowledge base together: what people write, and what they must be told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.answers import Answer, Outcome
from bot.settings import Settings
from tests.answers.support import (
    ADDRESS,
    CORRUPTION,
    CPC,
    EMAIL,
    ENTRY,
    EXIT,
    IMPORT,
    OCE,
    PARTNERS,
    PASSIVE,
    PASSWORD,
    PHONES,
    RESCHEDULE,
    ROOT,
    WITHHELD,
    squeezed,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.filterwarnings("ignore"),  # Rasa and what it imports warn of their own future all day
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(knowledge_path: Path) -> AsyncIterator[Any]:
    """An engine over the project's own model, with a dialogue that nobody keeps."""
    from bot.engine import IN_MEMORY, Engine

    model = ROOT / Settings().model
    assert model.is_file(), "the model is missing: make model"
    engine = await Engine.load(model=model, knowledge=knowledge_path, tracker_url=IN_MEMORY, deadline=30)
    yield engine
    await engine.close()


async def converse(engine: Any, request: pytest.FixtureRequest, *texts: str) -> list[Answer]:
    """The answers to ``texts`` in a new conversation; each message has exactly one."""
    conversation = f"c{abs(hash(request.node.name))}"
    answers = []
    for text in texts:
        (answer,) = await engine.handle(conversation, text)
        answers.append(answer)
    await engine.erase(conversation)
    return answers


def procedure(answer: Answer) -> str | None:
    return answer.procedure.id if answer.procedure else None


@pytest.mark.parametrize(
    ("text", "tramite", "fact"),
    [
        # formal
        ("¿Cuáles son los requisitos para el registro como OCE importador/exportador en Ecuapass?", OCE, "RUC"),
        ("Sírvase indicar el costo del registro como operador de comercio exterior.", OCE, "no tiene costo"),
        ("¿A quién está dirigida la admisión temporal para perfeccionamiento activo?", ENTRY, "maquilas"),
        ("¿Cuál es el horario de atención del trámite de exportación temporal para perfeccionamiento pasivo?", EXIT,
         "08h00"),
        ("¿Qué se obtiene con la solicitud de autorización de importación de bienes del SERCOP?", IMPORT,
         "Autorización para contratación extranjera"),
        ("Indíqueme el tiempo estimado de la reprogramación de procesos.", RESCHEDULE, "72 horas"),
        ("¿Por qué canal se solicita el incremento de CPC?", CPC, "Trámite Rápido"),
        ("¿Cuánto tarda el cambio de estado del proveedor a pasivo?", PASSIVE, "Inmediato"),
        # colloquial
        ("oiga, ¿qué papeles me piden para sacar el registro de importador?", OCE, "Certificado Digital"),
        ("se me olvidó la clave del portal de compras públicas, ¿qué hago?", PASSWORD, "bit.ly/ResetClaveSercop"),
        ("¿y a dónde escribo si el municipio no me paga la factura de un contrato?", WITHHELD, "alerta@sercop.gob.ec"),
        ("quiero denunciar una coima en un concurso de compras públicas, ¿a qué correo?", CORRUPTION,
         "alerta@sercop.gob.ec"),
        ("cambié de celular y quiero actualizarlo en el sercop, ¿cómo hago?", PHONES, "Trámite Rápido"),
        ("¿cuánto se demora en cambiar los socios de la asociación EPS?", PARTNERS, "72 horas"),
        ("mándeme el teléfono de los de producción nacional del sercop, los de importaciones", IMPORT, "02 2440050"),
        # misspelt
        ("rekisitos para el rejistro de inportador en ecuapas", OCE, "RUC"),
        ("komo aser el rreseteo de klabe del sercop", PASSWORD, "ResetClaveSercop"),
        ("cuanto cuesta el rejimen 51 de esportasion tenporal", EXIT, "no tienen costo"),
        ("kiero canviar el korreo electronico en el sercop como ago", EMAIL, "Trámite Rápido"),
        ("base legal de la admicion tenporal perfecsionamiento actibo", ENTRY, "43 normas"),
        # unaccented
        ("que documentos necesito para la exportacion temporal para perfeccionamiento pasivo", EXIT,
         "Factura preliminar"),
        ("pasos de la admision temporal para perfeccionamiento activo", ENTRY, "Registrar la garantía"),
        ("actualizacion de direccion o nombre comercial cuanto demora", ADDRESS, "Inmediato"),
        ("canales de atencion de la autorizacion de importacion de bienes", IMPORT, "Quipux"),
        # as on a phone
        ("q necesito pa registrarme en ecuapass", OCE, "Mozilla Firefox"),
        ("dnd saco el reg oce", OCE, "ecuapass.aduana.gob.ec"),
        ("xfa el tel d la aduana pa el reg 21", ENTRY, "1800-238262"),
        ("cto cuesta el registro oce", OCE, "Token"),
        # by situation
        ("quiero mandar una máquina a reparar a Colombia y que regrese, ¿qué requisitos hay?", EXIT,
         "Carta del exportador"),
        ("traigo tela de afuera para hacer camisas y exportarlas, ¿cuánto cuesta la admisión temporal?", ENTRY,
         "no tienen costo"),
        ("la universidad pública necesita un equipo que no se produce en el país, ¿qué requisitos pide el SERCOP?",
         IMPORT, "Verificación de producción Nacional"),
        ("ya no quiero vender al Estado, quiero quedar pasivo como proveedor", PASSIVE, "justificativos"),
        # details
        ("¿por qué rechazan la solicitud de registro OCE?", OCE, "Estado diferente a activo"),
        ("¿qué compensación usa la DAE 40?", ENTRY, "Exportación a consumo"),
        ("régimen 21: ¿quién transmite la declaración aduanera?", ENTRY, "agente de aduana"),
        ("¿cuántas atenciones hubo en el registro OCE en febrero de 2026?", OCE, "821 atenciones"),
        ("¿dónde queda la oficina de Huaquillas para el régimen 51?", EXIT, "aduana.gob.ec/huaquillas"),
        # not stated
        ("¿cuánto se demora el registro OCE?", OCE, "La ficha no indica el tiempo que tarda"),
        ("¿qué vigencia tiene la autorización del régimen 21?", ENTRY, "La ficha no indica la vigencia"),
        ("¿cuánto cuesta el reseteo de clave?", PASSWORD, "La ficha no indica el costo"),
        # two at once
        ("¿qué requisitos tiene y cuánto cuesta el registro OCE?", OCE, "Certificado Digital"),
        ("costo y teléfono del régimen 51", EXIT, "1800-238262"),
    ],
)  # fmt: skip
async def test_a_question_is_answered(
    engine: Any, request: pytest.FixtureRequest, text: str, tramite: str, fact: str
) -> None:
    (answer,) = await converse(engine, request, text)
    assert (answer.outcome, procedure(answer)) == (Outcome.answered, tramite)
    assert squeezed(fact).lower() in squeezed(answer.text).lower()


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("hola", Outcome.smalltalk),
        ("muchas gracias", Outcome.smalltalk),
        ("¿usted es un robot?", Outcome.smalltalk),
        ("quiero hablar con una persona", Outcome.handoff),
        ("asesor", Outcome.handoff),
        ("¡auxilio, me están robando!", Outcome.emergency),
        ("¿qué puede hacer usted?", Outcome.help),
        ("¿qué trámites tiene?", Outcome.help),
        ("¿quién ganó el partido de la selección?", Outcome.out_of_scope),
        ("cómo saco el pasaporte", Outcome.not_found),
        ("quiero renovar la licencia de conducir", Outcome.not_found),
        ("¿cuánto cuesta?", Outcome.clarify),
        ("requisitos del régimen de perfeccionamiento", Outcome.clarify),
        ("¿cómo va mi trámite 028-2025-40-00123456?", Outcome.case_status),
    ],
)
async def test_other_messages_have_their_outcome(
    engine: Any, request: pytest.FixtureRequest, text: str, outcome: Outcome
) -> None:
    (answer,) = await converse(engine, request, text)
    assert (answer.outcome, procedure(answer)) == (outcome, None)


async def test_a_conversation_follows_up_switches_and_comes_back(engine: Any, request: pytest.FixtureRequest) -> None:
    answers = await converse(
        engine, request, "buenas", "requisitos del registro OCE", "¿y cuánto cuesta?", "requisitos del régimen 51",
        "volvamos al anterior", "gracias",
    )  # fmt: skip
    assert [procedure(one) for one in answers] == [None, OCE, OCE, EXIT, OCE, None]


async def test_a_choice_is_made_in_words_and_the_question_goes_on(engine: Any, request: pytest.FixtureRequest) -> None:
    asked, chosen, next_ = await converse(
        engine, request, "requisitos del régimen de perfeccionamiento", "el de salida", "¿cuánto cuesta?"
    )
    assert (asked.outcome, procedure(chosen), procedure(next_)) == (Outcome.clarify, EXIT, EXIT)
    assert ("Factura preliminar" in chosen.text, "no tienen costo" in next_.text) == (True, True)


async def test_nonsense_climbs_to_a_person(engine: Any, request: pytest.FixtureRequest) -> None:
    answers = await converse(engine, request, "zxqwt plk", "rrtt vvbn", "qqq www zzz")
    assert all(one.outcome in (Outcome.not_understood, Outcome.clarify, Outcome.out_of_scope) for one in answers)
    assert "pedir_persona" in [button.intent for button in answers[-1].buttons]


async def test_repeating_says_the_same(engine: Any, request: pytest.FixtureRequest) -> None:
    first, again = await converse(engine, request, "costo del registro OCE", "repita por favor")
    assert again == first


async def test_the_norms_are_paged_by_word(engine: Any, request: pytest.FixtureRequest) -> None:
    first, second = await converse(engine, request, "base legal del régimen 21", "ver más")
    assert ("\n1. " in first.text, "\n11. " in second.text, procedure(second)) == (True, True, ENTRY)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("q es el soce", "Sistema Oficial de Contratación Pública"),
        ("qué significa OCE", "Operador de comercio exterior"),
        ("para qué sirve el quipux", "Sistema de Gestión Documental"),
        ("vpn es una red?", "no es una red de internet"),
        ("dónde entro al ecuapass", "https://ecuapass.aduana.gob.ec/"),
        ("qué diferencia hay entre DAI y DAE", "Declaración aduanera de exportación"),
        ("me explica qué es el certificado de libre venta", "se vende legalmente en su país"),
        ("¿qué institución es la ARCSA?", "alimentos procesados"),
    ],
)
async def test_a_word_is_explained_whatever_the_wording(
    engine: Any, request: pytest.FixtureRequest, text: str, said: str
) -> None:
    (answer,) = await converse(engine, request, text)

    assert (answer.outcome, [one.value for one in answer.aspects]) == (Outcome.answered, ["description"])
    assert said in answer.text


@pytest.mark.parametrize(
    "text", ["qué es el RUC pesquero", "q es el SOAT", "necesito sacar la cédula", "qué es un RUT"]
)
async def test_what_the_glossary_does_not_hold_is_not_explained_by_another_word(
    engine: Any, request: pytest.FixtureRequest, text: str
) -> None:
    (answer,) = await converse(engine, request, text)

    assert answer.outcome is not Outcome.answered
