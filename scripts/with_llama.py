"""Runs a command with LIVE_OPENAI_URL naming a real llama.cpp server, which has a tiny model of random weights and ends with the command.

The server is built once, in .live (about ten minutes; needs a C++ compiler and cmake).
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACE = Path(os.environ.get("LIVE_VENV", ROOT / ".live"))
PACKAGES = ("llama-cpp-python[server]==0.3.36", "gguf==0.19.0")
START_SECONDS = 60


def ready_python() -> str:
    """The Python that has the server."""
    python = PLACE / "bin" / "python"
    if not python.exists():
        venv.create(PLACE, with_pip=True)
    check = [str(python), "-c", "import llama_cpp.server, gguf"]
    if subprocess.run(check, check=False, capture_output=True).returncode:
        sys.stderr.write("Building llama.cpp's server; this takes about ten minutes, once.\n")
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return str(python)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"{url}/models", timeout=2):  # noqa: S310 # our own server's
            return
        time.sleep(0.2)
    raise SystemExit("llama.cpp's server did not start.")


def main(command: list[str]) -> int:
    python = ready_python()
    with tempfile.TemporaryDirectory(prefix="tripsplit-live-") as directory:
        model = Path(directory) / "tiny.gguf"
        subprocess.run([python, str(ROOT / "tests" / "live" / "tiny_model.py"), str(model)], check=True)
        port = free_port()
        serve = [python, "-m", "llama_cpp.server", "--model", str(model), "--port", str(port), "--n_ctx", "8192"]
        server = subprocess.Popen(serve, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            url = f"http://127.0.0.1:{port}/v1"
            wait_for(url, server)
            return subprocess.run(command, check=False, env={**os.environ, "LIVE_OPENAI_URL": url}).returncode
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
