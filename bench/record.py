"""What is kept of a run, and what another run of the same questions lost or gained against it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.questions import QuestionError
from bench.report import SHARES

#: How much a share may fall: the classifiers are trained anew on each machine, and a question on the edge may flip.
TOLERANCE = 0.005
#: What no tolerance covers: one answer more that misleads somebody is one too many.
HARM = ("invented", "look_alikes", "ungrounded")
_KEYS = frozenset({"set", "knowledge", "figures", "harm", "right", "wrong"})


@dataclass(frozen=True)
class Comparison:
    """Ids of questions that were right before and are wrong now (``lost``), and the other way round (``gained``).

    ``fallen`` are shares that fell too far: name, before, now. ``harmed`` are ids that mislead now and did not before,
    by kind. ``changed`` tells that the questions are not the same ones: shares are then not compared.
    """

    lost: tuple[str, ...]
    gained: tuple[str, ...]
    common: int
    fallen: tuple[tuple[str, float, float], ...]
    harmed: Mapping[str, tuple[str, ...]]
    changed: bool
    tolerance: float

    @property
    def net_loss(self) -> float:
        """Of the questions asked both times, the share lost beyond what was gained; negative when more was gained."""
        return (len(self.lost) - len(self.gained)) / self.common if self.common else 0.0

    @property
    def regressed(self) -> bool:
        return self.net_loss > self.tolerance or bool(self.fallen or self.harmed)


def record(name: str, knowledge: str, report: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of ``report``: its figures, and the ids that were right, wrong (with the turns) or misleading."""
    wrong: dict[str, list[int]] = {}
    for case in report["wrong"]:
        wrong.setdefault(case["id"], []).append(case["turn"])
    return {
        "set": name,
        "knowledge": knowledge,
        "figures": {share: report[share] for share in SHARES},
        "harm": {kind: _ids(report[kind]) for kind in HARM},
        "right": sorted(report["right"]),
        "wrong": {one: sorted(wrong[one]) for one in sorted(wrong)},
    }


def _ids(found: Sequence[Any] | None) -> list[str] | None:
    """The ids of a list of ids, or of cases; None of what was not looked at."""
    return None if found is None else sorted({one["id"] if isinstance(one, dict) else one for one in found})


def write_record(path: Path, content: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_record(path: Path) -> dict[str, Any]:
    """The record in ``path``; a QuestionError when it is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise QuestionError(f"{path}: no hay una corrida registrada; regístrela con --record") from None
    except json.JSONDecodeError as error:
        raise QuestionError(f"{path}:{error.lineno}: no es JSON: {error.msg}") from error
    if not isinstance(content, dict) or not content.keys() >= _KEYS:
        raise QuestionError(f"{path}: no es una corrida registrada con `ventanilla eval --record`")
    return content


def compare(before: Mapping[str, Any], now: Mapping[str, Any], tolerance: float = TOLERANCE) -> Comparison:
    """What the record ``now`` lost and gained against ``before``."""
    asked_before = {*before["right"], *before["wrong"]}
    asked_now = {*now["right"], *now["wrong"]}
    changed = asked_before != asked_now
    return Comparison(
        lost=tuple(sorted(set(before["right"]) & now["wrong"].keys())),
        gained=tuple(sorted(before["wrong"].keys() & set(now["right"]))),
        common=len(asked_before & asked_now),
        fallen=() if changed else tuple(_fallen(before["figures"], now["figures"], tolerance)),
        harmed=dict(_harmed(before["harm"], now["harm"], asked_before)),
        changed=changed,
        tolerance=tolerance,
    )


def _fallen(before: Mapping[str, Any], now: Mapping[str, Any], tolerance: float) -> Iterator[tuple[str, float, float]]:
    for name in SHARES:
        was, share = (figures.get(name, {}).get("share") for figures in (before, now))
        if was is not None and was - (share or 0.0) > tolerance:
            yield name, was, share or 0.0


def _harmed(
    before: Mapping[str, Any], now: Mapping[str, Any], known: set[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for kind in HARM:
        # A question that was never asked before is new harm only to its author: the record will hold it.
        fresh = (set(now.get(kind) or ()) - set(before.get(kind) or ())) & known
        if fresh:
            yield kind, tuple(sorted(fresh))


def render(comparison: Comparison) -> str:
    """The comparison for a terminal."""
    one = comparison
    lines = [f"contra la corrida registrada: {len(one.lost)} perdidas, {len(one.gained)} ganadas, de {one.common}"]
    if one.changed:
        lines.append("   las preguntas no son las mismas: solo se comparan las comunes, y no las cifras")
    lines += [f"   antes acertada y ahora no: {lost}" for lost in one.lost]
    lines += [f"   antes no y ahora acertada: {gained}" for gained in one.gained]
    lines += [f"   baja {name}: {was:.1%} → {now:.1%}" for name, was, now in one.fallen]
    lines += [f"   engaña y antes no ({kind}): {', '.join(ids)}" for kind, ids in one.harmed.items()]
    verdict = "REGRESIÓN" if one.regressed else "sin regresión"
    return "\n".join([*lines, f"   {verdict} (se toleran {one.tolerance:.1%} y ningún engaño nuevo)"])
