from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from bench.accuracy import score
from bench.questions import ANSWERABLE, QuestionError, batch_lines, normalise, read_questions, states
from bench.report import render
from bench.sets import QuestionSet, read_sets
from bot.knowledge import Aspect

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "bench" / "preguntas" / "evaluacion"


def expected(**changes: Any) -> dict[str, Any]:
    return {"outcome": "answered", "procedure": "x", "aspects": ["cost"], "facts": ["no tiene costo"], **changes}


def question(*expect: dict[str, Any], id: str = "q1", style: str = "formal", **changes: Any) -> dict[str, Any]:
    turns = [f"{id}, pregunta {number}" for number, _ in enumerate(expect)]
    asked = {"q": turns[0]} if len(turns) == 1 else {"turns": turns}
    return {"id": id, "style": style, **asked, "expect": list(expect), **changes}


def answer(text: str = "El trámite no tiene costo.", *, user: str = "q1, pregunta 0", **changes: Any) -> dict[str, Any]:
    return {
        "user": user,
        "outcome": "answered",
        "procedure": {"id": "x", "name": "X", "institution": "I", "url": "https://x.example"},
        "candidates": [],
        "aspects": ["cost"],
        "messages": [{"text": text, "buttons": []}],
        "sources": [],
        "ms": 1.0,
        **changes,
    }


def write(path: Path, *lines: Any) -> Path:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def scored(
    tmp_path: Path, asked: dict[str, Any], *turns: dict[str, Any], sources: Iterable[Path] = ()
) -> dict[str, Any]:
    questions = write(tmp_path / "questions.jsonl", asked)
    answers = write(tmp_path / "answers.jsonl", {"id": asked["id"], "turns": list(turns)})
    return score(questions, answers, *sources)


def failures(report: dict[str, Any]) -> list[str]:
    return [failure for case in report["wrong"] for failure in case["failures"]]


def test_an_answer_with_all_that_is_expected_is_right(tmp_path: Path) -> None:
    report = scored(tmp_path, question(expected()), answer())

    assert report["overall"] == {"right": 1, "total": 1, "share": 1.0}
    assert report["wrong"] == []


@pytest.mark.parametrize(
    ("changes", "failure"),
    [
        ({"outcome": "clarify"}, "outcome: clarify en vez de answered"),
        ({"procedure": {"id": "y"}}, "procedure: y"),
        ({"procedure": None}, "procedure: ninguno"),
        ({"aspects": ["steps"]}, "aspects: cost"),
        ({"messages": [{"text": "Cuesta 10 USD"}]}, "facts: no tiene costo"),
        ({"messages": []}, "facts: no tiene costo"),
        ({"user": "otra cosa"}, "missing: la respuesta es a otro texto"),
    ],
)
def test_each_difference_makes_the_question_wrong(tmp_path: Path, changes: dict[str, Any], failure: str) -> None:
    report = scored(tmp_path, question(expected()), {**answer(), **changes})

    assert report["overall"]["right"] == 0
    assert failures(report) == [failure]


def test_a_procedure_is_not_expected_where_null_is_written(tmp_path: Path) -> None:
    asked = question(expected(outcome="out_of_scope", procedure=None, aspects=[], facts=[]), style="fuera_de_alcance")

    report = scored(tmp_path, asked, answer(outcome="out_of_scope"))

    assert failures(report) == ["procedure: x"]


def test_any_procedure_will_do_where_none_is_written(tmp_path: Path) -> None:
    asked = question({"outcome": "handoff"}, style="charla")

    assert scored(tmp_path, asked, answer(outcome="handoff"))["wrong"] == []


@pytest.mark.parametrize("outcome", ["answered", "guide"])
@pytest.mark.parametrize("procedure", ["x", "y"])
def test_one_of_several_outcomes_and_procedures_is_enough(tmp_path: Path, outcome: str, procedure: str) -> None:
    asked = question(expected(outcome=["answered", "guide"], procedure=["x", "y"]))

    report = scored(tmp_path, asked, answer(outcome=outcome, procedure={"id": procedure}))

    assert report["wrong"] == []


def test_one_alternative_of_a_fact_or_aspect_is_enough_but_every_entry_is_needed(tmp_path: Path) -> None:
    asked = question(expected(aspects=[["detail", "cost"], "steps"], facts=[["gratis", "no tiene costo"], "token"]))

    assert failures(scored(tmp_path, asked, answer())) == ["aspects: steps", "facts: token"]


def test_facts_may_stand_in_any_message_of_the_turn(tmp_path: Path) -> None:
    messages = [{"text": "Primero"}, {"text": "No tiene **costo**."}]

    assert scored(tmp_path, question(expected()), answer(messages=messages))["wrong"] == []


def test_what_must_be_absent_is_a_failure_when_said(tmp_path: Path) -> None:
    report = scored(tmp_path, question(expected(absent=["trámite"])), answer())

    assert failures(report) == ["absent: trámite"]


def test_each_expected_candidate_must_be_offered(tmp_path: Path) -> None:
    asked = question({"outcome": "clarify", "procedure": None, "candidates": ["a", "b"]}, style="ambigua")
    offered = answer(outcome="clarify", procedure=None, candidates=[{"id": "b"}, {"id": "c"}])

    assert failures(scored(tmp_path, asked, offered)) == ["candidates: a"]


@pytest.mark.parametrize("text", ["La ficha no indica la vigencia.", "Eso **no lo\nindica** la ficha."])
def test_saying_that_the_ficha_does_not_indicate_it_is_right(tmp_path: Path, text: str) -> None:
    asked = question(expected(facts=[], not_stated=True), style="no_indicado")

    report = scored(tmp_path, asked, answer(text))

    assert report["not_stated"]["share"] == 1.0
    assert report["invented"] == []


@pytest.mark.parametrize("text", ["No tiene costo.", "La ficha no indica el costo, pero suele ser gratuito."])
def test_a_value_where_the_ficha_states_none_is_invented(tmp_path: Path, text: str) -> None:
    asked = question(expected(facts=[], not_stated=True, absent=["no tiene costo", "gratuito"]), style="no_indicado")

    report = scored(tmp_path, asked, answer(text))

    assert report["invented"] == ["q1"]
    assert report["not_stated"]["share"] == 0.0


def test_asking_back_is_wrong_but_invents_nothing(tmp_path: Path) -> None:
    asked = question(expected(facts=[], not_stated=True), style="no_indicado")

    report = scored(tmp_path, asked, answer("¿De qué trámite?", outcome="clarify"))

    assert (report["invented"], report["overall"]["right"]) == ([], 0)


def test_a_procedure_given_for_one_that_is_not_held_is_a_look_alike(tmp_path: Path) -> None:
    asked = question({"outcome": "not_found", "procedure": None, "facts": ["gob.ec"]}, style="no_tenemos")

    assert scored(tmp_path, asked, answer())["look_alikes"] == ["q1"]


def test_naming_more_than_two_aspects_beyond_those_asked_is_reported(tmp_path: Path) -> None:
    dump = answer(aspects=["cost", "steps", "contact", "audience"])

    assert scored(tmp_path, question(expected()), dump)["over_answered"] == ["q1"]


def test_a_dialogue_is_right_only_when_every_turn_is(tmp_path: Path) -> None:
    asked = question(expected(), expected(facts=["72 horas"]), style="dialogo")
    turns = [answer(), answer("Se demora 24 horas.", user="q1, pregunta 1")]

    report = scored(tmp_path, asked, *turns)

    assert report["overall"] == {"right": 0, "total": 1, "share": 0.0}
    assert report["by_aspect"]["cost"] == {"right": 1, "total": 2, "share": 0.5}
    assert [case["turn"] for case in report["wrong"]] == [2]


def test_a_missing_answer_and_a_missing_turn_are_wrong(tmp_path: Path) -> None:
    lost, cut = question(expected(), id="lost"), question(expected(), expected(), id="cut", style="dialogo")
    questions = write(tmp_path / "questions.jsonl", lost, cut)
    answers = write(tmp_path / "answers.jsonl", {"id": "cut", "turns": [answer(user="cut, pregunta 0")]})

    report = score(questions, answers)

    assert report["unanswered"] == ["lost", "cut"]
    assert report["overall"]["right"] == 0


def test_what_the_engine_could_not_answer_is_unanswered(tmp_path: Path) -> None:
    assert scored(tmp_path, question(expected()), answer(outcome="unavailable"))["unanswered"] == ["q1"]


def test_answers_to_questions_that_were_not_asked_are_listed(tmp_path: Path) -> None:
    questions = write(tmp_path / "questions.jsonl", question(expected()))
    answers = write(tmp_path / "answers.jsonl", {"id": "q1", "turns": [answer()]}, {"id": "old", "turns": []})

    assert score(questions, answers)["unasked"] == ["old"]


def test_values_that_stand_in_no_source_are_listed(tmp_path: Path) -> None:
    (tmp_path / "fuentes").mkdir()
    (tmp_path / "fuentes" / "ficha.txt").write_text("No tiene costo. Tiempo: 72 HORAS. Correo: a@b.ec", "utf-8")
    said = answer("No tiene costo. En 72 horas o 5 días. Escriba a a@b.ec o a c@d.ec, resolución SENAE-DGN-2015-1-RE.")

    report = scored(tmp_path, question(expected()), said, sources=[tmp_path / "fuentes"])

    assert report["ungrounded"] == [{"id": "q1", "values": ["5 dias", "c@d.ec", "senae-dgn-2015-1-re"]}]


def test_values_are_not_said_to_stand_in_the_sources_where_none_were_given(tmp_path: Path) -> None:
    assert scored(tmp_path, question(expected()), answer())["ungrounded"] is None


def test_a_json_source_is_read_as_people_read_it(tmp_path: Path) -> None:
    source = write(tmp_path / "fichas.jsonl", {"Contacto": "Correo:\na@b.ec", "Costos": ["10 USD"]})

    report = scored(tmp_path, question(expected()), answer("No tiene costo: 10 USD, a@b.ec, 5 días"), sources=[source])

    assert report["ungrounded"] == [{"id": "q1", "values": ["5 dias"]}]


# -- finding the procedure ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "hits"),
    [
        ({}, (1, 1)),
        ({"procedure": {"id": "y"}}, (0, 0)),
        ({"procedure": {"id": "y"}, "candidates": [{"id": "x"}]}, (0, 1)),
        ({"outcome": "clarify", "procedure": None, "candidates": [{"id": "x"}, {"id": "y"}]}, (1, 1)),
        ({"outcome": "clarify", "procedure": None, "candidates": [{"id": "y"}, {"id": "x"}]}, (0, 1)),
        ({"outcome": "not_found", "procedure": None, "candidates": [{"id": "x"}, {"id": "y"}]}, (0, 1)),
        ({"outcome": "clarify", "procedure": None, "candidates": [{"id": one} for one in "abcdex"]}, (0, 0)),
        ({"outcome": "not_understood", "procedure": None}, (0, 0)),
    ],
)
def test_a_hit_tells_the_procedure_or_offers_it_among_the_first(
    tmp_path: Path, changes: dict[str, Any], hits: tuple[int, int]
) -> None:
    report = scored(tmp_path, question(expected()), answer(**changes))

    assert (report["hit1"]["right"], report["hit5"]["right"]) == hits
    assert (report["hit1"]["total"], report["hit5"]["total"]) == (1, 1)


@pytest.mark.parametrize("procedure", [None, ["x", None]])
def test_a_turn_that_may_do_without_a_procedure_is_no_matter_of_hits(tmp_path: Path, procedure: Any) -> None:
    asked = question({"outcome": ["not_found", "answered"], "procedure": procedure}, style="no_tenemos")

    assert scored(tmp_path, asked, answer())["hit1"]["total"] == 0


@pytest.mark.parametrize(("outcome", "right"), [("clarify", 1), ("answered", 0)])
def test_only_asking_back_is_right_of_what_is_truly_ambiguous(tmp_path: Path, outcome: str, right: int) -> None:
    report = scored(tmp_path, question({"outcome": "clarify"}, style="ambigua"), answer(outcome=outcome))

    assert report["asked_when_ambiguous"] == {"right": right, "total": 1, "share": float(right)}
    assert report["straight_when_clear"]["total"] == 0


def test_asking_back_about_a_clear_question_is_needless(tmp_path: Path) -> None:
    report = scored(tmp_path, question(expected()), answer(outcome="clarify", procedure=None))

    assert (report["straight_when_clear"]["right"], report["asked_needlessly"]) == (0, ["q1"])


def test_asking_back_is_not_needless_where_it_is_expected_too(tmp_path: Path) -> None:
    asked = question(expected(outcome=["answered", "clarify"]), style="dialogo")

    report = scored(tmp_path, asked, answer(outcome="clarify"))

    assert (report["straight_when_clear"]["total"], report["asked_needlessly"]) == (0, [])


# -- scope -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "outcomes", "figure"),
    [
        ("no_tenemos", ["not_found", "out_of_scope"], "not_held"),
        ("dialogo", ["not_found"], "not_held"),
        ("fuera_de_alcance", ["not_found", "out_of_scope"], "off_topic"),
        ("dialogo", ["out_of_scope", "not_understood"], "off_topic"),
    ],
)
def test_what_is_to_be_refused_counts_as_not_held_or_off_topic(
    tmp_path: Path, style: str, outcomes: list[str], figure: str
) -> None:
    asked = question({"outcome": outcomes, "procedure": None}, style=style)

    report = scored(tmp_path, asked, answer(outcome=outcomes[0], procedure=None))

    assert {name: report[name]["total"] for name in ("not_held", "off_topic")} == {
        name: int(name == figure) for name in ("not_held", "off_topic")
    }
    assert report[figure]["right"] == 1


def test_a_procedure_told_to_what_is_no_business_of_ours_is_a_look_alike(tmp_path: Path) -> None:
    asked = question({"outcome": ["out_of_scope"], "procedure": None}, style="fuera_de_alcance")

    assert scored(tmp_path, asked, answer())["look_alikes"] == ["q1"]


def test_the_procedure_that_an_attack_names_may_be_told(tmp_path: Path) -> None:
    attack = {"outcome": ["out_of_scope", "answered"], "procedure": ["x", None], "absent": ["es gratis"]}

    report = scored(tmp_path, question(attack, style="fuera_de_alcance"), answer())

    assert (report["look_alikes"], report["off_topic"]["right"]) == ([], 1)


@pytest.mark.parametrize("outcome", ["not_found", "out_of_scope", "not_understood"])
def test_turning_away_what_is_held_is_reported(tmp_path: Path, outcome: str) -> None:
    report = scored(tmp_path, question(expected()), answer(outcome=outcome, procedure=None))

    assert report["refused"] == ["q1"]


# -- dialogues ---------------------------------------------------------------------------------------------------------


def test_dialogues_count_whole_and_by_turn(tmp_path: Path) -> None:
    asked = question(expected(), expected(facts=["72 horas"]), style="dialogo")

    report = scored(tmp_path, asked, answer(), answer("Se demora 24 horas.", user="q1, pregunta 1"))

    assert (report["dialogues"], report["dialogue_turns"]) == (
        {"right": 0, "total": 1, "share": 0.0},
        {"right": 1, "total": 2, "share": 0.5},
    )


def test_turns_are_counted_by_the_outcome_that_is_expected_first(tmp_path: Path) -> None:
    asked = question({"outcome": ["smalltalk", "help"]}, style="charla")

    report = scored(tmp_path, asked, answer(outcome="help"))

    assert report["by_outcome"] == {"smalltalk": {"right": 1, "total": 1, "share": 1.0}}


def test_only_styles_that_ask_what_a_ficha_states_count_as_answerable(tmp_path: Path) -> None:
    questions = write(
        tmp_path / "questions.jsonl",
        question(expected(), id="a"),
        question({"outcome": "smalltalk"}, id="b", style="charla"),
    )
    answers = write(tmp_path / "answers.jsonl", {"id": "a", "turns": [answer(user="a, pregunta 0")]})

    report = score(questions, answers)

    assert (report["answerable"]["share"], report["overall"]["share"]) == (1.0, 0.5)
    assert report["by_style"]["charla"]["share"] == 0.0
    assert report["by_procedure"] == {"x": {"right": 1, "total": 1, "share": 1.0}}


def test_what_misleads_is_listed_before_what_disappoints(tmp_path: Path) -> None:
    plain, invents = question(expected(), id="plain"), question(expected(facts=[], not_stated=True), id="zz")
    questions = write(tmp_path / "questions.jsonl", plain, invents)
    bad = answer("Dura 5 años", user="zz, pregunta 0")
    answers = write(
        tmp_path / "answers.jsonl",
        {"id": "plain", "turns": [answer("?", user="plain, pregunta 0", outcome="clarify", aspects=[])]},
        {"id": "zz", "turns": [bad]},
    )

    assert [case["id"] for case in score(questions, answers)["wrong"]] == ["zz", "plain"]


@pytest.mark.parametrize(
    ("text", "fact", "stated"),
    [
        ("Atención de 08h00 – 17h00", "08h00 - 17h00", True),
        ("Presente los justificativos del caso", "justificativo", True),
        ("Estado inactivo", "activo", False),
        ("En marzo hubo 120 atenciones", "12", False),
        ("En marzo hubo 120 atenciones", "20", False),
        ("Hubo 1.299 atenciones", "299", False),
        ("Hubo 94.", "94", True),
        ("Llame al 1800-238262", "1800-238262", True),
        ("Resolución SENAE-SENAE-2022-0062-RE", "senae-senae-2022-0062-re", True),
        ("Elija «[51] Exportación temporal»", "51", True),
        ("Año de vigencia", "re:ano de (vigencia|validez)", True),
    ],
)
def test_a_fact_is_stated_as_a_whole_number_or_from_the_start_of_a_word(text: str, fact: str, stated: bool) -> None:
    assert states(text, fact) is stated


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "no es JSON"),
        ("[]", "se esperaba un objeto"),
        (json.dumps(question(expected(), extra=1)), "extra"),
        (json.dumps(question(expected(), style="rara")), "rara"),
        (json.dumps(question(expected(outcome="answred"))), "answred"),
        (json.dumps(question(expected(aspects=["precio"]))), "precio"),
        (json.dumps(question(expected(fact=["x"]))), "fact"),
        (json.dumps(question(expected(facts=[]))), "necesita"),
        (json.dumps(question(expected(facts=[""]))), "vacío"),
        (json.dumps(question(expected(facts=["re:\\S+"]))), "minúsculas"),
        (json.dumps(question(expected(absent=["re:(sin cerrar"]))), "no es válida"),
        (json.dumps({**question(expected()), "expect": []}), "una entrada por turno"),
        (json.dumps({**question(expected()), "turns": ["a"]}), "no ambos"),
        (json.dumps({**question(expected()), "id": ""}), "falta «id»"),
        (json.dumps(question({"procedure": None})), "falta «outcome»"),
    ],
)
def test_a_question_that_could_not_fail_or_is_misspelt_is_refused(tmp_path: Path, line: str, complaint: str) -> None:
    good = json.dumps(question(expected(), id="good"))
    path = tmp_path / "questions.jsonl"
    path.write_text(f"{good}\n{line}\n", encoding="utf-8")

    with pytest.raises(QuestionError, match=complaint) as caught:
        read_questions(path)

    assert str(caught.value).startswith(f"{path}:2: ")


@pytest.mark.parametrize(
    ("second", "complaint"),
    [
        (question(expected()), "id repetido"),
        ({**question(expected(), id="q2"), "q": "q1, pregunta 0"}, "pregunta repetida"),
    ],
)
def test_repeated_questions_are_refused(tmp_path: Path, second: dict[str, Any], complaint: str) -> None:
    path = write(tmp_path / "questions.jsonl", question(expected()), second)

    with pytest.raises(QuestionError, match=complaint):
        read_questions(path)


def test_answers_given_twice_are_refused(tmp_path: Path) -> None:
    questions = write(tmp_path / "questions.jsonl", question(expected()))
    line = {"id": "q1", "turns": [answer()]}

    with pytest.raises(QuestionError, match=r"answers\.jsonl:2: id repetido"):
        score(questions, write(tmp_path / "answers.jsonl", line, line))


def test_a_line_separator_inside_an_answer_does_not_cut_its_line(tmp_path: Path) -> None:
    report = scored(tmp_path, question(expected()), answer("No tiene\u2028costo"))

    assert report["wrong"] == []


def test_the_batch_holds_the_questions_and_not_what_is_expected(tmp_path: Path) -> None:
    dialogue = question(expected(), expected(), id="d", style="dialogo")
    path = write(tmp_path / "questions.jsonl", question(expected()), dialogue)

    assert [json.loads(line) for line in batch_lines(read_questions(path))] == [
        {"id": "q1", "q": "q1, pregunta 0"},
        {"id": "d", "turns": ["d, pregunta 0", "d, pregunta 1"]},
    ]


def test_the_report_shows_the_shares_and_the_worst_cases(tmp_path: Path) -> None:
    shown = render(scored(tmp_path, question(expected()), answer("Cuesta 10 USD")))

    assert "0/1" in shown
    assert "q1 (formal, turno 1): q1, pregunta 0" in shown
    assert "esperado: answered · x" in shown
    assert "dicho:    answered · x" in shown
    assert "facts: no tiene costo" in shown


def test_the_evaluation_holds_every_style_and_aspect_in_at_least_300_questions() -> None:
    questions = read_questions(QUESTIONS)
    aspects = {aspect for q in questions for e in q.expect for entry in e.aspects for aspect in entry}
    procedures = {e.procedures[0] for q in questions for e in q.expect if e.procedures and e.procedures[0]}

    assert len(questions) >= 300
    assert len({q.style for q in questions}) == 14
    # A detail is named by its style: what a passage states is no aspect to be expected by name.
    assert aspects >= {one.value for one in Aspect} - {"detail"}
    assert sum(q.style == "detalle" for q in questions) >= 20
    assert len(procedures) == 14


MEASURED = [one for one in read_sets() if one.use == "medir"]


@pytest.mark.parametrize("measured", MEASURED, ids=[one.name for one in MEASURED])
def test_no_question_that_measures_stands_in_what_the_bot_is_built_from(measured: QuestionSet) -> None:
    """Greetings and turns such as «¿y cuánto cuesta?» are the same everywhere; whole questions may not be."""
    built_from = [
        *ROOT.glob("data/**/*.yml"),
        *ROOT.glob("knowledge/*.yml"),
        *(path for one in read_sets() if one.use == "elegir" for path in one.path.glob("*.jsonl")),
    ]
    seen = {bare(line) for path in built_from for text in _texts(path) for line in text}
    whole = {"no_indicado", "no_tenemos"} | ANSWERABLE

    assert [q.id for q in read_questions(measured.path) if q.style in whole and bare(q.turns[0]) in seen] == []


def bare(text: str) -> str:
    """The words of ``text`` alone, without the marks of entities: «[ruc](tramite)» is «ruc»."""
    unmarked = re.sub(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})", r"\1", text)
    return " ".join(re.findall(r"\w+", normalise(unmarked)))


def _texts(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.suffix == ".jsonl":
        return [[raw["q"]] if "q" in raw else raw.get("turns", []) for raw in map(json.loads, lines)]
    return [[line.strip().removeprefix("- ").strip("\"'")] for line in lines]
