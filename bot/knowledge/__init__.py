"""What Ventanilla knows: the record of a procedure, readers for each source layout, the builder, the catalogue.

Source documents (``knowledge/fuentes``) are read into :class:`Procedure` records and written to one immutable file,
``knowledge.db``. At run time only :class:`Catalogue` touches it. Nothing here knows Rasa, the web or Telegram.
"""

from bot.knowledge.catalogue import Catalogue
from bot.knowledge.record import Aspect, Procedure

__all__ = ["Aspect", "Catalogue", "Procedure"]
