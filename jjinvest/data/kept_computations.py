"""Long computations, kept by the content of what they follow from: a later quarter or district reads them.

What is kept follows from nothing but the inputs that its name is a hash of, and from the package, the lock
and Python; so a kept outcome is the one that would be computed. Its folder is one that only its owner may
open, and entries of another account are never read. By itself a process keeps nothing: a run names the folder
(:func:`computations_kept`).
"""

from __future__ import annotations

import hashlib
import os
import pickle
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from jjinvest.core.content_hash import content_hash
from jjinvest.core.environment import environment_inputs, package_unchanged
from jjinvest.core.private_folder import is_own, make_owner_only
from jjinvest.core.signals import undisturbed

Outcome = TypeVar("Outcome")

SWITCH = "JJINVEST_PREPARED"
"""Environment variable: with the value ``off`` nothing prepared or kept is read or written."""
SECONDS_LOST = 2.0
"""Seconds of computing that a process may lose when it is killed: to write is not worth while for less."""
KEPT = 20_000
"""Outcomes that are kept, of some kilobytes each; those used longest ago go first."""


@dataclass
class _Place:
    """Where outcomes are kept, in which environment, and those of this block, which are not yet written.

    `seconds` is how long it took to compute these.
    """

    folder: Path
    environment: dict[str, str]
    new: dict[Path, bytes] = field(default_factory=dict)
    seconds: float = 0.0

    def write(self) -> None:
        """Write what is new, unless the package has changed since this process imported it."""
        if self.new and package_unchanged():
            for path, content in self.new.items():
                _write(path, content)
        self.new.clear()
        self.seconds = 0.0


_places: list[_Place] = []


@contextmanager
def computations_kept(root: Path | None) -> Iterator[None]:
    """Keep the computations of a block in a project folder, and take over those kept; None keeps nothing.

    They are written when the block ends, since whether the package has changed takes long to find out.
    """
    before = list(_places)
    _places.clear()
    if root is not None and os.environ.get(SWITCH) != "off":
        _places.append(_Place(root / "outputs" / ".cache" / ".computations", environment_inputs(root)))
    try:
        yield
    finally:
        write_kept()
        _places[:] = before


def write_kept(after: float = 0.0) -> None:
    """Write what is new before the block ends, if it took so long to compute: a process may be killed."""
    for place in _places:
        if place.seconds >= after:
            place.write()


def kept(compute: Callable[[], Outcome], name: str, *inputs: object) -> Outcome:
    """Return what a computation returns: the kept outcome of the same inputs, or a new one, which is kept.

    Parameters
    ----------
    compute
        Must follow from the inputs alone. An error that it raises is not kept.
    name
        What is computed, since different computations may have the same inputs.
    inputs
        Values of which :func:`~jjinvest.core.content_hash.content_hash` knows the content; if one is of
        another kind, nothing is kept.

    Examples
    --------
    >>> kept(lambda: 2 + 3, "sum", 2, 3)
    5
    """
    if not _places:
        return compute()
    place = _places[0]
    try:
        key = content_hash(name, place.environment, inputs)
    except TypeError:
        return compute()
    path = place.folder / key[:2] / key
    found = (pickle.loads(place.new[path]),) if path in place.new else _read(path)
    if found:
        outcome: Outcome = found[0]
        return outcome
    began = time.monotonic()
    outcome = compute()
    place.seconds += time.monotonic() - began
    place.new[path] = pickle.dumps(outcome, protocol=5)
    return outcome


def _read(path: Path) -> tuple[Any, ...]:
    """The outcome in a file; nothing if it is missing, damaged or foreign."""
    try:
        if not is_own(path.parent.parent) or not is_own(path):
            return ()
        content = path.read_bytes()
        if hashlib.sha256(content[32:]).digest() != content[:32]:
            return ()
        outcome = pickle.loads(content[32:])
        os.utime(path)  # used now: kept longer
    except Exception:  # whatever an outdated pickle raises: it is computed again
        return ()
    return (outcome,)


def _write(path: Path, content: bytes) -> None:
    """Write a file under a name of its own and rename it; a folder that cannot be written is no fault."""
    with suppress(OSError), undisturbed():
        make_owner_only(path.parents[2])
        make_owner_only(path.parents[1])
        path.parent.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(content).digest())
                file.write(content)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _prune(path.parent)


def _prune(folder: Path) -> None:
    """Remove what was used longest ago from one of the folders; keys are spread over 256 of them."""
    files = list(folder.iterdir())
    if len(files) > KEPT // 256:
        files.sort(key=lambda path: path.stat().st_mtime)
        for path in files[: len(files) - KEPT // 256]:
            path.unlink(missing_ok=True)
