"""Settings of the test suite: those of the product, with a secret, a directory and quick passwords of its own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ["ENV_FILE"] = os.devnull
# The model takes seconds and half a gigabyte: only those tests have it that ask for it.
os.environ.setdefault("EMBEDDING_MODEL_PATH", "none")
if "TRIPSPLIT_TEST_DIR" not in os.environ:
    # Parallel workers are children of the first process and share its directory; their databases have names of their own.
    os.environ["TRIPSPLIT_TEST_DIR"] = tempfile.mkdtemp(prefix="tripsplit-tests-")
    atexit.register(shutil.rmtree, os.environ["TRIPSPLIT_TEST_DIR"], ignore_errors=True)
TEST_DIR = Path(os.environ["TRIPSPLIT_TEST_DIR"])
os.environ["DATA_DIR"] = str(TEST_DIR / "data")
os.environ["MEDIA_ROOT"] = str(TEST_DIR / "media")

from tripsplit.settings import *  # noqa: E402, F403
from tripsplit.settings import DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: threads and processes really compete for it, as in production.
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_DIR / "test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Nothing is collected for tests; WhiteNoise warns where the directory is not there.
STATIC_ROOT = TEST_DIR / "data" / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# Factories write rows without counting the trip's revision up, so only the tests that ask for it keep pages.
KEPT_PAGES_BYTES = 0
# No test talks to a model's server but the fake one that it has started.
LLM_PROVIDER, LLM_VISION_MODEL = "none", "none"
