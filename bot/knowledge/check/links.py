"""Defects of addresses."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from urllib.parse import urlsplit

from rapidfuzz.distance import OSA

from bot.knowledge import markup
from bot.knowledge.check.looking import Finding, lines, places_of
from bot.knowledge.readers import Reading
from bot.knowledge.record import Defect, Location
from bot.text import fold, slug


def empty_links(reading: Reading) -> Iterator[Finding]:
    for number, line in lines(reading):
        if "](#)" in line:
            yield number, "El enlace no lleva a ninguna parte («#»)."


def twice_encoded(reading: Reading) -> Iterator[Finding]:
    for number, line in lines(reading):
        if any(markup.is_encoded_twice(address) for address in re.findall(r"https?://\S+", line)):
            yield number, "La dirección está codificada dos veces («%25C3…»); se muestra decodificada una vez."


_SHORTENERS = re.compile(r"\b(?:bit\.ly|goo\.gl|tinyurl\.com|t\.co|ow\.ly|cutt\.ly|acortar\.link)/\S+", re.IGNORECASE)


def short_links(reading: Reading) -> Iterator[Finding]:
    for number, line in lines(reading):
        for address in _SHORTENERS.findall(line):
            yield number, f"«{address.rstrip('.,')}» es un enlace acortado: no deja ver a dónde lleva."


def other_host(reading: Reading) -> Iterator[Finding]:
    """A system named by two addresses in one document: the one used less often."""
    hosts = [(n, _host(link.url)) for n, line in lines(reading) for link in markup.links(line)]
    systems: dict[str, Counter[str]] = defaultdict(Counter)
    for _, host in hosts:
        systems[host.split(".")[0]][host] += 1
    for number, host in hosts:
        usual, uses = systems[host.split(".")[0]].most_common(1)[0]
        if systems[host.split(".")[0]][host] < uses:
            yield number, f"«{host}» no es la dirección que usa el resto del documento («{usual}»)."


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower().removeprefix("www.")


def name_unlike_address(reading: Reading) -> Iterator[Finding]:
    for place, line in places_of(reading):
        named = slug(place.name).split("-")
        for word in urlsplit(place.url or "").path.strip("/").split("-"):
            near = [other for other in named if len(other) > 4 and len(word) > 4 and other != word]
            for other in near:
                if word not in named and OSA.distance(other, word) <= 2:
                    yield line, f"«{place.name}» no coincide con su dirección («{word}»)."


def different_addresses(readings: tuple[Reading, ...]) -> Iterator[Defect]:
    """Offices of one institution with the same name and an address that is not the usual one in the documents."""
    found: dict[tuple[str, str], list[tuple[str, int, Location]]] = defaultdict(list)
    for reading in readings:
        for place, line in places_of(reading):
            if place.kind == "office":
                key = (fold(reading.drafts[0].institution or ""), slug(place.name))
                found[key].append((reading.document.path.name, line, place))
    for entries in found.values():
        yield from _unusual(entries)


def _unusual(entries: list[tuple[str, int, Location]]) -> Iterator[Defect]:
    uses = Counter(place.url for _, _, place in entries)
    for document, line, place in entries:
        other = next((entry for entry in entries if entry[2].url != place.url), None)
        if other and uses[place.url] <= uses[other[2].url]:
            text = f"«{place.name}» tiene aquí {place.url} y en {other[0]}:{other[1]} {other[2].url}."
            yield Defect(code="direccion-discordante", document=document, line=line, message=text)
