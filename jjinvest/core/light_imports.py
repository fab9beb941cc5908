"""Import a library without an optional part of it that takes long to import and is not used."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def absent(*modules: str) -> Iterator[None]:
    """Let modules that are not imported yet seem not to be installed, while others are imported.

    Examples
    --------
    >>> with absent("turtledemo"):
    ...     try:
    ...         import turtledemo
    ...     except ImportError:
    ...         print("absent")
    absent
    >>> "turtledemo" in sys.modules
    False
    """
    hidden = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
