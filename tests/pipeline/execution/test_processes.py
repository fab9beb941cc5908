"""What a process frees goes back to the system; the processes of a run do not run its script."""

from __future__ import annotations

import multiprocessing
import pickle
import subprocess
import sys

import pytest

from jjinvest.pipeline.execution import processes

FREED = """
import sys
from pathlib import Path
from jjinvest.pipeline.execution.processes import return_freed_memory

def used():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20

if sys.argv[1] == "return":
    return_freed_memory()
bytearray(30 << 20)  # the library's own limit is now that of this array
before = used()
arrays = [(bytearray(2 << 20), bytearray(4096)) for _ in range(50)]
kept = [small for _, small in arrays]
del arrays
print(used() - before)
"""


def megabytes_kept(word: str) -> float:
    ended = subprocess.run([sys.executable, "-c", FREED, word], check=True, capture_output=True, text=True)
    return float(ended.stdout)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="settings of the C library of Linux")
def test_freed_arrays_go_back_to_the_system():
    assert megabytes_kept("return") < 20 < 50 < megabytes_kept("keep")


SCRIPT = """
import os
from jjinvest.pipeline.execution.processes import call

print("run", flush=True)
print(call(os.getpid) != os.getpid())
"""


def test_a_process_does_not_run_the_script_again(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    ended = subprocess.run([sys.executable, str(script)], check=True, capture_output=True, text=True)
    assert ended.stdout.split() == ["run", "True"]


def test_an_answer_that_nobody_awaits_leaves_no_traceback(monkeypatch):
    monkeypatch.setattr(processes, "end_with_run", lambda: None)
    for answered in (lambda: 1, lambda: 1 / 0):
        receiver, sender = multiprocessing.Pipe(duplex=False)
        receiver.close()
        processes._answer(sender, answered, ())


def test_an_answer_that_cannot_be_sent_is_an_error(monkeypatch):
    monkeypatch.setattr(processes, "end_with_run", lambda: None)
    receiver, sender = multiprocessing.Pipe(duplex=False)
    with pytest.raises((AttributeError, pickle.PicklingError)):
        processes._answer(sender, lambda: lambda: None, ())
    receiver.close()
