"""A server with a model that sees, and the requests that the expense form makes of it."""

import pytest

from tests.assistant.conftest import let_see, use
from tests.assistant.reading_receipts.receipts import DINNER
from tests.expenses.receipt_rows import upload


@pytest.fixture
def eyes(fake, settings, tmp_path):
    """By Ollama's protocol, and reading the same dinner from every picture."""
    settings.MEDIA_ROOT = tmp_path / "media"
    use(fake, "ollama", settings)
    let_see(fake, settings, seeing=20.0, between=20.0)  # patient: the machine may be busy
    fake.fill = lambda messages, schema: DINNER
    return fake


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/receipts/read/"


@pytest.fixture
def read(client_of, zoe, friends, url, htmx):
    """What the button sends."""

    def read(*files, by=zoe, **more):
        said = {"receipts": list(files) or [upload()], "currency": "EUR", **more}
        return client_of(by).post(url, said, headers=htmx("receipt-reading"))

    return read
