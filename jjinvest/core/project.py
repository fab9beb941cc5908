"""Find the project folder."""

from __future__ import annotations

import os
from pathlib import Path


def find_root(start: Path | None = None) -> Path:
    """Return the folder that holds `data/` and `notebooks/` or `params/`.

    It is the one that JJINVEST_ROOT names; else `start` (by default the working directory) or the nearest
    folder above it that holds both; else the folder of the package.
    """
    named = os.environ.get("JJINVEST_ROOT")
    if named and start is None:
        return Path(named)
    first = (start or Path.cwd()).resolve()
    for folder in (first, *first.parents):
        if (folder / "data").is_dir() and any((folder / name).is_dir() for name in ("notebooks", "params")):
            return folder
    return Path(__file__).resolve().parents[2]


def is_plain_name(name: str) -> bool:
    """Whether a text is the plain name of a folder, so that it leads nowhere outside its parent.

    Examples
    --------
    >>> is_plain_name("jiangjin"), is_plain_name("../elsewhere"), is_plain_name("..")
    (True, False, False)
    """
    return bool(name.strip()) and name not in (".", "..") and not any(sign in name for sign in "/\\\0:")
