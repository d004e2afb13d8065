"""An answer's text as HTML that is safe to put into a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

from bot.answers.markdown import parser


def render_html(text: str) -> Markup:
    """``text`` (the Markdown subset) as HTML; whatever is not in the subset is escaped.

    >>> render_html("Cuesta **0** <b>USD</b>")
    Markup('<p>Cuesta <strong>0</strong> &lt;b&gt;USD&lt;/b&gt;</p>\\n')
    """
    markdown = parser()
    return Markup(_Renderer(markdown).render(markdown.parse(text), markdown.options, {}))  # noqa: S704 - all is escaped


class _Renderer(RendererHTML):
    def em_open(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """A single asterisk is no mark-up here: it is shown as written."""
        return tokens[index].markup

    em_close = em_open

    def link_open(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Only the address is kept: a link's title is not in the subset."""
        url = str(tokens[index].attrs["href"])
        relation = "" if url.startswith("/") else ' rel="noopener external"'
        return f'<a href="{escapeHtml(url)}"{relation}>'
