"""What Ventanilla knows: the record of a procedure, readers for each source layout, the builder, the catalogue.

Source documents (``knowledge/fuentes``) are read into :class:`Procedure` records and written to one immutable file,
``knowledge.db``. At run time only :class:`Catalogue` touches it; :class:`Search` finds the procedure that a text is
about and :class:`Passages` the place in it. Nothing here knows Rasa, the web or Telegram.
"""

from bot.knowledge.catalogue import Catalogue
from bot.knowledge.following import Following
from bot.knowledge.passages import Excerpt, Passages
from bot.knowledge.record import Aspect, Foreign, Institution, Procedure, Term, Words
from bot.knowledge.search import Match, Search

__all__ = [
    "Aspect",
    "Catalogue",
    "Excerpt",
    "Following",
    "Foreign",
    "Institution",
    "Match",
    "Passages",
    "Procedure",
    "Search",
    "Term",
    "Words",
]
