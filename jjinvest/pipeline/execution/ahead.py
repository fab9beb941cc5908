"""Call a function ahead of its use, in a fork of this process that has everything it has loaded."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, Generic, Self, TypeVar

from jjinvest.core.signals import STOPPING

Outcome = TypeVar("Outcome")


class Ahead(Generic[Outcome]):
    """A function that a fork calls while this process does something else; used as a context manager.

    Where no fork is possible or there is one core, and where the fork has no answer (it was killed, or the
    function raised an error), :meth:`result` calls the function in this process. Only Linux forks: elsewhere
    the threads of libraries make it unsafe.

    Parameters
    ----------
    function
        Its outcome has to be picklable.
    patience
        Seconds that :meth:`result` waits for the fork.
    """

    def __init__(self, function: Callable[[], Outcome], *, patience: float) -> None:
        self._function, self._patience = function, patience
        self._fork: multiprocessing.context.ForkProcess | None = None
        self._receiver: Connection[Any, Any] | None = None

    def __enter__(self) -> Self:
        if sys.platform.startswith("linux") and len(os.sched_getaffinity(0)) > 1:
            context = multiprocessing.get_context("fork")
            self._receiver, sender = context.Pipe(duplex=False)
            self._fork = context.Process(target=_answer, args=(sender, self._function), daemon=True)
            self._fork.start()
            sender.close()
        return self

    def result(self) -> Outcome:
        """Return what the function returns; to be called once."""
        if self._receiver is not None:
            with suppress(EOFError):
                if self._receiver.poll(self._patience):
                    outcome: Outcome = self._receiver.recv()
                    return outcome
        return self._function()

    def __exit__(self, *_: object) -> None:
        if self._fork is not None and self._receiver is not None:
            self._receiver.close()
            self._fork.kill()
            self._fork.join()


def _answer(sender: Connection[Any, Any], function: Callable[[], object]) -> None:
    for number in STOPPING:  # an interrupt is for the process that waits; any other ends this one at once
        signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
    with suppress(Exception):
        sender.send(function())
