"""Understanding Spanish: Rasa graph components that ``config.yml`` names.

``SpanishTokenizer`` splits and normalises, ``IdentifierExtractor`` finds case and document numbers,
``RequestClassifier`` says what kind of request a message is and which aspects of a procedure it asks about, and
``EmergencyDetector`` leaves emergencies to no classifier. None of them knows a procedure by name: procedures are found
in the catalogue, so that adding one needs no training.
"""

from bot.nlu.classifiers import RequestClassifier
from bot.nlu.emergencies import EmergencyDetector
from bot.nlu.identifiers import IdentifierExtractor
from bot.nlu.tokenizer import SpanishTokenizer

__all__ = ["EmergencyDetector", "IdentifierExtractor", "RequestClassifier", "SpanishTokenizer"]
