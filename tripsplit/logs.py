"""JSON logs on standard error, a request id on every line; tokens and e-mail addresses are struck out before a line is written."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

# What follows these path pieces opens a door: invitations, personal links, password resets, e-mail confirmations.
SECRET_PATH = re.compile(r"(/(?:join|device|guest/merge|reset/key|confirm-email|key)/)[^/\s?\"'&%]+")
SECRET_QUERY = re.compile(r"([?&](?:key|token|code|password|email)=)[^&\s\"']+", re.IGNORECASE)
EMAIL = re.compile(r"[^\s@<>\"'=,;:/()\[\]]+@[^\s@<>\"'=,;:/()\[\]]+")
STRUCK = "[…]"


def redact(text: str) -> str:
    """The text without tokens in paths and queries, and without e-mail addresses; percent-encoded ones included."""
    text = re.sub(r"%2F", "/", text, flags=re.IGNORECASE)
    text = re.sub(r"%40", "@", text, flags=re.IGNORECASE)
    return EMAIL.sub(STRUCK, SECRET_QUERY.sub(rf"\1{STRUCK}", SECRET_PATH.sub(rf"\1{STRUCK}", text)))


def _redact_value(value: object) -> object:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {key: _redact_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_redact_value(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float) else redact(str(value))


def redact_event(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: nothing secret or personal reaches the log, whoever wrote the line."""
    return {key: value if key.startswith("_") else _redact_value(value) for key, value in event.items()}


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(allow=("task", "status")),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.format_exc_info,
]


def logging_settings() -> dict[str, Any]:
    """The standard library's logging, configured so that every logger (Django's, Huey's, ours) writes the same JSON lines."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": SHARED,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            redact_event,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        # Its own handler e-mails admins and prints in colour; ours is enough.
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            # Of a 4xx it tells after the request is over, with no id; request_finished has told it by then.
            "django.request": {"level": "ERROR"},
            # A handler of its own keeps run_huey from adding one that does not write JSON.
            # It would tell of each request to the language model.
            "httpx": {"level": "WARNING"},
            "huey": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        },
    }
