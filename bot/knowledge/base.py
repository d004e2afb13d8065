"""What a build gathers before it is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.knowledge.curated import Curated
from bot.knowledge.readers import Reading
from bot.knowledge.record import Defect, Prerequisite, Procedure, Refusal


@dataclass(frozen=True)
class SourceFile:
    """One file that records come from. ``layout`` is the name of its reader."""

    document: str
    title: str
    layout: str
    sha256: str
    url: str | None = None
    received_on: dt.date | None = None


@dataclass(frozen=True)
class Base:
    """Everything that goes into the file. ``readings`` are those of documents; fichas of a collection are not kept."""

    records: tuple[Procedure, ...]
    readings: tuple[Reading, ...]
    sources: tuple[SourceFile, ...]
    prerequisites: tuple[Prerequisite, ...]
    defects: tuple[Defect, ...]
    refused: tuple[Refusal, ...]
    curated: Curated
