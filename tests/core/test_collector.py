"""Python's collector in a process of a run: seldom, and not when a command ends."""

from __future__ import annotations

import gc
import subprocess
import sys

from jjinvest.core.collector import NEW_OBJECTS, collect_seldom, paused_collector

ENDING = """
import gc
from jjinvest.core.collector import collect_seldom_in_command

{call}
gc.callbacks.append(lambda phase, info: print(phase, info["generation"], gc.get_freeze_count() > 1000))
"""


def searches_at_the_end(call: str) -> set[str]:
    ended = subprocess.run(
        [sys.executable, "-c", ENDING.format(call=call)], capture_output=True, text=True, check=True
    )
    return set(ended.stdout.splitlines())


def test_the_last_search_of_a_command_leaves_out_what_it_imported():
    assert searches_at_the_end("pass") >= {"start 2 False"}
    assert searches_at_the_end("collect_seldom_in_command()") <= {"start 2 True", "stop 2 True"}


def test_the_collector_is_as_before_after_a_pause():
    assert gc.isenabled()
    with paused_collector():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_process_of_a_run_collects_seldom():
    before = gc.get_threshold()
    try:
        gc.set_threshold(700)
        collect_seldom()
        assert gc.get_threshold()[0] == NEW_OBJECTS > 700
    finally:
        gc.set_threshold(*before)
