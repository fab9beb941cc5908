"""Temporary files of a run that was killed: its log names their folder, and the next run removes it."""

from __future__ import annotations

import json
import os
import platform
import shutil
import tempfile
from contextlib import suppress
from multiprocessing import current_process, util
from pathlib import Path

_PREFIX = "pymp-"
"""What the names of folders of :func:`temporary_folder` begin with."""
LONGEST = 60
"""Bytes of the path that :func:`temporary_folder` may be made in.

The path of a socket has at most 103 bytes (macOS; 107 on Linux), and the names of this folder and of
a socket in it come after this part.
"""
SHORT = ("/tmp", "/var/tmp", "/usr/tmp")
"""Where it is made instead, as by Python 3.14: a folder that only its owner can read."""


def temporary_folder() -> str:
    """Folder of this process for sockets and the like, removed when it ends.

    It is that of :mod:`multiprocessing`, whose processes share it, but not under a path too long for sockets.
    """
    known = getattr(current_process(), "_config", {}).get("tempdir")
    if known is None and os.name == "posix" and len(os.fsencode(tempfile.gettempdir())) > LONGEST:
        return _below_a_short_path()
    return str(util.get_temp_dir())


def _below_a_short_path() -> str:
    """Have :mod:`multiprocessing` make its folder in one of :data:`SHORT`, else where it would."""
    usual = tempfile.tempdir
    for short in SHORT:
        try:
            tempfile.tempdir = short
            return str(util.get_temp_dir())
        except OSError:
            continue
        finally:
            tempfile.tempdir = usual
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
