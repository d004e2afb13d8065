"""Choosing among hundreds of look-alikes: the national catalogue's fichas beside the project's own documents."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.answers import Asked, Assistant, Library, Memory, Outcome, Phrases, Reply
from bot.knowledge import Catalogue
from tests.answers.support import WEDNESDAY, asked

ROOT = Path(__file__).parents[2]
#: The folder of test data that is shared between checkouts; it is never committed.
SHARED = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))
REAL = SHARED / "fichas-gobec-dev.jsonl"
pytestmark = pytest.mark.skipif(not REAL.is_file(), reason=f"no hay {REAL.name}: SHARED_DATA dice dónde está")

_LICENCE = (
    "mag-solicitud-emision-licencia-procesamiento-cannabis-no-psicoactivo-produccion-derivados-cannabis-no-psicoactivo"
    "-servicio-postcosecha-licencia-5-persona"
)
NATURAL, JURIDICA = f"{_LICENCE}-natural", f"{_LICENCE}-juridica"
_PORT = "apm-autorizacion-acceso-ingreso-instalaciones-portuarias"
PORT = {_PORT, f"{_PORT}-0", f"{_PORT}-1"}
ARTISANAL, INDUSTRIAL = (
    f"mpceip-autorizacion-construccion-embarcaciones-pesqueras-{scale}" for scale in ("artesanales", "industriales")
)
OWNERS = "mtop-renovacion-matricula-armadores-naves-mayores-50-trb-tonelaje-registro-bruto"
SEEDS, CULTIVARS = "mag-certificacion-semillas", "mag-registro-cultivares"
BEACH = "mpceip-concesion-zonas-playa-bahia-ejercer-cria-cultivo-especies-bioacuaticas"
PATENT = "gadmsc-emision-patente-municipal"
DEED = "gadmc-huaquillas-escritura-compra-venta-inmueble-canton-huaquillas"
RISKS = "gadmc-jama-certificado-riesgos"
PLANTS = "gadm-mejia-atencion-solicitudes-donacion-plantas-nativas-ornamentales"
FAIR = "gadmsc-emision-permiso-vender-productos-feria-libre-canton-santa-cruz"
NEW = Memory()


@pytest.fixture(scope="session")
def national(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The project's own documents and the national catalogue's fichas in one base."""
    from bot.knowledge.build import build

    out = tmp_path_factory.mktemp("national") / "knowledge.db"
    return Catalogue(build([ROOT / "knowledge/fuentes", REAL], out, ROOT / "knowledge").path)


@pytest.fixture(scope="session")
def library(national: Catalogue) -> Library:
    return Library(national)


@pytest.fixture(scope="session")
def assistant(library: Library, phrases: Phrases) -> Assistant:
    return Assistant(library, phrases, clock=lambda: WEDNESDAY)


def consult(assistant: Assistant, text: str, aspect: str = "requirements", memory: Memory = NEW) -> Reply:
    return assistant.consult(text, asked(aspect), memory)


def told(reply: Reply) -> str | None:
    """The procedure that an answer is about."""
    return reply.answer.procedure.id if reply.answer.procedure else None


def offered(reply: Reply) -> set[str]:
    return {one.id for one in reply.answer.candidates}


def choices(reply: Reply) -> list[str]:
    """The numbered lines of a question, without their numbers."""
    return [line.split(". ", 1)[1] for line in reply.answer.text.splitlines() if line[:1].isdigit()]


@pytest.fixture
def licences(assistant: Assistant) -> Reply:
    """A licence that natural and juridical persons ask for in different ways."""
    return consult(assistant, "cuánto cuesta la licencia 5 de cannabis", "cost")


@pytest.fixture
def port(assistant: Assistant) -> Reply:
    """A title that one institution has given to three procedures."""
    return consult(assistant, "acceso al puerto de Manta")


@pytest.fixture
def talked(assistant: Assistant) -> Memory:
    """A conversation about owners of ships, seeds, cultivars and the beach, in that order."""
    memory = NEW
    for tramite in (OWNERS, SEEDS, CULTIVARS, BEACH):
        memory = assistant.consult("", asked("cost"), memory, tramite=tramite).memory
    return memory


def test_hundreds_are_held(library: Library) -> None:
    assert len(library.procedures) > 250


# -- natural or juridical ----------------------------------------------------------------------------------------


def test_two_that_differ_in_who_asks_are_asked_about(licences: Reply) -> None:
    assert (licences.answer.outcome, offered(licences)) == (Outcome.clarify, {NATURAL, JURIDICA})


def test_each_line_of_a_choice_begins_with_what_differs(licences: Reply) -> None:
    assert sorted(line.split(":")[0] for line in choices(licences)) == ["**Jurídica**", "**Natural**"]


def test_each_button_of_a_choice_says_what_differs(licences: Reply) -> None:
    titles = [button.title.split(". ")[-1] for button in licences.answer.buttons]
    assert sorted(titles[:2]) == ["Jurídica", "Natural"]


@pytest.mark.parametrize(
    ("text", "tramite"),
    [
        ("persona natural", NATURAL),
        ("soy persona natural", NATURAL),
        ("la natural", NATURAL),
        ("persona jurídica", JURIDICA),
        ("para mi empresa", JURIDICA),
        ("juridica porfa", JURIDICA),
    ],
)
def test_who_asks_picks_one(assistant: Assistant, licences: Reply, text: str, tramite: str) -> None:
    reply = assistant.choose(text, licences.memory)
    assert (told(reply), reply.memory.aspectos) == (tramite, ("cost",))


@pytest.mark.parametrize("text", ["para mi compañía", "es para mi compañía", "la compañía"])
def test_a_company_picks_the_juridical_one(assistant: Assistant, licences: Reply, text: str) -> None:
    assert told(assistant.choose(text, licences.memory)) == JURIDICA


@pytest.mark.parametrize("text", ["una compañía", "una empresa", "es una empresa"])
def test_an_article_is_no_number(assistant: Assistant, licences: Reply, text: str) -> None:
    reply = assistant.choose(text, Memory(candidatos=(NATURAL, JURIDICA), consulta=licences.memory.consulta))
    assert told(reply) == JURIDICA


@pytest.mark.parametrize(
    ("current", "text", "sibling"),
    [
        (NATURAL, "¿y si lo saca mi compañía?", JURIDICA),
        (NATURAL, "¿y si es mi empresa?", JURIDICA),
        (JURIDICA, "¿y si soy persona natural?", NATURAL),
        (ARTISANAL, "¿y si es industrial?", INDUSTRIAL),
        (INDUSTRIAL, "¿y si fuera artesanal?", ARTISANAL),
    ],
)
def test_another_value_goes_to_the_sibling_and_asks_it_the_same(
    assistant: Assistant, current: str, text: str, sibling: str
) -> None:
    before = assistant.consult("", asked("cost"), NEW, tramite=current)
    after = assistant.consult(text, Asked(), before.memory)
    assert (told(after), after.memory.aspectos, after.memory.tramite_anterior) == (sibling, ("cost",), current)


@pytest.mark.parametrize(
    ("current", "text", "tramite"),
    [
        (NATURAL, "¿y si es una empresa?", JURIDICA),
        (JURIDICA, "¿y para una persona natural?", NATURAL),
        (ARTISANAL, "¿hay una tarifa?", ARTISANAL),
    ],
    ids=["empresa", "natural", "tarifa"],
)
def test_an_article_is_no_institution(assistant: Assistant, current: str, text: str, tramite: str) -> None:
    before = assistant.consult("", asked("cost"), NEW, tramite=current)
    assert told(assistant.consult(text, asked("cost"), before.memory)) == tramite


@pytest.mark.parametrize("text", ["¿y si es artesanal?", "¿y cuánto se demora?", "¿hay tarifa?"])
def test_its_own_value_stays(assistant: Assistant, text: str) -> None:
    before = assistant.consult("", asked("cost"), NEW, tramite=ARTISANAL)
    assert told(assistant.consult(text, Asked(), before.memory)) == ARTISANAL


# -- the same title ----------------------------------------------------------------------------------------------


def test_procedures_of_one_title_are_asked_about(port: Reply) -> None:
    assert (port.answer.outcome, offered(port)) == (Outcome.clarify, PORT)


def test_the_same_title_is_told_apart_by_how_the_descriptions_begin(port: Reply, library: Library) -> None:
    beginnings = [line.removeprefix("**").split("**:")[0].removesuffix("…") for line in choices(port)]
    descriptions = [library.procedures[one.id].description or "" for one in port.answer.candidates]
    assert [text for text, whole in zip(beginnings, descriptions) if not whole.startswith(text)] == []


def test_no_two_lines_of_one_title_begin_alike(port: Reply) -> None:
    assert len(set(choices(port))) == len(PORT)


@pytest.mark.parametrize(("text", "place"), [("1", 0), ("la segunda", 1), ("el tercero", 2), ("el último", 2)])
def test_the_same_title_is_chosen_by_its_place(assistant: Assistant, port: Reply, text: str, place: int) -> None:
    assert told(assistant.choose(text, port.memory)) == port.memory.candidatos[place]


TITLE = "autorización de acceso para ingreso a las instalaciones portuarias"


def test_the_whole_title_of_three_is_asked_about_too(assistant: Assistant) -> None:
    reply = consult(assistant, TITLE)
    assert (told(reply), offered(reply)) == (None, PORT)


def test_the_whole_title_of_three_is_surely_none_of_them(library: Library) -> None:
    assert library.surely(TITLE) is None


def test_a_correction_that_names_three_does_not_guess(assistant: Assistant) -> None:
    assert told(assistant.correct(f"no, la {TITLE}", Asked(), Memory(tramite=SEEDS))) is None


# -- everyday words ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "species"),
    [
        ("quiero un análisis de mis vacas", "bovina"),
        ("análisis para mis vacas", "bovina"),
        ("análisis para mis chanchos", "porcina"),
        ("examen para los chanchos", "porcina"),
    ],
)
def test_everyday_animals_find_the_analyses_of_their_species(assistant: Assistant, text: str, species: str) -> None:
    found = [one for one in offered(consult(assistant, text)) if species in one]
    assert len(found) >= 3


@pytest.mark.parametrize(
    ("text", "other"), [("análisis para mis vacas", "porcin"), ("análisis para mis chanchos", "bovin")]
)
def test_another_species_is_not_offered(assistant: Assistant, text: str, other: str) -> None:
    assert [one for one in offered(consult(assistant, text)) if other in one] == []


@pytest.mark.parametrize(
    ("text", "tramite"),
    [
        (
            "análisis de tuberculosis para mis vacas",
            "arcfz-solicitud-analisis-muestra-tuberculosis-bovina-intradermo-reaccion-cervical-comparativa",
        ),
        (
            "análisis de diarrea de mis chanchos",
            "arcfz-solicitud-analisis-muestra-diarrea-epidemica-porcina-pcr-convencional",
        ),
    ],
)
def test_an_everyday_animal_and_its_illness_name_one(assistant: Assistant, text: str, tramite: str) -> None:
    assert told(consult(assistant, text)) == tramite


# -- places ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tramite"),
    [
        ("patente municipal de Santa Cruz", PATENT),
        ("escritura de compra venta en Huaquillas", DEED),
        ("certificado de riesgos en Jama", RISKS),
        ("donación de plantas en Mejía", PLANTS),
        ("permiso para la feria libre en Santa Cruz", FAIR),
    ],
)
def test_a_municipality_that_is_named_is_answered(assistant: Assistant, text: str, tramite: str) -> None:
    assert told(consult(assistant, text)) == tramite


@pytest.mark.parametrize(
    "text",
    [
        "patente municipal de Quito",
        "patente municipal de Loja",
        "escritura de compra venta en Machala",
        "certificado de riesgos en Quito",
        "donación de plantas en Ambato",
        "registro de catastro de escrituras en Guano",
        "permiso para vender en la feria libre de Riobamba",
    ],
)
def test_a_municipality_that_is_named_is_not_answered_with_another(assistant: Assistant, text: str) -> None:
    assert told(consult(assistant, text)) is None


# -- not held ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "cómo saco el pasaporte",
        "pasaporte",
        "renovar el pasaporte",
        "renovar la licencia de conducir",
        "licencia de conducir",
        "cuánto cuesta la licencia de conducir tipo c",
        "cómo saco el RUC",
        "requisitos para sacar el RUC",
        "inscribirme en el RUC",
    ],
)
@pytest.mark.parametrize("memory", [NEW, Memory(tramite=NATURAL)], ids=["new", "on"])
def test_what_is_not_held_is_not_answered_with_a_ficha(assistant: Assistant, text: str, memory: Memory) -> None:
    reply = consult(assistant, text, memory=memory)
    assert (reply.answer.outcome, told(reply), reply.answer.sources) == (Outcome.not_found, None, ())


# -- going back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tramite"),
    [
        ("volvamos al de armadores", OWNERS),
        ("volviendo a la matrícula de armadores", OWNERS),
        ("volvamos al de los barcos", OWNERS),
        ("regresemos al de las semillas", SEEDS),
        ("volvamos al registro de cultivares", CULTIVARS),
        ("retomemos lo de los cultivares", CULTIVARS),
    ],
)
@pytest.mark.parametrize("act", ["consult", "back"])
def test_a_name_returns_to_what_was_talked_about(
    assistant: Assistant, talked: Memory, act: str, text: str, tramite: str
) -> None:
    acts = {"consult": assistant.consult, "back": assistant.back}
    reply = acts[act](text, Asked(), talked)
    assert (told(reply), reply.memory.tramite_anterior) == (tramite, BEACH)


@pytest.mark.parametrize("text", ["volver", "volvamos al anterior"])
def test_words_of_going_back_are_no_name(assistant: Assistant, talked: Memory, text: str) -> None:
    assert told(assistant.back(text, Asked(), talked)) == CULTIVARS


@pytest.mark.parametrize("text", ["atrás", "regresar", "el anterior"])
def test_going_back_without_a_name_returns_to_the_one_before(assistant: Assistant, talked: Memory, text: str) -> None:
    assert told(assistant.back(text, Asked(), talked)) == CULTIVARS
