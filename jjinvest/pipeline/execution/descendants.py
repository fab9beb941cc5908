"""Processes that a kernel started: found by descent, or by what their environment holds, and ended (Linux).

A process with a session of its own is in no group of the kernel's, and one forked twice is no child of it any
more. On other systems only the kernel's group is ended.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_PR_SET_CHILD_SUBREAPER = 36
_adopting = False


def adopt_orphans() -> bool:
    """Make this process the parent of descendants whose own parent ends; return whether that is possible."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        return bool(ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False


def adopt_orphans_of_run() -> None:
    """Adopt orphans, and end them with the run: :func:`end_adopted`. For a process that does nothing else."""
    global _adopting
    _adopting = adopt_orphans()


def end_adopted() -> None:
    """End every descendant, if this process has adopted orphans of its run."""
    if _adopting:
        end(descendants(os.getpid()))


def descendants(pid: int) -> list[int]:
    """Children of a process, their children and so on; none where the system does not tell."""
    children: dict[int, list[int]] = {}
    for path in _PROC.glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            parent = int(path.read_bytes().rpartition(b")")[2].split()[1])
            children.setdefault(parent, []).append(int(path.parent.name))
    found, new = list[int](), list(children.get(pid, []))
    while new:
        found += new
        new = [child for parent in new for child in children.get(parent, [])]
    return found


def end_marked(mark: str) -> None:
    """End the processes whose environment holds a variable with its value, NAME=VALUE."""
    wanted = mark.encode()
    for path in _PROC.glob("[0-9]*/environ"):
        with suppress(OSError):
            if wanted in path.read_bytes().split(b"\0") and int(path.parent.name) != os.getpid():
                end([int(path.parent.name)])


def end(pids: list[int]) -> None:
    """End processes, if they still exist."""
    for pid in pids:
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)
