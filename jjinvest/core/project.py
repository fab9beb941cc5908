"""Where the project folder is."""

from __future__ import annotations

import os
from pathlib import Path


def find_root(start: Path | None = None) -> Path:
    """Folder that holds `data/` and `params/`: JJINVEST_ROOT, else at or above `start` (the working directory)."""
    named = os.environ.get("JJINVEST_ROOT")
    if named and start is None:
        return Path(named)
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "data").is_dir() and (folder / "params").is_dir():
            return folder
    return Path(__file__).resolve().parents[2]
