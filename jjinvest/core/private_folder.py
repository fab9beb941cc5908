"""Folders that only their owner may open: ledgers, prepared results, failed runs."""

from __future__ import annotations

import os
from pathlib import Path

OWNER_ONLY = 0o700


def make_owner_only(folder: Path) -> None:
    """Create a folder, or close an existing one, so that no other account can open what is in it.

    Windows keeps its own rights of access and ignores the mode.

    Parameters
    ----------
    folder
        The folder; missing parents are created with the usual mode.

    Raises
    ------
    OSError
        If it cannot be created. A folder of another owner keeps its mode.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp()) / "private"
    >>> make_owner_only(folder)
    >>> folder.is_dir()
    True
    """
    folder.mkdir(parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o777 != OWNER_ONLY:
        try:
            folder.chmod(OWNER_ONLY)
        except PermissionError:
            return


def is_own(path: Path) -> bool:
    """Whether only this account can have written a file or folder; Windows has its own rights of access.

    Raises
    ------
    OSError
        If it does not exist.
    """
    if not hasattr(os, "getuid"):
        return True
    state = path.stat()
    return state.st_uid == os.getuid() and not state.st_mode & 0o022
