"""The manifest says which sets of questions there are and what knowledge each is asked over."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.questions import QuestionError, read_questions
from bench.record import read_record
from bench.sets import ROOT, QuestionSet, read_sets, set_of

SEEDS = ROOT / "knowledge/fuentes"
LINE = "- {nombre: n, carpeta: bench/preguntas/evaluacion, fuentes: [knowledge/fuentes], uso: medir, para: p%s}\n"


def manifest(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "conjuntos.yml"
    path.write_text(content, encoding="utf-8")
    return path


def test_a_set_names_its_questions_sources_and_record(tmp_path: Path) -> None:
    (found,) = read_sets(manifest(tmp_path, LINE % ", externas: [no/esta.jsonl]"))

    assert found == QuestionSet(
        name="n",
        path=ROOT / "bench/preguntas/evaluacion",
        sources=(SEEDS,),
        external=(ROOT / "no/esta.jsonl",),
        use="medir",
        record=ROOT / "bench/results/eval-n.json",
    )
    assert found.absent == (ROOT / "no/esta.jsonl",)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("a: b\n", r":1: se esperaba una lista"),
        ("- texto\n", r":1: se esperaba «clave: valor»"),
        ("-\n  - [\n", "YAML mal escrito"),
        (LINE % ", otra: x", r":1: claves .*: otra"),
        ("\n" + LINE.replace("nombre: n, ", "") % "", r":2: claves .*: nombre"),
        (LINE.replace("medir", "entrenar") % "", r":1: «uso» es medir o elegir, no «entrenar»"),
        (LINE.replace("preguntas/evaluacion", "preguntas/no") % "", r":1: no existe .*preguntas/no"),
        (LINE.replace("knowledge/fuentes", "knowledge/no") % "", r":1: no existe .*knowledge/no"),
        (LINE % "" + LINE % "", "«nombre» repetido: n"),
        (LINE % "" + (LINE % "").replace("nombre: n", "nombre: m"), "«carpeta» repetido"),
    ],
)
def test_a_bad_line_is_refused_by_its_place(tmp_path: Path, content: str, complaint: str) -> None:
    with pytest.raises(QuestionError, match=complaint) as caught:
        read_sets(manifest(tmp_path, content))

    assert "conjuntos.yml" in str(caught.value)


def test_a_file_of_a_set_is_asked_over_the_same_sources_and_has_no_record() -> None:
    part = set_of(ROOT / "bench/preguntas/evaluacion/sms.jsonl", read_sets())

    assert (part.name, part.sources, part.record) == ("evaluacion/sms", (SEEDS,), None)


def test_a_path_that_no_set_has_is_a_set_of_its_own(tmp_path: Path) -> None:
    assert set_of(tmp_path / "mias.jsonl", read_sets()) == QuestionSet("mias", tmp_path / "mias.jsonl")


def test_every_folder_of_questions_is_in_the_manifest() -> None:
    folders = {path for path in (ROOT / "bench/preguntas").iterdir() if path.is_dir()}

    assert {one.path for one in read_sets()} == folders


MEASURED = [one for one in read_sets() if one.use == "medir"]


@pytest.mark.parametrize("one", MEASURED, ids=[one.name for one in MEASURED])
def test_a_set_that_measures_has_a_record_of_its_present_questions(one: QuestionSet) -> None:
    assert one.record is not None
    recorded = read_record(one.record)

    assert {*recorded["right"], *recorded["wrong"]} == {question.id for question in read_questions(one.path)}
