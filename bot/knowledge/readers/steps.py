"""«¿Cómo hago el trámite?»: the steps, and the titled lists that stand in the same field."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.knowledge.readers.items import Item
from bot.knowledge.record import Aspect, Section, Step


@dataclass
class _Node:
    item: Item
    children: list[_Node] = field(default_factory=list)

    def built(self) -> Step:
        children = tuple(child.built() for child in self.children)
        return Step(number=self.item.number, text=self.item.text, items=children, links=self.item.links)


@dataclass
class _List:
    """A list and the paragraph over it; the first one of the field is the procedure itself."""

    title: Item | None = None
    nodes: list[_Node] = field(default_factory=list)

    def add(self, item: Item) -> None:
        parent = self._parent(item)
        (parent.children if parent else self.nodes).append(_Node(item))

    def _parent(self, item: Item) -> _Node | None:
        """ "1.1" stands under "1"; a bullet under the numbered item above it."""
        if not self.nodes:
            return None
        top = self.nodes[-1]
        if item.kind == "bullet":
            numbered = top.item.kind == "numbered"
            return (top.children[-1] if top.children and top.children[-1].item.number else top) if numbered else None
        return top if item.number.startswith(f"{top.item.number}.") else None


@dataclass(frozen=True)
class Procedure:
    """``intro`` is the paragraph over the steps; ``sections`` are the other titled lists."""

    intro: str | None
    steps: tuple[Step, ...]
    sections: tuple[Section, ...]


def procedure(items: tuple[Item, ...]) -> Procedure:
    """The steps of the field's first list, and each later list under the paragraph that stands over it."""
    lists = _lists(items)
    if not any(entry.nodes for entry in lists):
        return Procedure(None, tuple(_Node(item).built() for item in items), ())
    main = next(n for n, entry in enumerate(lists) if entry.nodes)
    intro = " ".join(entry.title.text for entry in lists[: main + 1] if entry.title)
    sections = tuple(_section(entry) for entry in lists[main + 1 :])
    return Procedure(intro or None, tuple(node.built() for node in lists[main].nodes), sections)


def _lists(items: tuple[Item, ...]) -> list[_List]:
    lists: list[_List] = []
    for item in items:
        if not item.is_list_item:
            lists.append(_List(title=item))
        else:
            if not lists:
                lists.append(_List())
            lists[-1].add(item)
    return lists


def _section(entry: _List) -> Section:
    title = entry.title.text.rstrip(": ") if entry.title else ""
    return Section(aspect=Aspect.steps, title=title, items=tuple(node.built() for node in entry.nodes))
