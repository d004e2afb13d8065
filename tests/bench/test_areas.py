"""Each area is asked of a classifier that learnt from the others alone, and its mistakes are counted."""

from __future__ import annotations

from typing import Any

import pytest

from bench.areas import Example, examples, judged, understood

COST = frozenset({"cost"})
ASKED = [
    Example("¿cuánto cuesta mover un chancho?", "consultar_tramite", COST, "ganado"),
    Example("quiero mover un chancho", "consultar_tramite", frozenset(), "ganado"),
]
LEARNT = [
    *(Example(f"cuánto cuesta {what}", "consultar_tramite", COST, "otra") for what in ("eso", "la visa", "el ruc")),
    *(
        Example(f"qué piden {what}", "consultar_tramite", frozenset({"requirements"}), "otra")
        for what in ("ahí", "aquí")
    ),
    *(Example(text, "saludar", None, None) for text in ("hola", "buenas tardes", "qué tal")),
]


@pytest.mark.parametrize(
    ("heard", "counts"),
    [
        ([("consultar_tramite", COST), ("consultar_tramite", frozenset())], (2, 2, 2, {})),
        ([("consultar_tramite", COST | {"steps"}), ("out_of_scope", frozenset())], (1, 1, 2, {"out_of_scope": 1})),
        ([("saludar", frozenset()), ("saludar", COST)], (0, 0, 1, {"saludar": 2})),
    ],
)
def test_what_was_heard_is_counted(heard: list[tuple[str, frozenset[str]]], counts: tuple[Any, ...]) -> None:
    row = judged(ASKED, heard)
    assert (row["intents"], row["aspects"], row["found"], row["taken_for"]) == counts


def test_what_is_off_topic_asks_no_aspects() -> None:
    row = judged([Example("un chiste", "out_of_scope", None, "ocio")], [("out_of_scope", frozenset())])
    assert (row["messages"], row["intents"], row["aspects"]) == (1, 1, 0)


@pytest.mark.filterwarnings("ignore")
def test_a_classifier_of_its_own_hears_what_is_asked() -> None:
    heard = understood(LEARNT, [Example("hola, buenas", "saludar", None, None), ASKED[0]])
    assert ([intent for intent, _ in heard], "cost" in heard[1][1]) == (["saludar", "consultar_tramite"], True)


def test_every_area_has_one_intent_and_enough_messages() -> None:
    areas: dict[str, set[str]] = {}
    sizes: dict[str, int] = {}
    for one in examples():
        if one.area:
            areas.setdefault(one.area, set()).add(one.intent)
            sizes[one.area] = sizes.get(one.area, 0) + 1
    assert ({area for area, intents in areas.items() if len(intents) > 1}, min(sizes.values()) >= 25) == (set(), True)
