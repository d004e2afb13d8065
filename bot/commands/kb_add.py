"""`ventanilla kb add`: shows what a new source would add, and adds it once an editor agrees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.knowledge.adding import Addition
    from bot.knowledge.reach import Alike
    from bot.knowledge.record import Procedure
    from bot.knowledge.search import Search

SOURCES = Path("knowledge/fuentes")
CURATED = Path("knowledge")
#: Procedures of one file that are shown whole.
_SHOWN = 3


@click.command()
@click.argument("source")
@click.option("--yes", is_flag=True, help="Agrega sin preguntar.")
@click.option("--institution", help="Siglas de la institución, si el documento no la dice.")
@click.option("--url", help="Dirección de la página de origen, si el documento no la dice.")
@click.option(
    "--sources", default=SOURCES, show_default=True, type=click.Path(path_type=Path), help="Carpeta de fuentes."
)
@click.option(
    "--curated", default=CURATED, show_default=True, type=click.Path(path_type=Path), help="Carpeta de alias.yml …"
)
@click.option("--out", type=click.Path(path_type=Path), help="Base que se reconstruye; por defecto, la de los ajustes.")
def add(
    source: str, yes: bool, institution: str | None, url: str | None, sources: Path, curated: Path, out: Path | None
) -> None:
    """Agrega un trámite: SOURCE es un archivo de cualquier disposición conocida, o la dirección de su página."""
    from bot import settings
    from bot.errors import VentanillaError
    from bot.knowledge.adding import accept, staged

    try:
        with _file(source) as file, staged(file, sources, curated, institution, url or _address(source)) as addition:
            _show(addition, curated)
            if not yes and not click.confirm(f"¿Agregar {addition.name} a {sources} y reconstruir la base?"):
                click.echo("No se escribió nada.")
                return
            built = accept(addition, sources, curated, out or settings.current().knowledge)
    except VentanillaError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{sources / addition.name}: agregado. {built.path}: {built.procedures} trámites.")


def _address(source: str) -> str | None:
    from bot.knowledge.fetching import is_address

    return source if is_address(source) else None


@contextmanager
def _file(source: str) -> Iterator[Path]:
    """The file that ``source`` names, or one with what is at its address for as long as the block lasts."""
    import tempfile

    from bot.knowledge.fetching import fetch, is_address

    if not is_address(source):
        yield Path(source)
        return
    data, suffix = fetch(source)
    with tempfile.TemporaryDirectory(prefix="ventanilla-") as folder:
        path = Path(folder) / f"pagina{suffix}"
        path.write_bytes(data)
        yield path


def _show(addition: Addition, curated: Path) -> None:
    from bot.knowledge.search import Search
    from bot.knowledge.show import sheet_of

    _section("Lo que se entendió")
    for record in addition.records[:_SHOWN]:
        click.echo(sheet_of(record, addition.prerequisites(record.id)) + "\n")
    if rest := addition.records[_SHOWN:]:
        click.echo(f"… y {len(rest)} trámites más: " + ", ".join(record.name for record in rest[:20]) + "\n")
    _show_defects(addition)
    edited = addition.base.curated
    search = Search(addition.others, edited.words, edited.foreign)
    everything = Search(addition.base.records, edited.words, edited.foreign)
    for record in addition.records[:_SHOWN]:
        _show_alike(record, addition, search)
        _show_reach(record, addition, everything)
    if any(edited.institution(record.institution.id) is None for record in addition.records):
        click.echo(f"La institución no está en {curated / 'instituciones.yml'}: agréguela con su contacto.\n")


def _section(title: str) -> None:
    click.echo(f"── {title} " + "─" * max(0, 76 - len(title)))


def _show_defects(addition: Addition) -> None:
    _section("Observaciones")
    for defect in addition.defects:
        click.echo(f"línea {defect.line}: {defect.code}: {defect.message}")
    for refusal in addition.refused:
        click.echo(f"línea {refusal.line}: no se pudo leer: {refusal.reason}")
    click.echo("" if addition.defects or addition.refused else "Ninguna.\n")


def _show_alike(record: Procedure, addition: Addition, search: Search) -> None:
    from bot.knowledge.reach import alikes

    _section("Trámites parecidos que ya están")
    found = alikes(record, addition.others, search)
    for alike in found:
        click.echo(_alike(alike))
    click.echo("" if found else "Ninguno.\n")


def _alike(alike: Alike) -> str:
    ours, theirs = (" ".join(part) or "nada" for part in (alike.ours, alike.theirs))
    name = f"{alike.procedure.name} ({alike.procedure.institution.acronym})"
    return f"{alike.similarity} %  {name}\n      solo el nuevo dice: {ours}; solo el otro: {theirs}"


def _show_reach(record: Procedure, addition: Addition, search: Search) -> None:
    from bot.knowledge.reach import own_words, phrases, suggestions

    _section("Cómo llegará la gente")
    in_name, in_text = own_words(record, addition.others)
    click.echo(f"Palabras que solo tiene su nombre: {', '.join(in_name) or 'ninguna'}")
    click.echo(f"Palabras que solo tiene su texto: {', '.join(in_text) or 'ninguna'}")
    for phrase in phrases(record, (*in_name, *in_text), search):
        outcome = "lo encuentra" if phrase.reached else f"encuentra {phrase.found or 'otro que no tenemos'}"
        click.echo(f"  «{phrase.text}»: {outcome}")
    if suggested := suggestions(record):
        click.echo("Para knowledge/alias.yml, con lo que la gente dice de verdad:\n")
        click.echo(f"{record.id}:\n  alias: [{', '.join(map(_quoted, suggested))}]\n  situaciones: []\n")


def _quoted(text: str) -> str:
    """Between quotes where YAML would read something else."""
    return f'"{text}"' if any(not (c.isalpha() or c == " ") for c in text) else text
