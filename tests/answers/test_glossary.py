"""Words of the glossary are explained in whatever wording, and no word gets the meaning of another."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from bot.answers import Assistant, Memory, Outcome
from bot.answers.glossary import Glossary
from bot.knowledge import Aspect, Catalogue, Term
from bot.text import STOP_WORDS, fold, normalise
from tests.answers.support import EXIT, OCE, asked, tell

SOURCE = "propia"
TERMS = (
    Term(term="Patente municipal", explanation="Impuesto anual que se paga al municipio.", source=SOURCE),
    Term(term="Registro de patos", acronym="RDP", explanation="Lista de los patos.", source=SOURCE),
    Term(term="Censo de patos", acronym="CDP", others=("conteo",), explanation="Cuenta patos.", source=SOURCE),
    Term(term="Pato", explanation="Un ave, no una red.", source=SOURCE),
    Term(term="Zapallo", explanation="Una hortaliza.", source=SOURCE),
)


#: Words that ask, as those of knowledge/palabras.yml.
ASKING = STOP_WORDS | {"quiere", "decir"}


def meant(text: str) -> list[str]:
    """The terms that ``text`` asks."""
    subject = [word for word in normalise(text).split() if word not in ASKING]
    return [term.term for term in Glossary(TERMS).asked(text, subject)]


@pytest.mark.parametrize(
    "text",
    [
        "¿qué es un pato?",
        "q es el pato",
        "pato que es",
        "qué significa pato",
        "qué quiere decir pato",
        "¿para qué sirve un pato?",
        "a qué se refieren con pato",
        "no sé qué es un pato",
        "explíqueme qué son los patos",
        "el pato es una red?",
        "dónde encuentro un pato",
        "Pato",
        "¿el pato?",
    ],
)
def test_the_meaning_is_asked_in_many_wordings(text: str) -> None:
    assert meant(text) == ["Pato"]


def test_a_word_alone_asks_its_meaning_only_when_it_may() -> None:
    assert Glossary(TERMS).asked("¿y el pato?", ["pato"], alone=False) == []


@pytest.mark.parametrize("text", ["cuánto cuesta un pato", "quiero sacar el pato", "necesito pato", "deme el pato", ""])
def test_what_does_not_ask_a_meaning_gets_none(text: str) -> None:
    assert meant(text) == []


@pytest.mark.parametrize(
    "text", ["¿qué es un pato pesquero?", "qué es el conteo de votos", "qué es la patente de un barco"]
)
def test_a_text_about_more_than_the_word_gets_no_meaning(text: str) -> None:
    assert meant(text) == []


def test_a_longer_name_wins_over_one_inside_it() -> None:
    assert meant("qué es el registro de patos") == ["Registro de patos"]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("qué diferencia hay entre RDP y CDP", ["Registro de patos", "Censo de patos"]),
        ("rdp o cdp, qué son", ["Registro de patos", "Censo de patos"]),
        ("¿es lo mismo el CDP que el RDP?", ["Censo de patos"]),
        ("qué es el conteo y el registro de patos", ["Censo de patos", "Registro de patos"]),
        ("qué es el RDP y el registro de patos", ["Registro de patos"]),
    ],
)
def test_words_asked_about_together_are_explained_together(text: str, terms: list[str]) -> None:
    assert meant(text) == terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [("qué son los zapallos", ["Zapallo"]), ("q es el sapayo", ["Zapallo"]), ("qué son los patos", ["Pato"])],
)
def test_a_word_may_be_in_the_plural_or_spelt_as_it_sounds(text: str, terms: list[str]) -> None:
    assert meant(text) == terms


@pytest.mark.parametrize(
    "text", ["qué es RDQ", "qué es un rd", "qué es un gato", "qué es el RDPs", "qué es la patente"]
)
def test_a_near_miss_gets_no_meaning(text: str) -> None:
    assert meant(text) == []


# -- the project's own glossary ----------------------------------------------------------------------------------------


def test_the_glossary_holds_what_the_fichas_use(catalogue: Catalogue) -> None:
    assert len(catalogue.terms()) >= 100


def test_no_two_terms_have_a_name_in_common(catalogue: Catalogue) -> None:
    names = Counter(
        fold(name) for term in catalogue.terms() for name in (term.term, term.acronym, *term.others) if name
    )

    assert [name for name, count in names.items() if count > 1] == []


def test_every_name_of_every_term_is_explained_by_it_alone(assistant: Assistant, catalogue: Catalogue) -> None:
    wrong = []
    for term in catalogue.terms():
        for name in (term.term, term.acronym, *term.others):
            reply = assistant.reception.define(f"¿qué significa {name}?", Memory()) if name else None
            if name and (
                reply is None or reply.answer.text.count("**") != 2 or term.explanation[:40] not in plain(reply)
            ):
                wrong.append(name)

    assert wrong == []


def plain(reply: object) -> str:
    return re.sub(r"\\(.)", r"\1", reply.answer.text)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("q es el soce", "sistema de la contratación pública"),
        ("qué significa OCE", "transacciones de comercio exterior"),
        ("para qué sirve el quipux", "Sistema de Gestión Documental"),
        ("q es el kipux", "Sistema de Gestión Documental"),
        ("vpn es una red?", "Aquí VPN no es una red de internet"),
        ("dónde entro al ecuapass", "https://ecuapass.aduana.gob.ec/"),
        ("cuál es la página del SRI", "https://www.sri.gob.ec/"),
        ("qué quiere decir RIMPE", "Reemplazó al RISE"),
        ("q es la LUAE", "Municipio de Quito"),
        ("que es agrocalidad", "sanidad de las plantas"),
        ("¿qué es un aforo físico?", "revisa la mercancía misma"),
        ("no entiendo qué es una partida arancelaria", "se clasifica una mercancía"),
    ],
)
def test_a_definition_is_answered_with_its_fact(assistant: Assistant, text: str, said: str) -> None:
    reply = assistant.reception.define(text, Memory())

    assert reply is not None
    assert (reply.answer.outcome, reply.answer.aspects, said in reply.answer.text) == (
        Outcome.answered,
        (Aspect.description,),
        True,
    )


def test_a_difference_is_explained_by_both(assistant: Assistant) -> None:
    reply = assistant.reception.define("qué diferencia hay entre DAI y DAE", Memory())

    assert reply is not None
    assert re.findall(r"\*\*(.+?)\*\*", reply.answer.text) == [
        "Declaración aduanera de importación (DAI)",
        "Declaración aduanera de exportación (DAE)",
    ]
    assert len(reply.answer.sources) == 2


def test_a_word_from_a_document_has_it_as_source(assistant: Assistant) -> None:
    reply = assistant.reception.define("qué es el RUC", Memory())

    assert reply is not None
    assert [source.url for source in reply.answer.sources] == [url_of_the_registration(assistant)]
    assert "Institución: SRI." in reply.answer.text


def url_of_the_registration(assistant: Assistant) -> str:
    procedure = tell(assistant, OCE, "requirements").procedure
    assert procedure is not None
    return procedure.url


def test_what_we_explain_ourselves_says_so_and_has_no_source(assistant: Assistant) -> None:
    reply = assistant.reception.define("qué es una alícuota", Memory())

    assert reply is not None
    assert reply.answer.sources == ()
    assert reply.answer.text.endswith("Es una explicación general; no sale de una ficha.")


@pytest.mark.parametrize(
    "text",
    [
        "qué es el SPR",
        "qué es el RUT",
        "qué es el RUC pesquero",
        "qué es una patente de conducir",
        "qué es un permiso fitosanitario de exportación temporal de perros",
        "qué es la SOAT",
        "sacar la cédula",
        "quiero la patente municipal",
        "cuánto cuesta la firma electrónica",
        "requisitos para la licencia ambiental",
        "cómo obtengo el uso de suelo",
    ],
)
def test_another_word_or_another_question_gets_no_definition(assistant: Assistant, text: str) -> None:
    assert assistant.reception.define(text, Memory()) is None


@pytest.mark.parametrize("text", ["quiero sacar la cédula", "necesito la patente municipal", "LUAE requisitos"])
def test_a_procedure_that_is_not_held_is_not_answered_with_a_definition(assistant: Assistant, text: str) -> None:
    answer = assistant.consult(text, asked("description"), Memory()).answer

    assert (answer.procedure, answer.outcome is Outcome.answered) == (None, False)


@pytest.mark.parametrize("text", ["dónde entro al ecuapass", "link del Ecuapass", "por qué página ingreso a ecuapass"])
def test_a_system_is_found_also_when_a_procedure_is_called_by_it(assistant: Assistant, text: str) -> None:
    answer = assistant.consult(text, asked("location_hours"), Memory()).answer

    assert (answer.outcome, answer.procedure) == (Outcome.answered, None)
    assert "https://ecuapass.aduana.gob.ec/" in answer.text


def test_a_procedure_called_by_a_word_of_the_glossary_is_told(assistant: Assistant) -> None:
    answer = assistant.consult("¿qué es el régimen 51?", asked("description"), Memory()).answer

    assert answer.procedure is not None and answer.procedure.id == EXIT
