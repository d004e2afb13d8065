"""Made-up fichas by the thousand, to measure what a national catalogue costs: variations of real ones, as scraped.

``python -m bench.synthetic --count 5000 --out FILE.jsonl``. The same seed gives the same file. They are varied from a
collection of real fichas where one is at hand, else from the project's own documents.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from bot.knowledge.build import gather
from bot.knowledge.record import Procedure
from bot.text import slug

ROOT = Path(__file__).parents[1]
#: The folder of test data that is shared between checkouts.
SHARED = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))
REAL = SHARED / "fichas-gobec-dev.jsonl"

_START = "Al Ba Ca Chi Co Gua Im La Ma Mo Na Pa Pi Que Sa Su Ta Tu Ya Za".split()
_MIDDLE = "ba bu ca cho la li ma mi na no pa pi que ra ro sa ta ti to vi".split()
_END = "bamba cay chi hua lao lca mbo nda ngo pala quil ra rno sí tán yaco".split()
_KINDS = (
    ("Gobierno Autónomo Descentralizado Municipal del Cantón {}", "GADM-{}"),
    ("Empresa Pública Municipal de Agua de {}", "EPMA-{}"),
    ("Cuerpo de Bomberos del Cantón {}", "CB-{}"),
    ("Registro de la Propiedad de {}", "RP-{}"),
)
_OBJECTS = (
    "locales comerciales",
    "vehículos de carga",
    "predios rurales",
    "espectáculos públicos",
    "puestos de mercado",
    "rótulos y publicidad",
    "obras menores",
    "aguas subterráneas",
    "ferias artesanales",
    "establecimientos de salud",
    "transporte escolar",
    "adultos mayores",
)
_ACTIONS = ("Renovación", "Modificación", "Anulación", "Duplicado", "Primera emisión", "Consulta", "Transferencia")


def fichas(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """``count`` fichas, each with an address of its own."""
    rng = random.Random(seed)  # noqa: S311 (no secret)
    originals = list(_originals())
    used: set[str] = set()
    for _ in range(count):
        ficha = _variation(rng, rng.choice(originals))
        while ficha["URL_Fuente"] in used:
            ficha["URL_Fuente"] += f"-{rng.randrange(1000)}"
        used.add(ficha["URL_Fuente"])
        yield ficha


def _originals() -> Iterator[dict[str, Any]]:
    if REAL.is_file():
        with REAL.open(encoding="utf-8") as file:
            yield from map(json.loads, file)
    else:
        yield from map(_scraped, gather([ROOT / "knowledge/fuentes"], ROOT / "knowledge").records)


def _scraped(record: Procedure) -> dict[str, Any]:
    """``record`` as the scraped layout writes it."""
    requirements = "\n".join(f"{n}. {one.text}" for n, one in enumerate(record.requirements, 1))
    return {
        "Nombre_Tramite": record.name,
        "Descripcion": record.description or "No disponible",
        "A_Quien_Dirigido": record.audience.text if record.audience else "No disponible",
        "Que_Obtendre": "\n".join(record.output.items) if record.output else "No disponible",
        "Requisitos": f"Requisitos Obligatorios:\n{requirements}",
        "Como_Hacer_Tramite": "\n".join(f"{one.number or n}. {one.text}" for n, one in enumerate(record.steps, 1)),
        "Costo": record.cost.text if record.cost else "No disponible",
        "Ubicacion_Horarios": "\n".join(one.text for one in record.opening_hours) or "No disponible",
        "Base_Legal": "".join(f"{one.title} - Art(s). {one.articles}" for one in record.legal_basis),
        "Canales_Atencion": ", ".join(record.channels) or "No disponible",
    }


def _variation(rng: random.Random, original: dict[str, Any]) -> dict[str, Any]:
    institution, acronym = _institution(rng)
    name = _name(rng, original["Nombre_Tramite"])
    address = f"https://www.gob.ec/{acronym.lower()}/tramites/{slug(name)}"
    varied = {key: _text(rng, value) if isinstance(value, str) else value for key, value in original.items()}
    return {
        **varied,
        "Nombre_Tramite": name,
        "Institucion_Responsable": f"{institution} ({acronym})",
        "URL_Fuente": address,
        "Costo": _cost(rng, original["Costo"]),
        "Fecha_Actualizacion": f"{rng.randint(2018, 2025)}/{rng.randint(1, 12):02}/{rng.randint(1, 28):02}",
    }


def _institution(rng: random.Random) -> tuple[str, str]:
    place = rng.choice(_START) + rng.choice(_MIDDLE) + rng.choice(_END)
    name, acronym = rng.choice(_KINDS)
    return name.format(place), acronym.format(slug(place).upper())


def _name(rng: random.Random, original: str) -> str:
    action = f"{rng.choice(_ACTIONS)}: " if rng.random() < 0.5 else ""
    return f"{action}{original.strip(' .')} para {rng.choice(_OBJECTS)}"


def _text(rng: random.Random, original: str) -> str:
    """``original`` with one paragraph fewer or two in another order, now and then."""
    lines = original.split("\n")
    if len(lines) > 4 and rng.random() < 0.5:
        del lines[rng.randrange(1, len(lines))]
    if len(lines) > 4 and rng.random() < 0.3:
        at = rng.randrange(1, len(lines) - 1)
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
    return "\n".join(lines)


def _cost(rng: random.Random, original: str) -> str:
    return f"{rng.randint(1, 400)},{rng.randint(0, 99):02} USD" if "USD" in original else original


@click.command()
@click.option("--count", default=5_000, show_default=True, help="Cuántas fichas.")
@click.option("--seed", default=1, show_default=True, help="La misma semilla da el mismo archivo.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Archivo .jsonl que se escribe.")
def main(count: int, seed: int, out: Path) -> None:
    """Escribe fichas inventadas, para medir lo que cuesta un catálogo nacional."""
    with out.open("w", encoding="utf-8") as file:
        for ficha in fichas(count, seed):
            file.write(json.dumps(ficha, ensure_ascii=False) + "\n")
    click.echo(f"{out}: {count} fichas")


if __name__ == "__main__":
    main()
