"""Ventanilla: an assistant that answers people's questions about Ecuador's government procedures.

A message's way: ``channels`` take it in, ``engine`` (Rasa with ``nlu``) understands it, ``actions`` ask
``knowledge``, ``answers`` turns the record into words, and the channel delivers them.
"""
