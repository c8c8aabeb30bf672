"""The assistant app."""

from functools import partial

from django.apps import AppConfig

from assistant.categorising.vocabulary import vocabulary
from assistant.saying.naming import first_names
from assistant.saying.vocabulary import vocabulary as sentences
from assistant.understanding.lexicon import LANGUAGES, lexicon
from tripsplit.warming import read_early


class AssistantConfig(AppConfig):
    name = "assistant"

    def ready(self) -> None:
        read_early(lambda: vocabulary().complete())
        for language in LANGUAGES:
            read_early(partial(lexicon, language))
            read_early(partial(sentences, language))
        read_early(first_names)
