"""The real sources as they are read, and a short ficha to break."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.build import Base, gather

ROOT = Path(__file__).parents[2]
CURATED = ROOT / "knowledge"
SOURCES = CURATED / "fuentes"
DOCUMENTS = sorted(path for path in SOURCES.iterdir() if path.suffix != ".yml")

FICHA = """\
Información de Trámite

Nombre Trámite\tPERMISO DE PRUEBA
Institución\tSERVICIO NACIONAL DE ADUANA DEL ECUADOR
Descripción\tSirve para probar.
¿A quién está dirigido?\t<p>A quien prueba.</p> <p>Dirigido a: Persona Jurídica - Privada.</p>

¿Qué necesito para hacer el trámite?

Requisitos Generales:

- Un papel.

¿Cómo hago el trámite?

1. Presentar el papel.

Canales de atención:

Presencial.

¿Cuál es el costo del trámite?

El trámite no tiene costo

Base Legal

- Ley de Prueba. Art. 1.

Contacto para atención ciudadana

Correo Electrónico: prueba@aduana.gob.ec

Transparencia

Año\tMes\tVolumen de Quejas\tVolumen de Atenciones
2026\t03\t0\t35
"""


@pytest.fixture(scope="session")
def base() -> Base:
    """Everything read from knowledge/fuentes, before it is written."""
    return gather([SOURCES], CURATED)
