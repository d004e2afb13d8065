"""An answer's text for a terminal: no mark-up, lists with their numbers, addresses in full."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.tree import SyntaxTreeNode

from bot.answers.answer import Answer
from bot.answers.markdown import parser


def render_attachments(answer: Answer, site: str = "") -> str:
    """What an answer shows besides its text: what its picture shows, and the addresses; ``site`` goes before our own.

    >>> render_attachments(Answer(outcome="guide", text="…", document="/listas/x.pdf"), "https://v.gob.ec")
    'Para descargar: https://v.gob.ec/listas/x.pdf'
    """
    image, document = (_absolute(one, site) for one in (answer.image, answer.document))
    return "\n".join(
        line for line in (image and f"Gráfico: {image}", document and f"Para descargar: {document}") if line
    )


def _absolute(address: str | None, site: str) -> str | None:
    return f"{site}{address}" if address and address.startswith("/") else address


def render_text(text: str) -> str:
    """``text`` (the Markdown subset) as plain lines; nested lists are indented, links show their address.

    >>> render_text("Vaya a **[Ecuapass](https://ecuapass.aduana.gob.ec)**")
    'Vaya a Ecuapass (https://ecuapass.aduana.gob.ec)'
    """
    return "\n\n".join(_block(node) for node in SyntaxTreeNode(parser().parse(text)).children)


def _block(node: SyntaxTreeNode) -> str:
    if node.type == "bullet_list":
        return "\n".join(_item(item, "- ") for item in node.children)
    if node.type == "ordered_list":
        return "\n".join(_item(item, f"{number}. ") for number, item in enumerate(node.children, _start(node)))
    if node.type == "blockquote":
        return _indent("\n\n".join(map(_block, node.children)), "> ", "> ")
    return _inline(node.children[0].children[0:] if node.children else [])


def _start(node: SyntaxTreeNode) -> int:
    return int(node.attrs.get("start", 1))


def _item(item: SyntaxTreeNode, mark: str) -> str:
    return _indent("\n".join(map(_block, item.children)), mark, " " * len(mark))


def _indent(text: str, first: str, rest: str) -> str:
    head, *tail = text.split("\n")
    return "\n".join([first + head, *(rest + line if line else line for line in tail)])


def _inline(nodes: Sequence[SyntaxTreeNode]) -> str:
    return "".join(map(_span, nodes))


def _span(node: SyntaxTreeNode) -> str:
    if node.type in ("softbreak", "hardbreak"):
        return "\n"
    if node.type == "em":
        return f"{node.markup}{_inline(node.children)}{node.markup}"
    if node.type == "link":
        return _link(_inline(node.children), str(node.attrs["href"]))
    return _inline(node.children) if node.children else node.content


def _link(title: str, url: str) -> str:
    return title if title == url.removeprefix("mailto:") else f"{title} ({url})"
