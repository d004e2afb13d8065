"""The guides: a procedure's requirements, steps, costs and prerequisites gone through with somebody, one at a time.

A guide is data (:mod:`route`), made by one module a kind; :class:`Guides` leads through any of them. Where somebody is,
is remembered by the conversation (:mod:`state`); lists are kept for another day on a :class:`Shelf`.
"""

from bot.answers.guides.guides import Guides
from bot.answers.guides.hearing import Heard
from bot.answers.guides.route import fingerprint
from bot.answers.guides.shelf import Saved, Shelf, code_in, new_code
from bot.answers.guides.state import Frame, Kind, Mark

__all__ = ["Frame", "Guides", "Heard", "Kind", "Mark", "Saved", "Shelf", "code_in", "fingerprint", "new_code"]
