"""A catalogue that does not exist: made-up institutions and procedures, written the way gob.ec's API writes them.

HTML inside values, entities encoded twice, lists in every form, numbers as text, dates as ``<time>``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

SITE = "https://www.gob.ec"
Object = dict[str, Any]


def time_tag(written: str) -> str:
    return f'<time datetime="{written}">{written[:-3]}{written[-2:]}</time>\n'


def institution(number: int, acronym: str, name: str) -> Object:
    return {
        "institucion_id": str(number),
        "institucion": name,
        "siglas": acronym,
        "url": f"{SITE}/{acronym.lower()}",
        "descripcion": f"<p>Se ocupa de todo lo que toca a {name}.</p>",
        "website": f"https://www.{acronym.lower()}.gob.ec",
    }


def procedure(number: int, name: str, slug: str, of: Object, **fields: str) -> Object:
    """A procedure with every field, empty but for ``fields``."""
    empty = dict.fromkeys(
        """codigo imagen_url descripcion beneficiarios requisitos_obligatorios requisitos_especiales
        requisitos_opcionales procedimiento canales_atencion costo costo_detalle tramite_enlinea_url
        tramite_enlinea_completo tiempo_estimado""".split(),
        "",
    )
    return {
        **empty,
        "tramite_id": str(number),
        "nombre": name,
        "url": f"{SITE}/{of['siglas'].lower()}/tramites/{slug}",
        "institucion_id": of["institucion_id"],
        "institucion_url": of["url"],
        "modificado": time_tag("2025-07-14T09:30:00-05:00"),
        **fields,
    }


def regulation(number: int, title: str, kind: str, issuer: str, gazette: str) -> Object:
    return {
        "regulacion_id": str(number),
        "regulacion": title,
        "tipo": kind,
        "descripcion": f"<p>{title}.</p>",
        "institucion_emisora": issuer,
        "registro_oficial_numero": gazette,
    }


def month(year: int, number: int, served: int, complaints: int) -> Object:
    written = time_tag(f"{year}-12-11T11:22:05-05:00")
    return {
        "ano": str(year),
        "mes": f"{number:02}",
        "atenciones": str(served),
        "quejas": str(complaints),
        "modificado": written,
    }


FAROS = institution(4, "INF", "Instituto Nacional de Faros")
NUBES = institution(9, "AGN", "Agencia de Gestión de Nubes")
MUSEO = institution(12, "MUV", "Museo de lo Verosímil &amp;amp; lo Raro")

INSTITUTIONS = [FAROS, NUBES, MUSEO]

PROCEDURES = [
    procedure(
        1203,
        "Permiso para encender un faro &amp;quot;menor&amp;quot;",
        "permiso-encender-faro-menor",
        FAROS,
        codigo="INF-001-01-01",
        descripcion=(
            "<p>Autoriza encender un faro de hasta 12 metros.</p>\r\n\r\n"
            "<p>No cubre la compra&nbsp;de l&aacute;mparas.</p>\r\n"
        ),
        beneficiarios=(
            "<p>Quien tenga un faro.</p><p>Dirigido a: Persona Jurídica - Privada, Persona Natural - Ecuatoriana.</p>"
        ),
        requisitos_obligatorios=(
            "<ol><li>Solicitud firmada.</li><li>Plano del faro, que incluya:<ul><li>Altura</li><li>Alcance de la luz"
            '</li></ul></li><li>Copia de la <a href="https://inf.gob.ec/guia.pdf">guía de señales</a></li></ol>'
        ),
        requisitos_especiales="<p>Si el faro es de madera:</p><ul><li>Informe de bomberos</li></ul>",
        requisitos_opcionales="<ul><li>Fotografía del faro</li></ul>",
        procedimiento=(
            "<p>El permiso se pide as&iacute;:</p><ol><li>Ingresar al portal.</li><li>Llenar el formulario:"
            "<ol><li>Datos del faro.</li><li>Datos del farero.</li></ol></li>"
            "<li>Recibir el permiso por correo.</li></ol>"
        ),
        canales_atencion="Correo electrónico, En línea (Sitio / Portal Web / Aplicación web)",
        costo="Sí",
        costo_detalle="<p>USD 24,50 por cada faro.</p>",
        tramite_enlinea_url="https://faros.inf.gob.ec/permiso",
        tramite_enlinea_completo="Sí",
        tiempo_estimado="5 días",
    ),
    procedure(
        1204,
        "Registro de farero",
        "registro-farero",
        FAROS,
        descripcion="Inscribe a quien cuida un faro.",
        requisitos_obligatorios=(
            "1. Cédula<br />2. Certificado de buena vista &lt;i&gt;20/20&lt;/i&gt;<br />3.- Carta de otro farero"
            "<br />Nota: la carta vale por un año"
        ),
        procedimiento="<p>1. Acudir a la capitanía más cercana.</p><p>2. Mirar el mar.</p>",
        canales_atencion="Presencial",
        costo="No",
        tiempo_estimado="Inmediato",
    ),
    procedure(
        2051,
        "Autorización de nube baja",
        "autorizacion-nube-baja",
        NUBES,
        descripcion=(
            "<div><p>Permite que una nube pase a menos de 100 m de altura &amp;mdash; solo de d&amp;iacute;a.</p></div>"
        ),
        beneficiarios="Personas que tengan nubes",
        requisitos_obligatorios=(
            "<table><tbody><tr><td>Solicitud</td><td>Original</td></tr>"
            "<tr><td>Mapa</td><td>2 copias</td></tr></tbody></table>"
        ),
        procedimiento="<ul><li>Llamar al 1800-000000</li><li>Esperar el viento</li></ul>",
        costo="No",
        costo_detalle="<p>El trámite no tiene costo, salvo el globo.</p>",
    ),
    procedure(
        2052,
        "Devolución de lluvia",
        "devolucion-lluvia",
        NUBES,
        descripcion="Devuelve la lluvia que sobra.",
        costo="No",
    ),
    procedure(
        3001,
        "Préstamo de piezas verosímiles",
        "prestamo-piezas-verosimiles",
        MUSEO,
        descripcion="<h3>¿Para qué sirve?</h3><p>Para llevar una pieza a otra sala.</p>",
        requisitos_obligatorios="<p>No aplica</p>",
        procedimiento=(
            '<ol start="1"><li><p>Escoger la pieza</p></li></ol><ol start="2"><li><p>Firmar el acta</p></li></ol>'
        ),
        costo="Sí",
        costo_detalle="&lt;p&gt;Ver tarifario en https://muv.gob.ec/tarifario&lt;/p&gt;",
    ),
]

REGULATIONS = [
    regulation(
        71, "Ley Orgánica de Faros &amp;quot;y balizas&amp;quot;", "Ley", "Asamblea Nacional", "Registro Oficial 812"
    ),
    regulation(72, "Reglamento de nubes bajas", "Reglamento", "Agencia de Gestión de Nubes", ""),
]

#: Procedure → the regulations that it is tied to.
TIES = {"1203": ["71"], "1204": ["71"], "2051": ["72", "71"]}
MONTHS = {
    "1203": [month(2025, 2, 14, 0), month(2025, 1, 11, 1)],
    "2051": [month(2025, 1, 3, 0)],
}


@dataclass
class Catalogue:
    """What the server gives out; tests change it between two copies."""

    institutions: list[Object] = field(default_factory=lambda: [dict(one) for one in INSTITUTIONS])
    procedures: list[Object] = field(default_factory=lambda: [dict(one) for one in PROCEDURES])
    regulations: list[Object] = field(default_factory=lambda: [dict(one) for one in REGULATIONS])
    ties: dict[str, list[str]] = field(default_factory=lambda: {key: list(value) for key, value in TIES.items()})
    months: dict[str, list[Object]] = field(default_factory=lambda: {key: list(value) for key, value in MONTHS.items()})

    def procedure(self, number: int) -> Object:
        return next(one for one in self.procedures if one["tramite_id"] == str(number))

    def change(self, number: int, **fields: str) -> None:
        """As an editor of the catalogue would: the date of change moves too."""
        self.procedure(number).update({"modificado": time_tag("2025-09-01T08:00:00-05:00"), **fields})

    def remove(self, number: int) -> None:
        self.procedures.remove(self.procedure(number))
