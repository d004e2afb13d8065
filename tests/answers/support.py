"""What the tests of answers share: a moment that does not pass, and short ways to ask."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.answers import Answer, Asked, Assistant, Memory, Reply
from bot.knowledge import Aspect

ROOT = Path(__file__).parents[2]
GUAYAQUIL = ZoneInfo("America/Guayaquil")
#: A Wednesday without a holiday, in office hours.
WEDNESDAY = dt.datetime(2026, 11, 18, 10, 0, tzinfo=GUAYAQUIL)

IMPORT = "sercop-solicitud-autorizacion-importacion-bienes-contratacion-servicios-extranjero"
OCE = "senae-aprobacion-registro-oce-importador-exportador-sistema-informatico-ecuapass"
EXIT = (
    "senae-autorizacion-salida-mercancias-acogidas-regimen-exportacion-temporal-perfeccionamiento-pasivo-compensaciones"
)
ENTRY = (
    "senae-autorizacion-ingreso-mercancias-acogidas-regimen-admision-temporal-perfeccionamiento-activo-compensaciones"
)
PASSWORD = "sercop-reseteo-clave"
ADDRESS = "sercop-actualizacion-direccion-nombre-comercial"
CPC = "sercop-incremento-cpcs"
PARTNERS = "sercop-actualizacion-socios-asociaciones-economia-popular-solidaria"
PASSIVE = "sercop-cambio-estado-proveedor-pasivo"
RESCHEDULE = "sercop-reprogramacion-procesos"
EMAIL = "sercop-actualizacion-correo-electronico"
PHONES = "sercop-actualizacion-contactos-telefonicos"
CORRUPTION = "sercop-denuncia-posibles-actos-corrupcion-procedimientos-contratacion-publica"
WITHHELD = "sercop-denuncia-retencion-indebida-pagos"
ALL = (
    IMPORT, OCE, EXIT, ENTRY, PASSWORD, ADDRESS, CPC, PARTNERS, PASSIVE, RESCHEDULE, EMAIL, PHONES, CORRUPTION,
    WITHHELD,
)  # fmt: skip
#: A link of the Markdown subset: its title and its address. A source's own brackets are escaped.
LINK = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)")
#: What can be asked of a procedure by name; a detail is asked in words of its own.
ASPECTS = tuple(aspect for aspect in Aspect if aspect is not Aspect.detail)


def asked(*aspects: Aspect | str, confidence: float = 1.0) -> Asked:
    """What a message surely asks for, unless ``confidence`` says less."""
    return Asked(tuple(map(Aspect, aspects)), confidence)


def tell(
    assistant: Assistant, tramite: str, *aspects: Aspect | str, question: str = "", confidence: float = 1.0
) -> Answer:
    """The answer to ``question`` after a tap chose ``tramite``."""
    return tapped(assistant, tramite, *aspects, question=question, confidence=confidence).answer


def tapped(
    assistant: Assistant, tramite: str, *aspects: Aspect | str, question: str = "", confidence: float = 1.0
) -> Reply:
    waiting = Memory(consulta=question)
    return assistant.consult("", asked(*aspects, confidence=confidence), waiting, tramite=tramite)


def squeezed(text: str) -> str:
    """``text`` without blanks, emphasis, escapes and what links lead to: lines may break anywhere."""
    shown = LINK.sub(r"\1", text)
    return "".join(shown.replace("\\", "").replace("**", "").split())
