"""Identifiers become entities with their canonical value and their place in the text."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.identity import KINDS
from bot.nlu import IdentifierExtractor
from tests.contract.project import read
from tests.nlu.conftest import message


def entities(text: str, **data: Any) -> list[dict[str, Any]]:
    (processed,) = IdentifierExtractor().process([message(text, **data)])
    return processed.get("entities")


@pytest.mark.parametrize(
    ("text", "entity", "value", "written"),
    [
        ("la dae 028 2025 40 00123456 cómo va", "declaracion", "028-2025-40-00123456", "028 2025 40 00123456"),
        ("proceso vpn-sercop-2026-0001", "proceso_sercop", "VPN-SERCOP-2026-0001", "vpn-sercop-2026-0001"),
        ("oficio SERCOP-CGAJ-2021-0089-M.", "documento_quipux", "SERCOP-CGAJ-2021-0089-M", "SERCOP-CGAJ-2021-0089-M"),
        ("soy 171003406-5", "cedula", "1710034065", "171003406-5"),
        ("ñandú 👋🏽 ruc 1790011674001", "ruc", "1790011674001", "1790011674001"),
    ],
)
def test_an_identifier_is_an_entity_at_its_place(text: str, entity: str, value: str, written: str) -> None:
    (found,) = entities(text)
    assert (found["entity"], found["value"], text[found["start"] : found["end"]]) == (entity, value, written)
    assert found["extractor"] == "IdentifierExtractor"


@pytest.mark.parametrize("text", ["", "hola", "régimen 51", "👋🏽"])
def test_other_texts_have_no_entities(text: str) -> None:
    assert entities(text) == []


def test_entities_of_others_are_kept() -> None:
    tapped = {"entity": "tramite", "value": "x"}
    assert [one["entity"] for one in entities("soy 1710034065", entities=[tapped])] == ["tramite", "cedula"]


def test_several_come_from_left_to_right() -> None:
    found = entities("1710034065 y yo@correo.example y 0991234567")
    assert [one["entity"] for one in found] == ["cedula", "email", "telefono"]


def test_training_examples_get_their_entities_too() -> None:
    data = TrainingData([message("mi ruc 1790011674001", intent="consultar_tramite")])
    (example,) = IdentifierExtractor().process_training_data(data).training_examples
    assert [one["entity"] for one in example.get("entities")] == ["ruc"]


def test_the_domain_knows_every_kind() -> None:
    assert {kind.name for kind in KINDS} <= set(read("domain.yml")["entities"])
