"""One copy of the catalogue, from the institutions' lists to what there is to publish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.errors import AnswerRefused, CatalogueFault, SyncError
from bot.knowledge import markup
from bot.knowledge.readers.gobec_api import FORMAT
from bot.knowledge.sync import api
from bot.knowledge.sync.api import Getter, Object, Row
from bot.knowledge.sync.mirror import Copy, Mirror, digest
from bot.knowledge.sync.report import Report

Progress = Callable[[str, int, int], None]

#: What happens to one thing and does not stop the rest.
_LOCAL = (CatalogueFault, AnswerRefused)
#: More than this share of an institution's procedures gone at once is more likely a fault of the catalogue.
MAX_VANISHED = 0.3
_FEW = 10
_ACCEPT = "Si es verdad, repita la orden con --accept-vanished."


@dataclass
class Plan:
    """The ids of documents to put in their place and of those to set aside, and what will be told of it."""

    put: list[str] = field(default_factory=list)
    retire: list[str] = field(default_factory=list)
    report: Report = field(default_factory=Report)

    def as_json(self) -> dict[str, Any]:
        return {"put": self.put, "retire": self.retire, "report": self.report.as_json()}

    @classmethod
    def of(cls, data: dict[str, Any]) -> Plan:
        return cls(data["put"], data["retire"], Report.of(data["report"]))


class Copying:
    """``Copying(source, mirror, base_url, today, period).plan(("4", "9"))``; no institutions means all of them.

    ``today`` is when new documents are received, AAAA-MM-DD. What the catalogue gives no date of change for is taken
    to be the same for one ``period``, e.g. a week.
    """

    def __init__(self, source: Getter, mirror: Mirror, base_url: str, *, today: str, period: str) -> None:
        self._source, self._mirror, self._base_url = source, mirror, base_url
        self._today, self._period = today, period
        self._copies = mirror.copies()
        self._institutions: dict[str, Object] = {}
        self._regulations: dict[str, Object | None] = {}
        self._plan = Plan()
        self.report = self._plan.report

    def plan(self, institutions: tuple[str, ...], progress: Progress, *, accept_vanished: bool = False) -> Plan:
        """Make every new and changed document ready. SyncError when nothing at all could be had."""
        asked = institutions or self._all_institutions()
        listed = self._lists(asked, progress)
        if not self._institutions:
            raise SyncError(f"No se pudo leer la lista de ninguna institución ({self.report.refused[0][1]}).")
        for done, (row, institution) in enumerate(listed.items(), 1):
            self._copy(row, institution)
            progress("Trámites", done, len(listed))
        everywhere = not institutions
        self._retire({row.id for row in listed}, self._covered(asked, everywhere), accept_vanished)
        return self._plan

    def _all_institutions(self) -> tuple[str, ...]:
        try:
            found = tuple(dict.fromkeys(api.institutions(self._source)))
        except _LOCAL as error:
            api.forget_lists(self._source)
            raise SyncError(f"No se pudo leer la lista de instituciones: {error}.") from error
        if not found:
            raise SyncError("El catálogo no tiene ninguna institución: no se cree.")
        return found

    def _lists(self, institutions: Iterable[str], progress: Progress) -> dict[Row, str]:
        """The procedures of all lists that could be read, each once, with their institution."""
        wanted, found = list(institutions), dict[str, tuple[Row, str]]()
        for done, institution in enumerate(wanted, 1):
            for row in self._list(institution):
                if row.id in found:
                    self.report.refuse(
                        f"tramites/{row.id}", f"está repetido (ya en la institución {found[row.id][1]}); va una vez"
                    )
                else:
                    found[row.id] = (row, institution)
            progress("Instituciones", done, len(wanted))
        return dict(found.values())

    def _list(self, institution: str) -> list[Row]:
        """The whole list of ``institution``, or nothing of it."""
        try:
            record = api.institution(self._source, institution, self._period)
            rows = list(api.procedures(self._source, institution))
        except _LOCAL as error:
            api.forget_lists(self._source, institution)
            self.report.refuse(f"institución {institution}", error)
            return []
        self._institutions[institution] = record
        return rows

    def _copy(self, row: Row, institution: str) -> None:
        """Make the document of ``row`` ready when it is new or changed."""
        try:
            document = self._document(row, institution)
            change = self._change(row.id, document)
            if change is not None:
                received = {"formato": FORMAT, "recibido": self._today}
                self._mirror.stage(row.id, received | document)
        except _LOCAL as error:
            self.report.refuse(f"tramites/{row.id}", error)
            return
        if change is None:
            self.report.unchanged += 1
        else:
            self._plan.put.append(row.id)
            change.append(_line(row.id, document["tramite"].get("nombre")))

    def _change(self, procedure: str, document: Object) -> list[str] | None:
        """The part of the report that ``document`` belongs to; None when there is nothing new in it."""
        copy = self._copies.get(procedure)
        if copy is None:
            return self.report.new
        return None if copy.digest == digest({"formato": FORMAT} | document) else self.report.changed

    def _document(self, row: Row, institution: str) -> Object:
        procedure = api.procedure(self._source, row.id, row.version)
        basis = f"{row.version} {self._period}" if row.version else None
        return {
            "origen": f"{self._base_url}tramites/{row.id}",
            "tramite": procedure,
            "institucion": self._institutions[institution],
            "regulaciones": self._part(row.id, "regulaciones", lambda: self._regulations_of(row.id, basis)),
            "transparencia": self._part(row.id, "transparencia", lambda: api.months_of(self._source, row.id, basis)),
        }

    def _part(self, procedure: str, name: str, ask: Callable[[], list[Object]]) -> Any:
        """What goes with a procedure. When it cannot be had, that is reported, and what the copy has stays."""
        try:
            return ask()
        except _LOCAL as error:
            self.report.refuse(f"tramites-{name}/{procedure}", error)
            return self._mirror.document(procedure).get(name)

    def _regulations_of(self, procedure: str, basis: str | None) -> list[Object]:
        ties = api.regulations_of(self._source, procedure, basis)
        return [{"vinculo": tie, "regulacion": self._regulation(tie["regulacion_id"], procedure)} for tie in ties]

    def _regulation(self, wanted: str, procedure: str) -> Object | None:
        """Asked for once, for all procedures. When it cannot be had, that is reported, and what the copy has stays."""
        if wanted not in self._regulations:
            try:
                self._regulations[wanted] = api.regulation(self._source, wanted, self._period)
            except _LOCAL as error:
                self.report.refuse(f"regulaciones/{wanted}", error)
                self._regulations[wanted] = None
        return self._regulations[wanted] or self._mirror.regulation(procedure, wanted)

    def _covered(self, asked: Iterable[str], everywhere: bool) -> dict[str, Copy]:
        """The copies that the lists would have named if they still existed."""
        unread = set(asked) - self._institutions.keys()
        return {
            procedure: copy
            for procedure, copy in self._copies.items()
            if copy.institution not in unread and (everywhere or copy.institution in self._institutions)
        }

    def _retire(self, listed: set[str], covered: dict[str, Copy], accept: bool) -> None:
        gone = {procedure: copy for procedure, copy in covered.items() if procedure not in listed}
        before, lost = (Counter(copy.institution for copy in some.values()) for some in (covered, gone))
        for institution, count in lost.items():
            if count > max(_FEW, MAX_VANISHED * before[institution]) and not accept:
                message = f"Faltan {count} de {before[institution]} trámites de la institución {institution}"
                raise SyncError(f"{message}: puede ser un fallo del catálogo, y no se cambió nada. {_ACCEPT}")
        self._plan.retire.extend(gone)
        self.report.vanished.extend(_line(procedure, copy.name) for procedure, copy in gone.items())


def _line(procedure: str, name: Any) -> str:
    return f"{procedure} {markup.plain(str(name or 'sin nombre'))}"
