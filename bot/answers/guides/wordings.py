"""How people answer inside a guide, in words as ``normalise`` leaves them: without accents, short forms written out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.answers.guides.state import Kind, Mark
from bot.text import stem

#: What may stand between «no» and its verb: «no lo tengo», «no me lo piden».
_IT = r"(?:lo |la |los |las |le |les |me |nos |se |eso |ese |esa |esos |esas |aun |todavia |ya )*"


def _any(*ways: str) -> re.Pattern[str]:
    """Matches any of ``ways`` as whole words; ``~`` stands for pronouns."""
    return re.compile("|".join(rf"\b(?:{way.replace('~', _IT)})\b" for way in ways))


#: The answers, in the order in which they are tried: «no aplica» has a «no», and «no lo tengo» a «tengo».
SAID: Mapping[Kind, Sequence[tuple[Mark, re.Pattern[str]]]] = {
    Kind.lista: (
        (
            Mark.no_aplica,
            _any(
                r"no ~(?:aplic\w+|correspond\w+|toca|incumb\w+|compet\w+|concierne|hace falta|pide[ns]?)",
                r"no ~(?:necesit\w+|requier\w+|ocup\w+|voy a (?:usar|necesitar))",
                r"no es (?:mi|nuestro) caso",
                r"no (?:va|es) (?:conmigo|con nosotros|para mi|para nosotros)",
                r"no viene al caso",
                r"es para otr[oa]s|^n a$|a mi no$|a nosotros no$",
            ),
        ),
        (
            Mark.falta,
            _any(
                r"no ~(?:te?ng\w*|tien\w+|cuent\w+|pose\w+|dispong\w+|cons[ei]g\w+|saqu\w+|hall\w+|encuentr\w+)",
                r"no ~(?:he|hemos|hice|hecho|esta|hay)",
                r"(?:me|nos) ~faltan?",
                r"falt(?:a|an|aria|ando)",
                r"(?:todavia|aun) no",
                r"sin (?:eso|ese|tener\w*)",
                r"en (?:tramite|proceso|eso)",
                r"(?:estoy|estamos|ando) (?:sac|consig|tramit|gestion)\w+",
                r"se me (?:perdio|caduco|vencio)",
                r"(?:tengo|tenemos|hay) que",
                r"(?:voy|vamos|toca|por|ire) (?:a )?(?:sac|consegu|hac|tramit|gestion|obten|compr|pedi)\w+",
                r"(?:manana|despues|luego|pronto|recien) ~(?:lo |la )?(?:saco|consigo|hago|tramito|pido|traigo)",
                r"no ~(?:dan|dieron|dado|entregan|entregaron)",
                r"pendiente|carezco|tampoco|perdi|apenas|no$",
            ),
        ),
        (
            Mark.tengo,
            _any(
                r"te?ng\w*|tenemos|tien\w+|cuent\w+|contamos|dispong\w+|poseo",
                r"conseg\w+|saqu\w+|sacamos|obtuv\w+|compr\w+|adquiri\w*|instal\w+",
                r"registr(?:e|ado|ada)|tramit(?:amos|ado)|l[oa]s? tramite",
                r"me ~(?:dieron|entregaron|aprobaron)|entregad[oa]|en mis manos",
                r"hice|hicimos|hech[oa]|listos?|(?:esta|estan|quedo) listas?|cumpl\w+",
                r"si$|^si",
                r"(?:ya|si) (?:esta|estan|estoy|estamos|soy|somos)",
                r"(?:aqui|conmigo) (?:esta|lo)|a la mano",
            ),
        ),
    ),
    Kind.costos: (
        (
            Mark.no_paga,
            _any(
                r"no ~(?:aplic\w+|correspond\w+|toca\w*|pag\w+|necesit\w+|contrat\w+|us\w+|requier\w+)",
                r"no ~(?:voy|vamos|hace falta)",
                r"(?:ya|si) ~(?:te?ng\w*|tenemos|pagu\w+|pagamos)",
                r"l[oa] (?:hago|hacemos) (?:yo|nosotros)|propi[oa]|no$",
            ),
        ),
        (
            Mark.paga,
            _any(r"pag\w+|contrat\w+|toca|tocaria|corresponde|aplica|necesit\w+|requiero|usare|voy|vamos|si"),
        ),
    ),
}


def _stems(words: str) -> frozenset[str]:
    return frozenset(map(stem, words.split()))


#: Words of answering, which name no requirement.
ANSWERING = _stems(
    """
    tengo tngo tenemos tener tiene tienen tenia tengan cuento contamos dispongo poseo saque sacar sacado sacamos sacando
    hice hecho hacer conseguir conseguido consegui listo lista falta faltan faltaria aplica aplican corresponde toca
    necesito necesitamos requiero papel papeles documento documentos requisito requisitos cosa eso ese esa este esta
    mismo todavia aun ya si no se he hemos estoy estamos estan bien claro ahi aqui conmigo caso todo todos todas
    nada ninguno solo unico siempre tampoco pendiente tramite tramitando proceso pago pagar paga pagare contrato
    contratar voy vamos creo pienso mano cumplo perdi compre usted gracias obvio favor mi mis
    demas tambien resto otro otra otros otras
    """
)
#: Words of not knowing, which name none either.
WONDERING = _stems(
    """
    idea entiendo comprendo conozco significa significado explique explicame explica refiere sabria cacho ubico trata
    habla expliqueme explicar aclare aclarar decirle sera mismo mejor remota menor sirve servir palabra
    """
)
