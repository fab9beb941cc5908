"""Processes that a page started: found by descent, or by what their environment holds, and ended (Linux).

A process with a session of its own is in no group of the page's, and one forked twice is no child of it any
more. On other systems only the page's group is ended.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress
from multiprocessing import resource_tracker
from pathlib import Path

_PROC = Path("/proc")
_PR_SET_CHILD_SUBREAPER = 36
_own: set[int] | None = None
"""Children that this process had before it adopted orphans; None while it adopts none."""


def adopt_orphans() -> bool:
    """Make this process the parent of descendants whose own parent ends; return whether that is possible."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        return bool(ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False


def adopt_orphans_of_run() -> None:
    """Adopt orphans from now on; :func:`end_adopted` ends them."""
    global _own
    if adopt_orphans():
        _own = set(_children().get(os.getpid(), []))


def end_adopted() -> None:
    """End the processes that this one has adopted, with what they started."""
    global _own
    if _own is None:
        return
    from multiprocessing import forkserver  # there is none on Windows

    helpers = {
        getattr(forkserver._forkserver, "_forkserver_pid", None),
        getattr(resource_tracker._resource_tracker, "_pid", None),
    }
    for child in set(_children().get(os.getpid(), [])) - _own - helpers:
        end([*descendants(child), child])
    _own = None


def _children() -> dict[int, list[int]]:
    """Children of every process."""
    children: dict[int, list[int]] = {}
    for path in _PROC.glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            parent = int(path.read_bytes().rpartition(b")")[2].split()[1])
            children.setdefault(parent, []).append(int(path.parent.name))
    return children


def descendants(pid: int) -> list[int]:
    """Children of a process, their children and so on; none where the system does not say."""
    children = _children()
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
