"""Cache of the answers of the command check, used again only if all that an answer follows from is unchanged.

The key is that of an executed notebook (:mod:`jjinvest.pipeline.planning.cache`): notebooks, parameters,
package, lock, Python, and every data file that was read. An entry holds what ``check --json`` writes: counts,
findings about published figures, titles of sections. It has no number of a private ledger, and an answer with
a fault, whose text might quote one, is not kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from jjinvest.core.environment import environment_inputs
from jjinvest.core.file_hash import file_hash
from jjinvest.data.access_log import current_hash
from jjinvest.pipeline.storage.atomic import json_bytes, write_bytes

CHECK_FILE = "check.json"


@dataclass(frozen=True)
class CheckRequest:
    """What is checked: a district's folder with the notebooks of a project.

    `period` is the quarter asked for, None for the latest; `as_of` the day asked for, None for all figures.
    """

    root: Path
    folder: Path
    period: str | None
    as_of: date | None

    @cached_property
    def inputs(self) -> Mapping[str, str]:
        """Hashes of everything but the data, as they were when first asked for."""
        return {
            "folder": self.folder.resolve().as_posix(),
            "period": self.period or "",
            "as_of": "" if self.as_of is None else self.as_of.isoformat(),
            "notebook": _digest(self.root / "notebooks", "*.ipynb"),
            "parameters": _digest(self.root / "params", "*.yaml"),
            **environment_inputs(self.root),
        }

    @property
    def path(self) -> Path:
        """File of the entry; that of a period lies with the period's notebooks and is pruned with them."""
        folder = self.root / "outputs" / ".cache" / self.folder.resolve().name
        return folder / CHECK_FILE if self.period is None else folder / self.period / CHECK_FILE


def load_answer(request: CheckRequest) -> dict[str, Any] | None:
    """Return the earlier answer to a request; None if it is missing, damaged, or anything has changed."""
    inputs = request.inputs
    try:
        stored = json.loads(request.path.read_text(encoding="utf-8"))
        answer, data = dict(stored["answer"]), dict(stored["data"])
        valid = stored["sha256"] == _answer_digest(answer) and stored["inputs"] == inputs
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not valid or not data:
        return None
    place = request.folder.parent
    unchanged = all(current_hash(place, file) == data[file] for file in data)
    return answer if unchanged else None


def store_answer(request: CheckRequest, answer: Mapping[str, Any], data: Mapping[str, str]) -> None:
    """Keep an answer with the data files that were read for it; a folder that cannot be written is no fault.

    Parameters
    ----------
    data
        Hashes of the files, by their names below the folder that holds the district's.
    """
    stored = {
        "inputs": dict(request.inputs),
        "data": dict(sorted(data.items())),
        "answer": dict(answer),
        "sha256": _answer_digest(answer),
    }
    with suppress(OSError):
        request.path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(request.path, json_bytes(stored))


def _answer_digest(answer: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(answer, ensure_ascii=False).encode()).hexdigest()


def _digest(folder: Path, pattern: str) -> str:
    """Hash of the files of a folder, their names included."""
    names = sorted(folder.glob(pattern))
    return hashlib.sha256("".join(f"{p.name}\0{file_hash(p)}\n" for p in names).encode()).hexdigest()
