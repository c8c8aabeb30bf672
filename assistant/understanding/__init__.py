"""What a question asks: its text becomes a typed plan by rules and lexicons, the same plan every time, with no model at all. Pure."""

from assistant.understanding.understanding import understand

__all__ = ["understand"]
