"""How a model that sees is shown a picture, by either protocol: unwrapped as a real server does, and refused where it is none."""

import binascii
import io
from base64 import b64decode

from PIL import Image

DATA = "data:image/jpeg;base64,"


class NoPicture(Exception):
    """Carries what the real servers say, and with which status."""

    def __init__(self, status, reason, words):
        super().__init__(words)
        self.status, self.reason, self.words = status, reason, words


def pictures_of_ollama(messages):
    """`images` of a message: bare base64."""
    try:
        shown = [b64decode(image, validate=True) for message in messages for image in message.get("images") or ()]
    except (binascii.Error, TypeError):
        raise NoPicture(400, "Bad Request", "illegal base64 data at input byte 0") from None
    return [_checked(data, 500, "Internal Server Error", "image: unknown format") for data in shown]


def pictures_of_openai(messages):
    """Parts of a message's content: text, and addresses that hold a picture."""
    parts = [part for message in messages if not isinstance(message["content"], str) for part in message["content"]]
    assert {part["type"] for part in parts} <= {"text", "image_url"}
    urls = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
    bad = (400, "Bad Request", "'url' field must be a base64 encoded image.")
    if not all(url.startswith(DATA) for url in urls):
        raise NoPicture(*bad)
    try:
        shown = [b64decode(url.removeprefix(DATA), validate=True) for url in urls]
    except binascii.Error:
        raise NoPicture(*bad) from None
    return [_checked(data, *bad) for data in shown]


def _checked(data, status, reason, words):
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.load()
    except OSError:
        raise NoPicture(status, reason, words) from None
    return data


def seen(data):
    """What somebody sees who is shown this: format, width, height, and what it carries beside its pixels."""
    with Image.open(io.BytesIO(data)) as image:
        return (
            image.format,
            image.width,
            image.height,
            set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"},
        )
