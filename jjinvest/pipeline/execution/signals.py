"""Signals that ask a run to stop: all are treated like Ctrl-C, and none disturbs the moment of publishing."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STOPPING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Ctrl-C, a request to end, and the end of the terminal."""


def treat_as_interrupts() -> None:
    """Have every request to stop raise KeyboardInterrupt in the main thread."""
    for number in STOPPING:
        if signal.getsignal(number) != signal.SIG_IGN:  # as under nohup
            signal.signal(number, signal.default_int_handler)


@contextmanager
def undisturbed(*, then: bool = True) -> Iterator[None]:
    """Put off requests to stop until the block has ended; without `then` they are forgotten.

    Only the main thread gets signals: in another one this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    received = list[int]()
    before = {number: signal.signal(number, lambda n, _: received.append(n)) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
    if received and then:
        raise KeyboardInterrupt
