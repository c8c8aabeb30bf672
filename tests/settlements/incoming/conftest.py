"""Files that somebody brings."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from settlements.models import TripFile
from tests.settlements.archive.files import EXAMPLE, as_bytes

URL = "/trips/import/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def on_disk(media):
    """The refs of the files that are kept."""

    def refs():
        folder = media / "imports"
        return {path.name for path in folder.iterdir()} if folder.exists() else set()

    return refs


@pytest.fixture
def bring(client_of):
    """Bring a file as a browser does; the row that it became."""

    def send(user, content=EXAMPLE, *, name="Lisbon.json"):
        data = content if isinstance(content, bytes) else as_bytes(content)
        answer = client_of(user).post(URL, {"file": SimpleUploadedFile(name, data)})
        assert answer.status_code == 303, answer.content.decode()
        file = TripFile.objects.newest_first().first()
        assert answer.headers["Location"] == f"{URL}{file.ref}/"
        return file

    return send
