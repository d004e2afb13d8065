"""The catalogue as JSON-LD in the terms of CPSV-AP 3.2, the EU's vocabulary for public services.

The context is written out in full, so that reading the file needs no network. Audience, which CPSV-AP leaves to its
users, is ``dct:audience``; monthly statistics have no term there and stay out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.knowledge.catalogue import Catalogue
from bot.knowledge.record import (
    ContactPoint,
    Cost,
    Institution,
    LegalResource,
    Prerequisite,
    Procedure,
    Requirement,
    Step,
)

Node = dict[str, Any]

PREFIXES = {
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_DATE = "http://www.w3.org/2001/XMLSchema#date"
_COUNTRY = "http://publications.europa.eu/resource/authority/country/ECU"
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/SPA"
_CURRENCY = "http://publications.europa.eu/resource/authority/currency/"
_ROOT = "urn:ventanilla"


def graph(catalogue: Catalogue) -> Node:
    """One JSON-LD document with every institution and every procedure of ``catalogue``."""
    required: dict[str, list[Prerequisite]] = {}
    for entry in catalogue.prerequisites():
        if not entry.proposed:
            required.setdefault(entry.procedure, []).append(entry)
    services = [_service(record, required.get(record.id, [])) for record in catalogue.procedures()]
    return {"@context": PREFIXES, "@graph": [*map(_organisation, catalogue.institutions()), *services]}


def _organisation(institution: Institution) -> Node:
    return _node(
        "cv:PublicOrganisation",
        _organisation_id(institution.id),
        {
            "dct:identifier": institution.id,
            "skos:prefLabel": _es(institution.name),
            "skos:altLabel": institution.acronym,
            "dct:spatial": {"@id": _COUNTRY},
            "foaf:homepage": _reference(institution.website),
            "cv:contactPoint": _contact(institution.contact, f"{_organisation_id(institution.id)}:contacto"),
        },
    )


def _service(record: Procedure, required: Iterable[Prerequisite]) -> Node:
    root = _service_id(record.id)
    return _node(
        "cpsv:PublicService",
        root,
        {
            "dct:identifier": record.id,
            "dct:title": _es(record.name),
            "dct:description": _es(record.description or record.name),
            "dct:language": {"@id": _LANGUAGE},
            "dct:spatial": {"@id": _COUNTRY},
            "dcat:keyword": [_es(alias) for alias in record.aliases],
            "cv:hasCompetentAuthority": {"@id": _organisation_id(record.institution.id)},
            "dct:audience": [_es(kind) for kind in record.audience.kinds] if record.audience else [],
            "cpsv:produces": list(_outputs(record, root)),
            "cv:holdsRequirement": list(_requirements(record.requirements, f"{root}:requisito")),
            "cpsv:follows": list(_rules(record, root)),
            "cv:hasChannel": list(_channels(record, root)),
            "cv:hasCost": list(_costs(record.cost, root)),
            "cv:processingTime": record.processing_time.iso8601 if record.processing_time else None,
            "cv:hasLegalResource": [_law(law, f"{root}:ley:{n}") for n, law in enumerate(record.legal_basis, 1)],
            "cv:contactPoint": _contact(record.contact, f"{root}:contacto"),
            "dct:requires": [{"@id": _service_id(entry.requires)} for entry in required if entry.requires],
            "dct:source": _es(record.source.document),
            "foaf:page": _reference(record.source.url),
            "dct:modified": _date(record.source.updated_on),
        },
    )


def _outputs(record: Procedure, root: str) -> Iterator[Node]:
    if record.output:
        kinds = [_es(kind) for kind in record.output.kinds]
        for number, item in enumerate(record.output.items, 1):
            values = {"dct:identifier": f"resultado-{number}", "dct:title": _es(item), "dct:type": kinds}
            yield _node("cv:Output", f"{root}:resultado:{number}", values)


def _requirements(requirements: Iterable[Requirement], root: str) -> Iterator[Node]:
    for number, requirement in enumerate(requirements, 1):
        identifier = f"{root}:{number}"
        values = {
            "dct:identifier": identifier.rsplit("requisito:", 1)[-1],
            "dct:title": _es(requirement.text),
            "dct:description": [_es(text) for text in (requirement.text, *requirement.notes)],
            "dct:type": _es("general" if requirement.kind == "general" else "específico"),
            "cv:hasRequirement": list(_requirements(requirement.items, identifier)),
        }
        yield _node("cv:Requirement", identifier, values)


def _rules(record: Procedure, root: str) -> Iterator[Node]:
    """The procedure, and each other list of its field, as one rule with its steps in the description."""
    parts = [(record.steps_intro or record.name, record.steps), *((s.title, s.items) for s in record.sections)]
    for number, (title, steps) in enumerate(parts, 1):
        values = {"dct:identifier": f"regla-{number}", "dct:title": _es(title)}
        values["dct:description"] = _es("\n".join(_lines(steps, "")))
        yield _node("cpsv:Rule", f"{root}:regla:{number}", values)


def _lines(steps: Iterable[Step], indent: str) -> Iterator[str]:
    for step in steps:
        yield f"{indent}{step.number or '-'} {step.text}"
        yield from _lines(step.items, indent + "  ")


def _channels(record: Procedure, root: str) -> Iterator[Node]:
    hours = {kind: [h for h in record.opening_hours if h.kind == kind] for kind in ("online", "office")}
    for number, channel in enumerate(record.channels, 1):
        kind = "office" if channel.casefold().startswith("presencial") else "online"
        yield _node(
            "cv:Channel",
            f"{root}:canal:{number}",
            {
                "dct:identifier": f"canal-{number}",
                "dct:description": _es(channel),
                "cv:openingHours": [_es(entry.text) for entry in hours[kind]],
                "foaf:page": [_reference(p.url) for p in record.locations if p.kind == kind and p.url],
            },
        )


def _costs(cost: Cost | None, root: str) -> Iterator[Node]:
    """An amount is a cost each; a free procedure has one cost of zero; otherwise the text alone."""
    if cost is None:
        return
    stated: list[tuple[str | None, str | None]] = [(str(amount.value), amount.currency) for amount in cost.amounts]
    amounts = stated or [("0", "USD") if cost.free else (None, None)]
    for number, (value, currency) in enumerate(amounts, 1):
        values = {
            "dct:identifier": f"costo-{number}",
            "dct:description": _es(cost.text),
            "cv:value": {"@value": value, "@type": "xsd:decimal"} if value else None,
            "cv:currency": {"@id": f"{_CURRENCY}{currency}"} if currency else None,
        }
        yield _node("cv:Cost", f"{root}:costo:{number}", values)


def _law(law: LegalResource, identifier: str) -> Node:
    return _node(
        "eli:LegalResource",
        identifier,
        {
            "dct:identifier": law.number or identifier.rsplit(":", 1)[-1],
            "dct:title": _es(law.title),
            "dct:description": _es(law.text),
            "dct:type": _es(law.type),
            "foaf:page": _reference(law.url),
        },
    )


def _contact(contact: ContactPoint | None, identifier: str) -> Node | None:
    if contact is None:
        return None
    return _node(
        "cv:ContactPoint",
        identifier,
        {
            "dct:description": _es(contact.unit) if contact.unit else None,
            "cv:email": list(contact.emails),
            "cv:telephone": list(contact.phones),
            "cv:contactPage": [_reference(link.url) for link in contact.links],
        },
    )


def _node(kind: str, identifier: str, values: Node) -> Node:
    """A node without its empty values: what the source does not state is absent."""
    return {"@id": identifier, "@type": kind, **{key: value for key, value in values.items() if value}}


def _es(text: str) -> Node:
    return {"@value": text, "@language": "es"}


def _reference(url: str | None) -> Node | None:
    return {"@id": url} if url else None


def _date(day: object) -> Node | None:
    return {"@value": str(day), "@type": _DATE} if day else None


def _service_id(procedure: str) -> str:
    return f"{_ROOT}:tramite:{procedure}"


def _organisation_id(institution: str) -> str:
    return f"{_ROOT}:institucion:{institution}"
