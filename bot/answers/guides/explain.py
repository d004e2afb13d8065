"""What a requirement is, for somebody who does not know: from the glossary, the ficha's passages, its prerequisites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.answers.aspects import bullets, plain
from bot.answers.composer import Composer
from bot.answers.guides.chain import need_of
from bot.answers.library import Library
from bot.answers.naming import display_name
from bot.answers.phrases import Phrases
from bot.knowledge import Aspect, Excerpt, Procedure
from bot.knowledge.record import Prerequisite
from bot.text import normalise, spoken_stems

#: Words explained, and excerpts quoted, at the most.
_TERMS, _EXCERPTS = 2, 1
#: Where nothing about a requirement is looked for.
_ELSEWHERE = frozenset({Aspect.requirements, Aspect.legal_basis, Aspect.statistics, Aspect.contact})


@dataclass(frozen=True)
class Desk:
    """What the guides work with."""

    library: Library
    composer: Composer
    say: Phrases


def explained(text: str, procedure: Procedure, desk: Desk) -> str:
    """What the requirement or concept ``text`` is, as Markdown; that the ficha does not explain it, and whom to ask."""
    need = need_of(text, procedure, desk.library)
    parts = [words_explained(text, desk), *_passages(text, procedure, desk)]
    parts = [part for part in parts if part]
    if need and not desk.library.get(need.requires):
        parts.append(where_from(need, desk))
    if parts:
        return "\n\n".join(parts)
    return f"{desk.say('guia_sin_explicacion')} {desk.composer.contact_line(procedure)}"


def where_from(need: Prerequisite, desk: Desk) -> str:
    """Where a prerequisite is obtained: another procedure of ours, or an institution."""
    held = desk.library.get(need.requires)
    if held:
        phrase = "guia_parece_tramite" if need.proposed else "guia_es_tramite"
        return desk.say(phrase, tramite=plain(display_name(held.name)))
    if need.institution:
        return desk.say("guia_se_obtiene", nombre=plain(need.name), institucion=plain(need.institution))
    return desk.say("guia_sin_ficha", nombre=plain(need.name))


def words_explained(text: str, desk: Desk) -> str:
    """The glossary's words that ``text`` has, explained: the longest ones. Empty without any."""
    return "\n\n".join(_words(text, desk))


def _words(text: str, desk: Desk) -> Iterator[str]:
    for term in desk.library.glossary.named(text)[:_TERMS]:
        title = f"{term.term} ({term.acronym})" if term.acronym else term.term
        yield " ".join(part for part in (f"**{plain(title)}**: {plain(term.explanation)}", term.link) if part)


def _passages(text: str, procedure: Procedure, desk: Desk) -> Iterator[str]:
    """What the ficha says of it elsewhere."""
    found = [one for one in desk.composer.details.excerpts(procedure, text) if one.aspect not in _ELSEWHERE]
    for excerpt in found[:_EXCERPTS]:
        lines = _other_lines(excerpt, text)
        if lines:
            heading = plain(excerpt.heading[-1].rstrip(":. "))
            yield f"{desk.say('detalle', titulo=heading)}\n\n{bullets(lines)}"


def _other_lines(excerpt: Excerpt, text: str) -> list[str]:
    own, stems = normalise(text), spoken_stems(text)
    others = [one.text for one in excerpt.passages if normalise(one.text) not in own]
    return [plain(one) for one in others if spoken_stems(one) & stems]
