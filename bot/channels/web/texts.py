"""What people read on the pages besides the answers, keyed by code."""

from __future__ import annotations

from collections.abc import Mapping

from bot.knowledge import Aspect

#: Where each aspect stands on a procedure's page, in its order. ``detail`` is no part of a page of its own.
ANCHORS: Mapping[Aspect, str] = {
    Aspect.description: "descripcion",
    Aspect.audience: "dirigido-a",
    Aspect.output: "resultado",
    Aspect.requirements: "requisitos",
    Aspect.steps: "pasos",
    Aspect.channels: "canales",
    Aspect.cost: "costo",
    Aspect.location_hours: "donde-y-cuando",
    Aspect.processing_time: "tiempo",
    Aspect.validity: "vigencia",
    Aspect.legal_basis: "base-legal",
    Aspect.contact: "contacto",
    Aspect.statistics: "estadisticas",
}

#: What the buttons of a procedure's page say in the conversation, and what they mean, by the guide that they begin.
ASKED_ABOUT: Mapping[str, tuple[str, str]] = {
    "": ("Preguntar sobre «{name}»", "consultar_tramite"),
    "lista": ("Hacer mi lista de «{name}»", "iniciar_lista"),
    "pasos": ("Paso a paso de «{name}»", "iniciar_pasos"),
}

#: Why a message was not taken. The person's text stays in the field.
REFUSALS: Mapping[str, str] = {
    "empty": "No llegó ningún texto. Escriba su pregunta y pulse Enviar.",
    "too_long": "Su mensaje tiene {length} caracteres y puedo leer hasta {limit}. Acórtelo, por favor, y envíelo.",
    "too_many": "Llegaron muchos mensajes seguidos. Espere {seconds} segundos, por favor, y envíelo otra vez.",
    "stale_form": "Esta página se había quedado antigua, o su navegador no guarda cookies. Pulse Enviar otra vez.",
    "gone": "Ese botón es de una conversación que ya no existe. Escriba su pregunta, por favor.",
}

#: Why a message that was taken has no answer yet.
FAILURES: Mapping[str, str] = {
    "timeout": "La respuesta tardó demasiado. Su mensaje está guardado.",
    "unavailable": "Ahora mismo no puedo responder: el asistente está fuera de servicio. Su mensaje está guardado.",
    "error": "Hubo una falla y no pude responder. Su mensaje está guardado.",
    "interrupted": "El servicio se reinició antes de responder. Su mensaje está guardado.",
}

NOTICES: Mapping[str, str] = {
    "borrada": "La conversación se borró. Puede empezar otra cuando quiera.",
    "sin-borrar": "No se pudo borrar: el asistente está fuera de servicio. Intente otra vez en unos minutos.",
}

#: An error page's title and what to do next, by status.
ERRORS: Mapping[int, tuple[str, str]] = {
    400: ("No se entendió la solicitud", "Vuelva a la página anterior y envíela otra vez."),
    403: ("La solicitud no vino de esta página", "Abra la conversación y escriba su pregunta ahí."),
    404: ("Esta página no existe", "Busque el trámite por su nombre, o pregunte en la conversación."),
    405: ("Esta dirección no se usa así", "Abra la conversación o la lista de trámites."),
    413: ("El mensaje es demasiado largo", "Vuelva atrás y acórtelo: puedo leer hasta 1.000 caracteres."),
    415: ("Aquí no se reciben archivos", "Escriba su pregunta con palabras en la conversación."),
    429: ("Llegaron muchas solicitudes seguidas", "Espere un minuto, por favor, e intente otra vez."),
    500: ("Hubo una falla nuestra", "Intente otra vez en unos minutos. Si continúa, consulte la lista de trámites."),
    503: ("El servicio no está disponible", "Intente otra vez en unos minutos."),
}

WEEKDAYS = "lunes martes miércoles jueves viernes sábado domingo".split()
