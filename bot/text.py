"""Spanish text: cleaning what arrives from outside, folding it for comparison, stems and slugs."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

#: Words that carry no subject matter: articles, prepositions, pronouns, auxiliaries. Folded.
STOP_WORDS = frozenset(
    """
    a al ante aquel aquella aun bajo cabe como con contra cuando cuanta cuantas cuanto cuantos cual cuales
    cualquier de del desde donde dos e el ella ellas ellos en entre era es esa esas ese eso esos esta estas este
    esto estos estoy fue ha hacia han hasta hay he la las le les lo los mas me mi mis mucho muy nada ni no nos o
    os otra otro para pero por porque pues que quien se sea ser si sin sino so sobre son su sus tal tambien te
    ti tu tus u un una unas uno unos usted ustedes y ya yo
    """.split()
)
_SLUG_STOP_WORDS = frozenset("a al como con de del e el en la las los o para por sus su un una y".split())
#: How people shorten and misspell common words on a phone, folded: what they stand for, and the forms.
_SHORT_FORMS = """
    cpc: cpcs cepeces
    que: q k ke qe qu
    por: x
    porque: xq pq porq xk
    por favor: xfa xfavor porfa porfis plis pls
    para: pa xa
    para el: pal
    de: d
    tambien: tb tmb tbn
    bien: bn
    informacion: info
    documento: doc
    documentos: docs
    telefono: tel telf tlf tlfn fono
    celular: cel
    numero: num nro
    direccion: dir
    tramite: tramit
    cuanto: cto cnto knto kuanto
    donde: dnd dond
    aqui: aki
    estoy: toy
    quiero: kiero qiero qro
    quisiera: kisiera
    necesito: nesesito nececito necesit ncsito ncesito
    como: cmo komo cm
    proveedor: prov
    perfeccionamiento: perfec
    reprogramacion: reprog
    requisitos: req reqs
    solicitud: solic
    importacion: impo
    exportacion: expo
    entidad: entid
    maquina: maq
    cuantos: cnts
    hora: hr
    horas: hrs
    mensaje: msj
    gracias: grax
    es: s
    me: m
    te: t
    el: l
    pues: ps
    correo: mail email
    clave: pass password
    dolares: usd
"""
SHORT_FORMS = {
    form: meaning.strip()
    for meaning, forms in (line.split(":") for line in _SHORT_FORMS.strip().splitlines())
    for form in forms.split()
}
#: What people say with one sign.
_SIGNS = {"👍": "si", "✅": "si", "👎": "no", "❌": "no", "🙏": "gracias", "👋": "hola", "🆘": "auxilio"}
_FORBIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_BORDER = re.compile(r"[,;:.?¿!¡\n]|\b[yY]\b")
_WORD = re.compile(r"[^\W_]+")
_REPEATED = re.compile(r"([a-z])\1{2,}")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
#: Spellings that sound alike in Ecuador, applied in order.
_SOUNDS = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        ("ch", "1"), ("h", ""), ("qu(?=[ei])", "k"), ("c(?=[ei])", "s"), ("[cq]", "k"), ("[zx]", "s"), ("v", "b"),
        ("g(?=[ei])", "j"), ("gu(?=[ei])", "g"), ("ll", "y"), ("n(?=[pbm])", "m"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


class _Folded(dict[int, str]):
    """What each character folds to, worked out when it is first met: folding a text is folding its characters."""

    def __missing__(self, code: int) -> str:
        # Symbol fonts have capitals that only decomposing turns into letters.
        lowered = unicodedata.normalize("NFKD", chr(code)).casefold()
        self[code] = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
        return self[code]


class _Kept(dict[int, str]):
    """Each character that may stand in a text, and nothing for the others."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kept = character in "\n\t" or unicodedata.category(character) not in _FORBIDDEN
        self[code] = character if kept else ""
        return self[code]


_folded, _kept = _Folded(), _Kept()
_stemmer = snowballstemmer.stemmer("spanish")


def clean(text: str, *, limit: int | None = None) -> str:
    """``text`` in NFC without control, format (bidi, zero width), surrogate or private characters.

    Line breaks survive as ``\\n``; runs of blanks become one. ``limit`` cuts, in characters.

    >>> clean("hola\\u202e  mundo\\x00")
    'hola mundo'
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (_SPACES.sub(" ", line).strip() for line in composed.translate(_kept).split("\n"))
    return "\n".join(lines).strip()[:limit]


def fold(text: str) -> str:
    """``text`` in lower case without accents; ñ becomes n, as people without a Spanish keyboard write it.

    >>> fold("Cédula de Año")
    'cedula de ano'
    """
    if text.isascii():
        return text.lower()
    return text.translate(_folded)


def words(text: str) -> list[str]:
    """The folded words of ``text``, numbers included, punctuation left out.

    >>> words("¿Cuánto cuesta el RUC?")
    ['cuanto', 'cuesta', 'el', 'ruc']
    """
    return _WORD.findall(fold(text))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The Snowball stem of one folded word; unaccented, so that it agrees for both spellings.

    >>> stem("importaciones") == stem("importacion")
    True
    """
    return str(_stemmer.stemWord(word))


def stems(text: str) -> list[str]:
    """The stems of the words of ``text`` that are not stop words.

    >>> stems("los requisitos de importación")
    ['requisit', 'import']
    """
    return [stem(word) for word in words(text) if word not in STOP_WORDS]


def spaced(text: str) -> str:
    """The folded words of ``text`` with a blank on each side, so that ``in`` finds whole words.

    >>> spaced("RUC") in spaced("¿Qué es el RUC?"), spaced("UC") in spaced("¿Qué es el RUC?")
    (True, False)
    """
    return f" {' '.join(words(text))} "


def normalise(text: str) -> str:
    """``text`` folded, with short forms written out, letters repeated for emphasis reduced, without punctuation.

    >>> normalise("Q necesitooo pa registrarme???")
    'que necesito para registrarme'
    """
    for sign, meaning in _SIGNS.items():
        text = text.replace(sign, f" {meaning} ")
    return " ".join(map(_in_full, words(text)))


@lru_cache(maxsize=50_000)
def _in_full(word: str) -> str:
    shorter = _REPEATED.sub(r"\1", word)
    return SHORT_FORMS.get(shorter, shorter)


def spoken_stems(text: str) -> set[str]:
    """The stems of the words of ``text`` once normalised, stop words left out.

    >>> sorted(spoken_stems("los reqs pa importación"))
    ['import', 'requisit']
    """
    return {stem(word) for word in normalise(text).split() if word not in STOP_WORDS}


def clauses(text: str) -> list[str]:
    """The parts of ``text`` between punctuation and «y»; empty when there is only one.

    >>> clauses("¿Cuánto cuesta y dónde es?")
    ['Cuánto cuesta ', ' dónde es']
    """
    parts = [part for part in _BORDER.split(text) if normalise(part)]
    return parts if len(parts) > 1 else []


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """A key that folded words share when a Spanish speaker may confuse their spelling (b/v, s/c/z, g/j, h, ll/y, k/qu).

    >>> sound("klabe") == sound("clave"), sound("pacibo") == sound("pasivo")
    (True, True)
    """
    for pattern, letter in _SOUNDS:
        word = pattern.sub(letter, word)
    return word


def slug(text: str) -> str:
    """``text`` as gob.ec writes page addresses: folded, without articles and prepositions, hyphens between words.

    >>> slug("Inscripción de calidad e inocuidad de nuevos establecimientos")
    'inscripcion-calidad-inocuidad-nuevos-establecimientos'
    """
    return "-".join(word for word in words(text.replace("'", "")) if word not in _SLUG_STOP_WORDS)
