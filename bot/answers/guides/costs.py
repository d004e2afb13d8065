"""The cost guide: what the institution charges and what is paid to others, added up only where that is honest."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.answers.aspects import bullets, plain
from bot.answers.guides.chain import chain
from bot.answers.guides.explain import Desk
from bot.answers.guides.route import Marks, Option, Route, Stop, key_of
from bot.answers.guides.state import Kind, Mark
from bot.answers.naming import display_name
from bot.knowledge import Aspect, Procedure
from bot.knowledge.record import Amount, Cost

OPTIONS = (Option(Mark.paga, "Sí, lo pago"), Option(Mark.no_paga, "No me toca"))


def cost_guide(procedure: Procedure, desk: Desk) -> Route:
    """The route through what may have to be paid; without stops when there is nothing to choose."""
    charged = _choices(procedure.cost)
    others = _paid_to_others(procedure, desk)
    stops = (*(_charge(one, desk) for one in charged), *others)
    return Route(
        kind=Kind.costos,
        procedure=procedure,
        aspects=(Aspect.cost,),
        noun="Costo",
        opening=_opening(procedure, stops, desk),
        stops=stops,
        closing=lambda marks: _closing(procedure, stops, marks, desk),
        question=desk.say("guia_costos_pregunta"),
        options=OPTIONS,
    )


def money(amount: Amount) -> str:
    """A price as people read it: «24,50 dólares (copia certificada)»."""
    value = f"{amount.value:f}".replace(".", ",")
    unit = "dólares" if amount.currency == "USD" else amount.currency
    return f"{value} {unit}{f' ({plain(amount.concept)})' if amount.concept else ''}"


def total(amounts: Sequence[Amount]) -> Amount | None:
    """The sum of ``amounts``; None when they cannot be added: none, or in more than one currency."""
    currencies = {one.currency for one in amounts}
    if len(currencies) != 1:
        return None
    return Amount(value=sum((one.value for one in amounts), Decimal(0)), currency=currencies.pop())


def _choices(cost: Cost | None) -> tuple[Amount, ...]:
    """The amounts of which each may or may not apply: several, each with a concept that tells it from the others."""
    amounts = cost.amounts if cost else ()
    told_apart = all(one.concept for one in amounts) and len({one.concept for one in amounts}) == len(amounts)
    return amounts if len(amounts) > 1 and told_apart else ()


def _charge(amount: Amount, desk: Desk) -> Stop:
    said = money(amount)
    return Stop(
        key=key_of(f"cobro {said}"), title=said, text=desk.say("guia_costos_cobro", monto=said), subject=amount.concept
    )


def _paid_to_others(procedure: Procedure, desk: Desk) -> tuple[Stop, ...]:
    """A stop for each thing paid to others, here or in a prerequisite of which we hold the ficha."""
    held = [(link.procedure, link.procedure.cost) for link in chain(procedure, desk.library) if link.procedure]
    before = [(one, concept) for one, cost in held if cost for concept in cost.third_party]
    own = [(procedure, concept) for concept in (procedure.cost.third_party if procedure.cost else ())]
    return tuple(_other(concept, one, procedure, desk) for one, concept in (*own, *before))


def _other(concept: str, asking: Procedure, procedure: Procedure, desk: Desk) -> Stop:
    text = desk.say("guia_costos_tercero", concepto=plain(concept))
    if asking is not procedure:
        name = plain(display_name(asking.name))
        text = desk.say("guia_costos_tercero_previo", concepto=plain(concept), tramite=name)
    return Stop(key=key_of(f"{asking.id} {concept}"), title=_sentence(plain(concept)), text=text, subject=concept)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _opening(procedure: Procedure, stops: Sequence[Stop], desk: Desk) -> str:
    name = plain(display_name(procedure.name))
    cost = procedure.cost
    if cost is None:
        official = desk.say("guia_costos_callado", tramite=name)
    elif cost.free:
        official = desk.say("guia_costos_gratis", tramite=name)
    else:
        official = desk.say("guia_costos_oficial", tramite=name, texto=plain(cost.text))
    return f"{official}\n\n{desk.say('guia_costos_uno_por_uno')}" if stops else official


def _closing(procedure: Procedure, stops: Sequence[Stop], marks: Marks, desk: Desk) -> str:
    """The official fee, added up where it can be; what is paid to others; what was left open; the caveat."""
    if not stops and (procedure.cost is None or procedure.cost.free):
        return desk.say("guia_costos_nada_mas")
    charges = _choices(procedure.cost)
    keys = [one.key for one in stops]
    chosen = [one for one, key in zip(charges, keys) if marks.get(key) is Mark.paga]
    others = stops[len(charges) :]
    paid = [one.title for one in others if marks.get(one.key) is Mark.paga]
    left = [one.title for one in stops if one.key not in marks]
    parts = [
        _official(procedure.cost, chosen, desk),
        f"{desk.say('guia_costos_a_otros')}\n\n{bullets(paid)}" if paid else "",
        desk.say("guia_costos_nada_a_otros") if others and not paid and not left else "",
        f"{desk.say('guia_costos_sin_responder')}\n\n{bullets(left)}" if left else "",
        desk.say("guia_costos_advertencia"),
    ]
    return "\n\n".join(part for part in parts if part)


def _official(cost: Cost | None, chosen: Sequence[Amount], desk: Desk) -> str:
    """What the institution charges, as far as the ficha states it."""
    if cost is None:
        return desk.say("no_indicado", dato="el costo")
    if cost.free:
        return desk.say("guia_costos_cero")
    amounts = chosen or (cost.amounts if len(cost.amounts) == 1 else ())
    added = total(amounts)
    if added is None:
        return desk.say("guia_costos_no_sumo", texto=plain(cost.text))
    listed = bullets(map(money, amounts))
    return f"{listed}\n\n{desk.say('guia_costos_total', total=money(added))}"
