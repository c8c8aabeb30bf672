"""The promises that the repository makes about itself: commands, lock, settings, and what starting the site does not load."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.module_loading import import_string
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 300  # lines of a module
HEAVY = ("lancedb", "torch", "sentence_transformers", "weasyprint")
# Read by `make run`, not by settings.py.
RUN_SETTINGS = {"HOST", "MAILBOX", "PORT", "DEMO_PASSWORD"}


def files():
    """All files of the repository, committed or about to be."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def product_modules():
    """What is written by hand, and is no test."""
    return [
        file
        for file in files()
        if file.suffix == ".py" and file.relative_to(ROOT).parts[0] != "tests" and "migrations" not in file.parts
    ]


def make_targets():
    return re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)


def settings_read():
    """The names in the calls `env.…("NAME", …)` of settings.py."""
    calls = [
        node for node in ast.walk(ast.parse((ROOT / "tripsplit/settings.py").read_text())) if isinstance(node, ast.Call)
    ]
    named = [
        call
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
    ]
    return {call.args[0].value for call in named if call.args and isinstance(call.args[0], ast.Constant)}


def lock():
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    return dict(line.split("==") for line in lines)


def test_make_alone_lists_every_target():
    told = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^make (\S+)", told, re.MULTILINE) == make_targets()
    assert {"run", "test", "lint", "format", "lock", "test-postgres", "migrate", "clean"} <= set(make_targets())


def test_no_module_is_too_long_to_read_in_one_go():
    long = {str(file.relative_to(ROOT)) for file in product_modules() if len(file.read_text().splitlines()) > LONGEST}
    assert not long


@pytest.mark.parametrize("target", [target for target in make_targets() if target != "help"])
def test_every_make_target_is_documented(target):
    documented = (ROOT / "README.md").read_text() + (ROOT / "CONTRIBUTING.md").read_text()
    assert re.search(rf"`make {target}`", documented)


def test_no_make_target_is_promised_that_does_not_exist():
    documented = (ROOT / "README.md").read_text() + (ROOT / "CONTRIBUTING.md").read_text()
    assert set(re.findall(r"`make ([a-z-]+)`", documented)) - set(make_targets()) == set()


@pytest.mark.parametrize("name", ["scripts/setup.sh", ".ci/run"])
def test_scripts_can_be_executed_from_a_fresh_clone(name):
    assert os.access(ROOT / name, os.X_OK)
    recorded = subprocess.run(
        ["git", "ls-files", "--stage", "--", name], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert recorded.startswith("100755 ")


def test_ci_runs_what_make_test_runs():
    assert "make test" in (ROOT / ".ci/run").read_text()
    assert ".ci/run" in (ROOT / ".github/workflows/ci.yml").read_text()


def test_the_lock_pins_torch_exactly_and_everything_plainly():
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    assert "torch==2.13.0" in lines
    # No local version, no address, no path, no hash, no option: it installs from any index.
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[0-9a-z.!]+", line)] == []
    assert list(lock()) == sorted(lock())


def test_the_lock_satisfies_pyproject():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [Requirement(line) for line in project["dependencies"] + project["optional-dependencies"]["dev"]]
    pinned = lock()
    unmet = [str(one) for one in wanted if not one.specifier.contains(pinned.get(canonicalize_name(one.name), "0"))]
    assert wanted
    assert unmet == []


def test_the_example_env_file_names_exactly_the_settings_that_are_read():
    named = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(named) == sorted((settings_read() - {"ENV_FILE"}) | RUN_SETTINGS)


def test_every_setting_is_documented_and_no_other():
    documented = re.findall(
        r"^\| `([A-Z_]+)` \| [^|]+ \| [^|]{20,} \|$", (ROOT / "docs/settings.md").read_text(), re.MULTILINE
    )
    assert sorted(documented) == sorted(settings_read() | RUN_SETTINGS)


def test_starting_the_site_loads_nothing_heavy(tmp_path):
    code = (
        "import django, sys; django.setup(); import tripsplit.asgi, tripsplit.urls; "
        f"sys.exit(' '.join(name for name in {HEAVY!r} if name in sys.modules) or 0)"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tripsplit.settings",
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": "x",
    }
    environment["ENV_FILE"] = os.devnull
    outcome = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stderr


# Written in two halves, so that this file is not found by its own search.
FORBIDDEN = [
    "/wo" + "rk/",
    "/ro" + "ot/",
    "../sha" + "red",
    "TO" + "DO",
    "FIX" + "ME",
    "coming " + "soon",
    "py" + "pi.org",
    "python" + "hosted.org",
    "download.py" + "torch",
    "npm" + "js.",
    "un" + "pkg.com",
    "js" + "delivr",
    "google" + "apis.com",
]


@pytest.mark.parametrize("words", FORBIDDEN)
def test_no_file_names_a_machine_a_registry_or_unfinished_work(words):
    # In capitals as it stands alone: in lower case it is Spanish for all.
    pattern = re.compile(rf"\b{words}\b") if words.isupper() else re.compile(re.escape(words), re.IGNORECASE)

    def has(path):
        return pattern.search(path.read_bytes().decode("utf-8", "ignore")) is not None

    assert [str(path.relative_to(ROOT)) for path in files() if has(path)] == []


def test_every_background_effect_is_a_job_and_huey_only_rings():
    packages = ("tripsplit", "trips", "expenses", "settlements", "assistant")
    modules = {
        str(path.relative_to(ROOT)): ast.parse(path.read_text())
        for package in packages
        for path in (ROOT / package).rglob("*.py")
    }
    declaring = {
        name
        for name, tree in modules.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "huey.contrib.djhuey"
    }
    importing = {
        name
        for name, tree in modules.items()
        for node in ast.walk(tree)
        if "huey" in (getattr(node, "module", None) or "").split(".")
        or (isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "huey" for alias in node.names))
    }
    assert declaring == {"tripsplit/jobs/doorbell.py", "tripsplit/jobs/sweeping.py"}
    assert importing - declaring == {"tripsplit/consumer.py", "tripsplit/queue.py"}


def test_every_periodic_handler_is_there():
    assert [handler for handler, _ in settings.PERIODIC_JOBS if not callable(import_string(handler))] == []
    assert {rhythm for _, rhythm in settings.PERIODIC_JOBS} <= {"minutely", "hourly", "nightly"}
