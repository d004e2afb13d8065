"""Made-up fichas in the scraped layout, and where the real ones for tests at scale lie."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.readers import Reading, scraped
from bot.knowledge.readers.records import Record
from tests.knowledge.conftest import ROOT

#: The folder of test data that is shared between checkouts; it is never committed.
SHARED = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))
REAL = SHARED / "fichas-gobec-dev.jsonl"
needs_real = pytest.mark.skipif(not REAL.is_file(), reason=f"no hay {REAL.name}: SHARED_DATA dice dónde está")

FICHA: dict[str, Any] = {
    "Nombre_Tramite": "Registro de colmenares",
    "Institucion_Responsable": "Agencia de Pruebas Apícolas (APA)",
    "URL_Fuente": "https://www.gob.ec/apa/tramites/registro-colmenares",
    "Descripcion": "Permite registrar un colmenar.El registro es anual.",
    "A_Quien_Dirigido": (
        "A quien cría abejas.\nDirigido a:\nPersona Jurídica - Privada, Persona Natural - Ecuatoriana."
    ),
    "Que_Obtendre": "Certificado de registro del colmenar",
    "Requisitos": (
        "Requisitos Obligatorios:\n1. Solicitud firmada\n2.- Croquis del colmenar\n3) Foto\na) de frente\n"
        "Nota: la foto puede ser digital.\nRequisitos Especiales:\nNo aplica"
    ),
    "Como_Hacer_Tramite": (
        "En línea:\n1. Registro\nLlenar el formulario.\n2. Pago\nCanales de atención:\n"
        "En línea (Sitio / Portal Web / Aplicación web), Presencial."
    ),
    "Costo": "4,24 USD incluye IVA",
    "Ubicacion_Horarios": "Dirección:\nCalle Larga 12\nQuito - Ecuador\nHorario:\nLunes a viernes de 08h00 a 16h30",
    "Base_Legal": "Ley de Abejas - Art(s). 1,6La ley protege a las abejas.Reglamento de Colmenas - Art(s). Todos",
    "Fecha_Actualizacion": "2025/06/16",
    "Canales_Atencion": "En línea (Sitio / Portal Web / Aplicación web), Presencial.",
}


def ficha(**changes: Any) -> dict[str, Any]:
    """:data:`FICHA` with other values; a key set to None is left out."""
    return {key: value for key, value in {**FICHA, **changes}.items() if value is not None}


def read(**changes: Any) -> Reading:
    return scraped.read(Record(Path("fichas.jsonl"), 7, ficha(**changes)))


def values(**changes: Any) -> dict[str, Any]:
    """The fields of the record that a changed :data:`FICHA` gives."""
    return read(**changes).drafts[0].values


def write(path: Path, *fichas: Any) -> Path:
    """A ``.jsonl`` of ``fichas``; what is text already is written as it is."""
    lines = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in fichas)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path
