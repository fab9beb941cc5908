"""Temporary files of a run that was killed: its log names their folder, and the next run removes it."""

from __future__ import annotations

import json
import os
import platform
import shutil
from contextlib import suppress
from multiprocessing import util
from pathlib import Path

_PREFIX = "pymp-"
"""What the names of folders of :func:`temporary_folder` begin with."""


def temporary_folder() -> str:
    """Folder of this process for sockets and the like, removed when it ends."""
    return str(util.get_temp_dir())


def own_traces() -> dict[str, str | int]:
    """What the log of a run says, so that another run can clear away after it."""
    return {"temporary": temporary_folder(), "process": os.getpid(), "host": platform.node()}


def keep_temporary_folder() -> None:
    """Make it again if a cell has removed it: its removal at the end would write a traceback."""
    with suppress(OSError):
        Path(temporary_folder()).mkdir(exist_ok=True)


def clear_after_killed(log: Path) -> None:
    """Remove the temporary folder of the run of a log, unless its process exists or is on another machine."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        first = json.loads(log.read_text(encoding="utf-8").splitlines()[0])
        folder, process = Path(first["temporary"]), int(first["process"])
        ours = folder.name.startswith(_PREFIX) and not folder.is_symlink()
        if ours and first["host"] == platform.node() and not _exists(process):
            shutil.rmtree(folder, ignore_errors=True)


def _exists(process: int) -> bool:
    if not hasattr(os, "killpg"):  # Windows, where signal 0 would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
