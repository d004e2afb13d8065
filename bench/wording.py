"""How people word a search for a title: part of it, misspelt, as a text message, as a situation, or not at all."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from bot.knowledge import Procedure
from bot.text import STOP_WORDS, fold, words

Wording = Callable[[Procedure, random.Random], str]
LONG = 1_000
_SHORT_FORMS = {"que": "q", "por": "x", "para": "pa", "porque": "xq", "tambien": "tb", "como": "cmo", "donde": "dnd"}
_OPENINGS = ("quiero", "necesito", "como hago para", "me piden", "vengo por", "deme haciendo")
_CONSONANTS, _VOWELS = "bcdfghjklmnpqrstvwxyz", "aeiou"


def exact(one: Procedure, chance: random.Random) -> str:
    """The title as it is."""
    return one.name


def part(one: Procedure, chance: random.Random) -> str:
    """60 % of the words of the title, in their order."""
    said = words(one.name)
    kept = sorted(chance.sample(range(len(said)), max(1, round(len(said) * 0.6))))
    return " ".join(said[place] for place in kept)


def plural(one: Procedure, chance: random.Random) -> str:
    """The title with its words of substance in the other number."""
    return " ".join(_other_number(word) for word in words(one.name))


def _other_number(word: str) -> str:
    if word in STOP_WORDS or len(word) < 4:
        return word
    if word.endswith("es") and word[-3] in "nrldj":
        return word[:-2]
    if word.endswith("s"):
        return word[:-1]
    return f"{word}s" if word[-1] in _VOWELS else f"{word}es"


def typo(one: Procedure, chance: random.Random) -> str:
    """The title with one slip in one of its longer words."""
    said = words(one.name)
    places = [place for place, word in enumerate(said) if len(word) > 4] or [0]
    place = chance.choice(places)
    said[place] = _slip(said[place], chance)
    return " ".join(said)


def _slip(word: str, chance: random.Random) -> str:
    """One letter left out, doubled, exchanged for another or swapped with the next; never the first."""
    place = chance.randrange(1, max(2, len(word) - 1))
    before, letter, after = word[:place], word[place : place + 1], word[place + 1 :]
    kind = chance.randrange(4)
    if kind == 0:
        return before + after
    if kind == 1:
        return before + letter * 2 + after
    if kind == 2:
        return before + chance.choice(_VOWELS if letter in _VOWELS else _CONSONANTS) + after
    return before + after[:1] + letter + after[1:]


def mixed(one: Procedure, chance: random.Random) -> str:
    """Part of the title, in the other number, with a slip."""
    shorter = one.copy(update={"name": part(one, chance)})
    return typo(shorter.copy(update={"name": plural(shorter, chance)}), chance)


def sms(one: Procedure, chance: random.Random) -> str:
    """Part of the title as a text message: short forms, no articles, a vowel left out here and there."""
    said = [_SHORT_FORMS.get(word, word) for word in part(one, chance).split() if word not in STOP_WORDS]
    return " ".join(["q nesesito pa", *(_squeezed(word, chance) for word in said)])


def _squeezed(word: str, chance: random.Random) -> str:
    vowels = [place for place, letter in enumerate(word) if letter in _VOWELS and place]
    if len(word) < 6 or not vowels or chance.random() < 0.5:
        return word
    place = chance.choice(vowels)
    return word[:place] + word[place + 1 :]


def situation(one: Procedure, chance: random.Random) -> str:
    """A dozen words of what the procedure's text says, as somebody who does not know the title would put it."""
    said = words(_body(one))
    start = chance.randrange(max(1, len(said) - 12))
    return f"{chance.choice(_OPENINGS)} {' '.join(said[start : start + 12])}"


def nonsense(one: Procedure, chance: random.Random) -> str:
    """Words that no language has."""
    return " ".join(
        "".join(chance.choice(_CONSONANTS + _VOWELS) for _ in range(chance.randrange(3, 11))) for _ in range(6)
    )


def long(one: Procedure, chance: random.Random) -> str:
    """A thousand characters, the most that a channel lets through."""
    text = fold(f"{one.name} {_body(one)} ")
    return (text * (LONG // len(text) + 1))[:LONG]


def _body(one: Procedure) -> str:
    return " ".join(passage.text for passage in one.passages) or one.name


#: For speed: what kinds of text arrive.
KINDS: dict[str, Wording] = {
    "exact": exact, "typo": typo, "sms": sms, "situation": situation, "nonsense": nonsense, "long": long,
}  # fmt: skip
#: For finding: what is left of the title.
REMAINS: dict[str, Wording] = {"part": part, "plural": plural, "typo": typo, "mixed": mixed}


def worded(procedures: Sequence[Procedure], wording: Wording, *, seed: int = 7) -> list[str]:
    """A text for each procedure, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 (repeatable, nothing secret)
    return [wording(one, chance) for one in procedures]
