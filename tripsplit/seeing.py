"""Whether a model is set up that can look at a picture. With none, no page says anything about reading receipts."""

from django.conf import settings


def can_see() -> bool:
    return settings.LLM_PROVIDER != "none" and settings.LLM_VISION_MODEL not in {"", "none"}
