"""Spanish tokens by spaCy's rules, each with its stem as lemma."""

from __future__ import annotations

from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.text import normalise, stem


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SpanishTokenizer(Tokenizer):
    """Tokens with offsets into the text as written; ``lemma`` is the stem of the word written out and unaccented."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        # No trained Spanish pipeline is on the registries; its lookup lemmatiser turns "como" into "comer".
        self._spanish = spacy.blank("es")

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpanishTokenizer:
        return cls(config)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "prefix_separator_symbol": None}

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        document = self._spanish(message.get(attribute))
        tokens = [
            Token(token.text, token.idx, lemma=stem(normalise(token.text)))
            for token in document
            if not (token.is_punct or token.is_space)
        ]
        return self._apply_token_pattern(tokens)
