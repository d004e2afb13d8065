"""Catalogues of any size for benchmarks: variations of real procedures, the same ones for the same seed.

A variation keeps the text of a real procedure and has a title of its own: some words of substance make way for
those of other titles, and a canton is added. So titles are as long as real ones, share words as these do, and no two
are the same. What they name does not exist: they are for measuring and for nothing else. They are records in memory,
because reading a hundred thousand made-up fichas (:mod:`bench.synthetic`) would take longer than what is measured.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from bot.knowledge import Procedure
from bot.text import STOP_WORDS, fold, slug

CANTONS = " ".join(
    """
    Quito, Guayaquil, Cuenca, Santo Domingo, Machala, Durán, Manta, Portoviejo, Loja, Ambato, Esmeraldas, Quevedo,
    Riobamba, Milagro, Ibarra, Babahoyo, Latacunga, Tulcán, Pasaje, Chone, Santa Rosa, Nueva Loja, Huaquillas, El
    Carmen, Daule, Otavalo, Cayambe, Jipijapa, Azogues, Guaranda, Puyo, Macas, Tena, Zamora, Salinas, La Libertad,
    Santa Elena, Montecristi, Pedernales, Sucre, Rocafuerte, Vinces, Ventanas, Naranjal, El Triunfo, Balzar,
    Samborondón, Playas, Gualaceo, Paute, Girón, Catamayo, Macará, Alausí, Guano, Pujilí, Saquisilí, Salcedo,
    Baños, Pelileo, Píllaro, Cotacachi, Pimampiro, Mira, Pedro Moncayo, Rumiñahui, Mejía, San Miguel, Chillanes,
    Echeandía
    """.split()
).split(", ")
#: Of the words of substance of a title, how many are exchanged.
_EXCHANGED = 0.4


def variations(real: Sequence[Procedure], count: int, *, seed: int = 7) -> list[Procedure]:
    """``count`` procedures: the real ones first, then variations of each in turn. Ids and titles are all different.

    Raises ValueError when there are not that many.
    """
    chance = random.Random(seed)  # noqa: S311 (repeatable, nothing secret)
    found = {_id(one, one.name): one for one in real}
    words = sorted({word for one in real for word in _substance(one.name)})
    while len(found) < count:
        before = len(found)
        for one in real:
            title = _title(one.name, words, chance)
            id_ = _id(one, title)
            found.setdefault(id_, one.copy(update={"id": id_, "name": title, "aliases": (), "situations": ()}))
        if len(found) == before:
            raise ValueError(f"{len(real)} procedures have no {count} variations")
    return list(found.values())[:count]


def _id(one: Procedure, title: str) -> str:
    return slug(f"{one.institution.id} {title}")


def _title(name: str, words: Sequence[str], chance: random.Random) -> str:
    said = name.split()
    places = [place for place, word in enumerate(said) if _is_substance(word)]
    for place in chance.sample(places, round(len(places) * _EXCHANGED)):
        said[place] = chance.choice(words)
    return f"{' '.join(said)}, cantón {chance.choice(CANTONS)}"


def _substance(name: str) -> list[str]:
    return [word for word in name.split() if _is_substance(word)]


def _is_substance(word: str) -> bool:
    return word.isalpha() and len(word) > 3 and fold(word) not in STOP_WORDS
