"""What the catalogue holds is not counted among what it does not hold."""

from __future__ import annotations

import pytest

from bot.knowledge import Foreign, Institution, Procedure, Words
from bot.knowledge.assemble import not_held
from bot.knowledge.base import Base
from bot.knowledge.record import Source

WORDS = Words(empty=("requisito", "sacar", "obtener"))


def make(name: str, *aliases: str, institution: str = "Municipio de Loja") -> Procedure:
    made_by = Institution(id="i", name=institution, acronym="I")
    return Procedure(
        id=name, name=name, aliases=aliases, institution=made_by, source=Source(document="x.txt", title=name)
    )


def phrases(foreign: Foreign, *procedures: Procedure) -> tuple[str, ...]:
    """The phrases that stay beside ``procedures``; none when the whole is dropped."""
    return tuple(phrase for one in not_held([foreign], procedures, WORDS) for phrase in one.phrases)


def test_a_phrase_that_a_name_covers_is_dropped_and_the_others_stay() -> None:
    foreign = Foreign(name="Permisos del municipio", phrases=("patente municipal", "permiso de bomberos"))
    assert phrases(foreign, make("Emisión de la patente municipal")) == ("permiso de bomberos",)


@pytest.mark.parametrize(
    "phrase",
    ["PATENTE MUNICIPAL", "las patentes municipales", "municipal patente", "sacar la patente municipal"],
    ids=["capitals", "plural", "another order", "words of asking"],
)
def test_spelling_order_and_words_of_asking_do_not_matter(phrase: str) -> None:
    foreign = Foreign(name="Otras cosas", phrases=(phrase, "permiso de bomberos"))
    assert phrases(foreign, make("Emisión de la patente municipal")) == ("permiso de bomberos",)


def test_the_name_of_the_institution_counts() -> None:
    foreign = Foreign(name="Otras cosas", phrases=("patente de Loja", "patente de Cuenca"))
    assert phrases(foreign, make("Emisión de la patente")) == ("patente de Cuenca",)


def test_the_words_of_two_names_together_cover_nothing() -> None:
    foreign = Foreign(name="Otras cosas", phrases=("patente industrial",))
    assert phrases(foreign, make("Patente municipal"), make("Permiso industrial")) == ("patente industrial",)


@pytest.mark.parametrize("phrase", ["patente", "la patente", "sacar patente", "requisitos de la patente"])
def test_a_single_word_stays(phrase: str) -> None:
    assert phrases(Foreign(name="Otras cosas", phrases=(phrase,)), make("Patente municipal")) == (phrase,)


def test_what_says_more_than_the_name_stays() -> None:
    foreign = Foreign(name="Otras cosas", phrases=("patente municipal de taxis",))
    assert phrases(foreign, make("Patente municipal")) == ("patente municipal de taxis",)


def test_all_is_dropped_with_a_name_that_is_held() -> None:
    foreign = Foreign(name="Patente municipal", phrases=("permiso del local",))
    assert phrases(foreign, make("Emisión de la patente municipal")) == ()


def test_what_has_no_phrase_left_is_dropped() -> None:
    foreign = Foreign(name="Otras cosas", phrases=("patente municipal",))
    assert list(not_held([foreign], [make("Patente municipal")], WORDS)) == []


def test_a_procedure_with_aliases_is_left_to_its_editors() -> None:
    foreign = Foreign(name="Otras cosas", phrases=("patente municipal",))
    assert phrases(foreign, make("Patente municipal", "la patente")) == ("patente municipal",)


def test_without_procedures_all_stays() -> None:
    foreign = [Foreign(name="Otras cosas", phrases=("patente municipal",))]
    assert list(not_held(foreign, [], WORDS)) == foreign


def test_what_stays_stays_in_its_order() -> None:
    foreign = [Foreign(name=name, phrases=(f"permiso de {name}",)) for name in ("taxis", "bomberos", "armas")]
    assert list(not_held(foreign, [make("Permiso de bomberos")], WORDS)) == [foreign[0], foreign[2]]


def test_the_projects_own_documents_drop_none_of_the_editors_phrases(base: Base) -> None:
    curated = base.curated
    assert tuple(not_held(curated.foreign, base.records, curated.words)) == curated.foreign
