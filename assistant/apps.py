"""The assistant app."""

from functools import partial

from django.apps import AppConfig

from assistant.categorising.vocabulary import vocabulary
from assistant.understanding.lexicon import LANGUAGES, lexicon
from tripsplit.warming import read_early


class AssistantConfig(AppConfig):
    name = "assistant"

    def ready(self) -> None:
        read_early(lambda: vocabulary().complete())
        for language in LANGUAGES:
            read_early(partial(lexicon, language))
