"""Requests to stop are put off, heard where a block waits, and never lost unless they are to be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest

from jjinvest.core.signals import STOPPING, answer_requests, heard, treat_as_interrupts, undisturbed


@pytest.fixture(autouse=True)
def handlers():
    """Give signals their handlers back."""
    before = {number: signal.getsignal(number) for number in STOPPING}
    yield before
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", STOPPING)
def test_a_request_is_put_off_until_the_block_has_ended(number, handlers):
    done = []

    @undisturbed()
    def work() -> None:
        signal.raise_signal(number)
        done.append("all of it")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done
    assert {each: signal.getsignal(each) for each in STOPPING} == handlers


def test_a_request_within_an_inner_block_waits_for_the_outer_one():
    done = []

    @undisturbed()
    def work() -> None:
        with undisturbed():
            signal.raise_signal(signal.SIGINT)
            done.append("inner")
        done.append("outer")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["inner", "outer"]


def test_a_block_may_forget_requests():
    with undisturbed(then=False):
        signal.raise_signal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):
        signal.default_int_handler(signal.SIGINT, None)


def test_what_waits_is_interrupted_also_by_what_came_before():
    with undisturbed(then=False):
        with pytest.raises(KeyboardInterrupt), heard():
            signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            answer_requests()
        answer_requests()  # the one that was heard is not raised again


def test_what_follows_the_wait_is_undisturbed_again():
    done = []

    @undisturbed()
    def work() -> None:
        with heard():
            pass
        signal.raise_signal(signal.SIGINT)
        done.append("after the wait")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done


def test_without_such_a_block_hearing_changes_nothing(handlers):
    with heard():
        assert {each: signal.getsignal(each) for each in STOPPING} == handlers
    answer_requests()


def test_in_another_thread_nothing_is_put_off(handlers):
    seen = []

    def look() -> None:
        with undisturbed(), heard():
            seen.append({each: signal.getsignal(each) for each in STOPPING})
        treat_as_interrupts()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [handlers]


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no end of a terminal")
def test_what_nohup_ignores_stays_ignored():
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    treat_as_interrupts()
    with undisturbed():
        os.kill(os.getpid(), signal.SIGHUP)
    assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN


def test_a_program_started_meanwhile_is_stopped_as_usual():
    with undisturbed():
        program = "import signal; print(signal.getsignal(signal.SIGTERM) == signal.SIG_DFL)"
        found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout == "True\n"
