"""Requests to stop: all are treated like Ctrl-C, and none comes between two steps that belong together."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPPING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Ctrl-C, a request to end, and the end of the terminal."""


def treat_as_interrupts() -> None:
    """Have every request to stop raise KeyboardInterrupt in the main thread, if this is it."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in STOPPING:
        if signal.getsignal(number) != signal.SIG_IGN:  # as under nohup
            signal.signal(number, signal.default_int_handler)


class _Requests:
    """Handler of requests that are put off: they are counted, and one of them is raised where it is heard."""

    def __init__(self) -> None:
        self.waiting = 0
        self.heard = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if _put_off is not self:  # the block has ended, and this handler is about to be replaced
            raise KeyboardInterrupt
        self.waiting += 1
        self.answer()

    def answer(self) -> None:
        """Raise KeyboardInterrupt if there is a request and it is heard; others wait on."""
        if self.heard and self.waiting:
            self.heard, self.waiting = False, 0
            raise KeyboardInterrupt


_put_off: _Requests | None = None


@contextmanager
def undisturbed(*, then: bool = True) -> Iterator[None]:
    """Put off requests to stop until the block has ended; without `then` they are forgotten at its end.

    Only where the block waits, in :func:`heard`, do they interrupt it. Within another such block this does
    nothing. Only the main thread gets signals: in another one this does nothing either.
    """
    global _put_off
    if _put_off is not None or threading.current_thread() is not threading.main_thread():
        yield
        return
    requests = _Requests()
    before = {number: signal.getsignal(number) for number in STOPPING}
    changed = {number: old for number, old in before.items() if old != signal.SIG_IGN}  # as under nohup
    try:
        _put_off = requests
        for number in changed:
            signal.signal(number, requests)
        yield
    finally:
        _put_off = None
        for number, handler in changed.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
    if then and requests.waiting:
        raise KeyboardInterrupt


@contextmanager
def heard() -> Iterator[None]:
    """Let requests to stop interrupt this part of an :func:`undisturbed` block, also those that came before.

    It is for what waits, and must leave nothing half done wherever it is interrupted.
    """
    requests = _put_off if threading.current_thread() is threading.main_thread() else None
    if requests is None:
        yield
        return
    try:
        requests.heard = True
        requests.answer()
        yield
    finally:
        requests.heard = False


def answer_requests() -> None:
    """Stop here if it was requested."""
    with heard():
        pass
