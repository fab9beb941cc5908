"""A function called ahead in a fork gives the same as one called here, also when the fork is lost."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from jjinvest.core.signals import STOPPING
from jjinvest.pipeline.execution.ahead import Ahead

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux forks")


@pytest.fixture
def two_cores(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})


@linux
def test_the_function_is_called_in_another_process(two_cores):
    with Ahead(os.getpid, patience=60) as ahead:
        assert ahead.result() != os.getpid()


def test_on_one_core_it_is_called_here_and_only_when_asked(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    called = []
    with Ahead(lambda: called.append(1), patience=60) as ahead:
        assert called == []
        ahead.result()
    assert called == [1]


@linux
def test_a_fork_that_is_killed_is_replaced_by_this_process(two_cores):
    own = os.getpid()

    def function() -> int:
        if os.getpid() != own:
            os.kill(os.getpid(), signal.SIGKILL)
        return os.getpid()

    with Ahead(function, patience=60) as ahead:
        assert ahead.result() == own


@linux
def test_a_fork_that_takes_too_long_is_replaced_and_ended(two_cores):
    own = os.getpid()

    def function() -> int:
        if os.getpid() != own:
            signal.pause()
        return os.getpid()

    with Ahead(function, patience=0.1) as ahead:
        assert ahead.result() == own
        fork = ahead._fork
    assert fork is not None
    assert fork.exitcode == -signal.SIGKILL


@linux
def test_an_error_is_raised_here(two_cores, capfd):
    def function() -> int:
        raise ValueError("of the function")

    with Ahead(function, patience=60) as ahead, pytest.raises(ValueError, match="of the function"):
        ahead.result()
    assert capfd.readouterr().err == ""


@linux
@pytest.mark.parametrize("number", [number for number in STOPPING if number != signal.SIGINT])
def test_a_fork_that_is_asked_to_end_does_so_without_a_word(two_cores, capfd, number):
    """As when a service ends every process of a command."""
    before, own = signal.getsignal(number), os.getpid()

    def function() -> int:
        if os.getpid() != own:
            os.kill(os.getpid(), number)
            signal.pause()
        return os.getpid()

    signal.signal(number, signal.default_int_handler)
    try:
        with Ahead(function, patience=60) as ahead:
            assert ahead.result() == own
            fork = ahead._fork
    finally:
        signal.signal(number, before)
    assert fork is not None
    assert fork.exitcode == -number
    assert capfd.readouterr().err == ""
