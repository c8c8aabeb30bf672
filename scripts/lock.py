"""Rewrites requirements.lock from pyproject.toml with the newest versions that fit, resolved by pip in a throw-away virtual environment."""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"


def requirements() -> list[str]:
    """What pyproject.toml asks for, the development tools included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["dev"]]


def resolve(wanted: list[str], *, python: Path) -> list[dict[str, dict[str, str]]]:
    """pip's own answer to "what would you install?": a list of distributions with their metadata."""
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    # An older pip downloads every file whole just to read its metadata.
    subprocess.run([*pip, "install", "--upgrade", "pip"], check=True)
    command = [*pip, "install", "--dry-run", "--ignore-installed", "--report", "-", *wanted]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: list[dict[str, dict[str, str]]] = json.loads(answer.stdout)["install"]
    return found


def pin(metadata: dict[str, str]) -> str:
    """`name==version` without the local version (`+cpu`), which only some package indexes carry."""
    name = re.sub(r"[-_.]+", "-", metadata["name"]).lower()
    return f"{name}=={metadata['version'].partition('+')[0]}"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        try:
            found = resolve(requirements(), python=Path(folder, "bin", "python"))
        except subprocess.CalledProcessError:
            sys.stderr.write("pip found no set of versions that fits; requirements.lock is as it was.\n")
            return 1
    pins = sorted((pin(distribution["metadata"]) for distribution in found), key=lambda line: line.partition("==")[0])
    LOCK.write_text("".join(f"{line}\n" for line in pins))
    return 0


if __name__ == "__main__":
    sys.exit(main())
