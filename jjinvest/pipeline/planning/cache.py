"""Cache of executed notebooks, one per page, reused only if all of its inputs are unchanged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jjinvest.data.access_log import current_hash
from jjinvest.pipeline.storage.atomic import write_bytes

INPUT_LABELS = {
    "notebook": "笔记本 notebook",
    "parameters": "参数 parameters",
    "package": "程序包 package",
    "lock": "依赖 lock",
    "python": "Python",
}


@dataclass(frozen=True)
class CacheEntry:
    """An executed notebook that may be reused; `cells` and `seconds` are of the run that executed it."""

    notebook: Path
    data: Mapping[str, str]
    cells: tuple[Mapping[str, Any], ...]
    seconds: float

    @property
    def content(self) -> bytes:
        """The executed notebook."""
        return self.notebook.read_bytes()


def load_entry(
    folder: Path, name: str, inputs: Mapping[str, str], data: Path, hashes: dict[str, str]
) -> tuple[CacheEntry | None, str]:
    """Return the earlier result of a page, or None and why it can't be used.

    Parameters
    ----------
    inputs
        Hashes of notebook, parameters, package, lock and Python now.
    data
        Folder the names of data files are relative to.
    hashes
        Hashes of data files taken so far in this run; extended here.
    """
    path = folder / name
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        before, read = dict(stored["inputs"]), dict(stored["data"])
        entry = CacheEntry(path.with_suffix(".ipynb"), read, tuple(stored["cells"]), float(stored["seconds"]))
        intact = hashlib.sha256(entry.content).hexdigest() == stored["sha256"]
    except FileNotFoundError:
        return None, "尚无结果 no earlier result"
    except (OSError, ValueError, KeyError, TypeError):
        return None, "上次的结果已损坏 the earlier result is damaged"
    if not intact:
        return None, "上次的结果已损坏 the earlier result is damaged"
    changed = [INPUT_LABELS[part] for part in inputs if before.get(part) != inputs[part]]
    for file, digest in read.items():
        if file not in hashes:
            hashes[file] = current_hash(data, file)
        if hashes[file] != digest:
            changed.append(f"数据 data {file}")
    if changed:
        return None, f"变了 changed: {'、'.join(changed)}"
    return entry, "未变 unchanged"


def store_entry(
    folder: Path,
    name: str,
    content: bytes,
    inputs: Mapping[str, str],
    data: Mapping[str, str],
    cells: tuple[Mapping[str, Any], ...],
    seconds: float,
) -> None:
    """Keep an executed notebook; a run killed in between leaves an entry whose hash does not match."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    stored = {
        "inputs": dict(inputs),
        "data": dict(data),
        "cells": list(cells),
        "seconds": seconds,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    write_bytes(path.with_suffix(".ipynb"), content)
    write_bytes(path, (json.dumps(stored, ensure_ascii=False, indent=1) + "\n").encode())
