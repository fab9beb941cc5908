"""Build the pages of a notebook without displaying or drawing anything, to learn what they would publish."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jjinvest.results.results import Results

_rehearsed: ContextVar[Results | None] = ContextVar("rehearsed", default=None)


@contextmanager
def rehearsing(results: Results) -> Iterator[None]:
    """Let reports be built from these results without displaying or drawing anything."""
    token = _rehearsed.set(results)
    try:
        yield
    finally:
        _rehearsed.reset(token)


def rehearsed_results() -> Results | None:
    """Results from which a rehearsal builds its pages; None outside of one."""
    return _rehearsed.get()
