"""Exit codes of a run (docs/running.md)."""

from __future__ import annotations

OK, SOME_FAILED, INVALID, LOCKED, INTERRUPTED = 0, 1, 2, 3, 130
NOTHING_STARTED = "未开始，没有写任何文件 / nothing was started, nothing was written"


def common_code(codes: list[int]) -> int:
    """Return the code of several runs: theirs if all ended alike."""
    if not codes:
        return OK
    return codes[0] if len(set(codes)) == 1 else INTERRUPTED if INTERRUPTED in codes else SOME_FAILED
