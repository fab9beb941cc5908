"""Log files that do not grow without an end: a full one is renamed, the oldest is dropped."""

from __future__ import annotations

import logging.handlers
from contextlib import closing, suppress
from pathlib import Path

FULL_BYTES, KEPT_LOGS = 1_000_000, 5
"""Size at which a log is full, and how many full ones are kept."""


def rotate(path: Path) -> None:
    """Rename a full log to ``<name>.1``, an earlier one to ``<name>.2`` and so on; errors are ignored."""
    with suppress(OSError):
        if path.is_file() and path.stat().st_size >= FULL_BYTES:
            handler = logging.handlers.RotatingFileHandler(path, "a", backupCount=KEPT_LOGS, delay=True)
            with closing(handler):
                handler.doRollover()
