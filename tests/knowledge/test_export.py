"""The export is JSON-LD in CPSV-AP's terms: it expands without the network, and only known terms are used."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pyld import jsonld

from bot.knowledge import Catalogue
from bot.knowledge.export import PREFIXES, graph

Node = dict[str, Any]

#: Class → its properties: those of CPSV-AP 3.2, and beside them dct:audience, foaf:page, dct:source and dct:modified.
TERMS = {
    "cpsv:PublicService": """dct:identifier dct:title dct:description dct:language dct:spatial dcat:keyword
        cv:hasCompetentAuthority dct:audience cpsv:produces cv:holdsRequirement cpsv:follows cv:hasChannel cv:hasCost
        cv:processingTime cv:hasLegalResource cv:contactPoint dct:requires dct:source foaf:page dct:modified""",
    "cv:PublicOrganisation": "dct:identifier skos:prefLabel skos:altLabel dct:spatial foaf:homepage cv:contactPoint",
    "cv:Output": "dct:identifier dct:title dct:description dct:type",
    "cv:Requirement": "dct:identifier dct:title dct:description dct:type cv:hasRequirement",
    "cpsv:Rule": "dct:identifier dct:title dct:description",
    "cv:Channel": "dct:identifier dct:description dct:type cv:openingHours foaf:page",
    "cv:Cost": "dct:identifier dct:description cv:value cv:currency",
    "eli:LegalResource": "dct:identifier dct:title dct:description dct:type foaf:page",
    "cv:ContactPoint": "dct:description cv:email cv:telephone cv:contactPage",
}
MANDATORY = {
    "cpsv:PublicService": "dct:identifier dct:title dct:description cv:hasCompetentAuthority",
    "cv:PublicOrganisation": "dct:identifier skos:prefLabel dct:spatial",
    "cv:Output": "dct:identifier dct:title",
    "cv:Requirement": "dct:identifier dct:title",
    "cpsv:Rule": "dct:identifier dct:title dct:description",
    "cv:Channel": "dct:identifier",
    "cv:Cost": "dct:identifier",
    "eli:LegalResource": "dct:identifier dct:title",
}
POINTS_TO = {
    "cv:hasCompetentAuthority": "cv:PublicOrganisation",
    "cpsv:produces": "cv:Output",
    "cv:holdsRequirement": "cv:Requirement",
    "cv:hasRequirement": "cv:Requirement",
    "cpsv:follows": "cpsv:Rule",
    "cv:hasChannel": "cv:Channel",
    "cv:hasCost": "cv:Cost",
    "cv:hasLegalResource": "eli:LegalResource",
    "cv:contactPoint": "cv:ContactPoint",
    "dct:requires": "cpsv:PublicService",
}


def iri(term: str) -> str:
    prefix, name = term.split(":")
    return PREFIXES[prefix] + name


@pytest.fixture(scope="module")
def document(catalogue: Catalogue) -> Node:
    return json.loads(json.dumps(graph(catalogue)))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def nodes(document: Node) -> list[Node]:
    """The nodes, flattened, without those that are only named (countries, pages)."""
    flat = jsonld.flatten(document, options={"documentLoader": refuse})
    return [node for node in flat if "@type" in node]


def refuse(url: str, options: object) -> Node:
    raise AssertionError(f"the export asks the network for {url}")


def of_class(nodes: list[Node], term: str) -> list[Node]:
    return [node for node in nodes if node["@type"] == [iri(term)]]


def test_every_class_is_one_of_the_vocabulary(nodes: list[Node]) -> None:
    assert {kind for node in nodes for kind in node["@type"]} == {iri(term) for term in TERMS}


@pytest.mark.parametrize("term", TERMS)
def test_a_class_has_only_its_properties(nodes: list[Node], term: str) -> None:
    allowed = {"@id", "@type", *(iri(name) for name in TERMS[term].split())}
    assert {key for node in of_class(nodes, term) for key in node} - allowed == set()


@pytest.mark.parametrize("term", MANDATORY)
def test_a_class_has_its_mandatory_properties(nodes: list[Node], term: str) -> None:
    wanted = {iri(name) for name in MANDATORY[term].split()}
    assert of_class(nodes, term)
    assert [node["@id"] for node in of_class(nodes, term) if not wanted <= set(node)] == []


@pytest.mark.parametrize("term", POINTS_TO)
def test_a_property_points_to_its_class(nodes: list[Node], term: str) -> None:
    kinds = {node["@id"]: node["@type"] for node in nodes}
    targets = [value["@id"] for node in nodes for value in node.get(iri(term), [])]
    assert targets
    assert {kinds[target][0] for target in targets} == {iri(POINTS_TO[term])}


def test_every_term_expands_to_an_address(document: Node) -> None:
    """A term whose prefix is not in the context would be dropped by expansion without a word."""

    def keys(value: Any) -> set[str]:
        parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return (set(value) if isinstance(value, dict) else set()).union(*(keys(part) for part in parts))

    used = {key for key in keys(document["@graph"]) if not key.startswith("@")}
    assert all(key.split(":")[0] in PREFIXES for key in used)


def test_it_is_valid_rdf(document: Node) -> None:
    quads = jsonld.to_rdf(document, options={"documentLoader": refuse, "format": "application/n-quads"})
    assert quads.count("\n") > 500


def test_every_procedure_is_there_with_its_name_and_institution(nodes: list[Node], catalogue: Catalogue) -> None:
    services = of_class(nodes, "cpsv:PublicService")
    said = {node[iri("dct:identifier")][0]["@value"]: node[iri("dct:title")][0]["@value"] for node in services}
    assert said == {record.id: record.name for record in catalogue.procedures()}


def test_values_are_those_of_the_record(nodes: list[Node]) -> None:
    by_id = {node["@id"]: node for node in nodes}
    clave = by_id["urn:ventanilla:tramite:sercop-reseteo-clave"]
    assert clave[iri("cv:processingTime")] == [{"@value": "PT0S"}]
    assert iri("cv:hasCost") not in clave
    senae = by_id["urn:ventanilla:institucion:senae:contacto"]
    assert senae[iri("cv:email")] == [{"@value": "mesadeservicios@aduana.gob.ec"}]
    free = of_class(nodes, "cv:Cost")
    assert {node[iri("cv:value")][0]["@value"] for node in free} == {"0"}


def test_the_43_laws_of_the_admission_are_exported(nodes: list[Node]) -> None:
    laws = [node for node in of_class(nodes, "eli:LegalResource") if "admision-temporal" in node["@id"]]
    assert len(laws) == 43
