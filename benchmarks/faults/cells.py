"""Faults of cells: each changes the cells of one notebook."""

from __future__ import annotations

from benchmarks.faults.trial import FAILED, OK, Case, fault

SLEEP = "import time; time.sleep(600)"
STARTS = "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', '{code}'], {options})"


@fault("sys.exit()", FAILED, "failed", "SystemExit")
def exits(case: Case) -> None:
    """A cell ends Python without an error; the cells after it never run."""
    case.cell("import sys; sys.exit()", "2")


@fault("sys.exit(0) in the last cell", FAILED, "failed", "SystemExit")
def exits_at_the_end(case: Case) -> None:
    """The last cell ends Python."""
    case.cell("1", "import sys; sys.exit(0)")


@fault("raise SystemExit", FAILED, "failed", "SystemExit")
def raises_exit(case: Case) -> None:
    """A cell raises it by itself, as argparse and click do."""
    case.cell("raise SystemExit", "2")


@fault("sys.exit(3)", FAILED, "failed", "SystemExit")
def exits_with_code(case: Case) -> None:
    """A cell ends Python with a code."""
    case.cell("import sys; sys.exit(3)", "2")


@fault("exit()", FAILED, "failed", "exit")
def leaves(case: Case) -> None:
    """A cell asks the kernel to end."""
    case.cell("exit()", "2", "3")


@fault("quit in the last cell", FAILED, "failed", "exit")
def quits(case: Case) -> None:
    """The last cell asks the kernel to end."""
    case.cell("2", "quit")


@fault("os._exit(0)", FAILED, "kernel_died")
def ends_at_once(case: Case) -> None:
    """The process ends without cleaning up."""
    case.cell("import os; os._exit(0)", "2")


@fault("abort", FAILED, "kernel_died")
def aborts(case: Case) -> None:
    """A library aborts the process."""
    case.cell("import os; os.abort()", "2")


@fault("kernel killed in a cell", FAILED, "kernel_died")
def killed(case: Case) -> None:
    """The kernel is killed while a cell runs."""
    case.cell("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "2")


@fault("segmentation fault", FAILED, "kernel_died")
def crashes(case: Case) -> None:
    """A library reads where it may not."""
    case.cell("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "2")


@fault("kernel terminated", FAILED, "kernel_died")
def terminated(case: Case) -> None:
    """Someone sends SIGTERM to the kernel."""
    case.cell("import os, signal; signal.signal(15, signal.SIG_DFL); os.kill(os.getpid(), 15)", "2")


@fault("memory", FAILED, "out_of_memory", "MemoryError")
def greedy(case: Case) -> None:
    """A cell asks for more memory than it may have."""
    limited(case, "memory_mb: 1024")
    case.cell("b = bytearray(3 << 30)", "2")


def limited(case: Case, line: str) -> None:
    """Give the period a limit."""
    case.project.parameters(f"as_of: 2023-07-31\nseed: 1\n{line}\n")


@fault("cell too slow", FAILED, "timeout", "3 s")
def slow(case: Case) -> None:
    """A cell takes longer than it may."""
    limited(case, "cell_timeout: 3")
    case.cell(SLEEP, "2")


@fault("slow cell that ignores interrupts", FAILED, "timeout", "3 s")
def stubborn(case: Case) -> None:
    """A cell that cannot be interrupted."""
    limited(case, "cell_timeout: 3")
    case.cell(f"import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); {SLEEP}", "2")


@fault("await without an end", FAILED, "timeout", "3 s")
def waits(case: Case) -> None:
    """A cell awaits what never comes."""
    limited(case, "cell_timeout: 3")
    case.cell("import asyncio; await asyncio.Event().wait()", "2")


@fault("notebook too slow", FAILED, "timeout", "4 s")
def slow_notebook(case: Case) -> None:
    """All cells together take longer than they may."""
    limited(case, "notebook_timeout: 4")
    case.cell(*["import time; time.sleep(2)"] * 9)


@fault("kernel stopped in a cell", FAILED, "timeout")
def stopped(case: Case) -> None:
    """The kernel stops answering in mid-cell."""
    limited(case, "cell_timeout: 3")
    case.cell("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", "2")


@fault("60 MB of output", OK, "ok")
def wordy(case: Case) -> None:
    """A cell puts out much; a limit of the messages is no limit of the cell."""
    case.cell("for n in range(60): print('x' * 1_000_000)")


@fault("output without end", FAILED, "too_much_output")
def endless(case: Case) -> None:
    """A cell puts out more than any page could show."""
    case.cell("while True: print('x' * 1_000_000)")


@fault("terminal escapes in an error", FAILED, "failed", "ValueError")
def escapes(case: Case) -> None:
    """An error with escapes that move the cursor, ring the bell and turn the text round."""
    case.cell(r"raise ValueError('\x1b[2J\x1b]0;title\x07 turned \u202e round \u2066 \x9b31m\x08')")


@fault("long error", FAILED, "failed", "ValueError")
def long_error(case: Case) -> None:
    """An error of a megabyte on one line."""
    case.cell("raise ValueError('x' * 1_000_000)")


@fault("error without words", FAILED, "failed", "RuntimeError")
def wordless(case: Case) -> None:
    """An error without a text."""
    case.cell("raise RuntimeError")


@fault("error whose text is an error", FAILED, "failed")
def wicked(case: Case) -> None:
    """An error that cannot be shown."""
    case.cell("class E(Exception):\n    def __str__(self): raise KeyError('inner')\n", "raise E")


@fault("value that cannot be shown", FAILED, "failed", "KeyError")
def unshowable(case: Case) -> None:
    """The last value of a cell raises when it is shown."""
    case.cell("class V:\n    def __repr__(self): raise KeyError('shown')\nV()", "2")


@fault("half a character", OK, "ok")
def half_character(case: Case) -> None:
    """A cell shows a lone surrogate, which no file can hold."""
    case.cell("'\\ud800 half'")


@fault("half a character in an error", FAILED, "failed", "ValueError")
def half_character_in_error(case: Case) -> None:
    """An error with a lone surrogate."""
    case.cell("raise ValueError('\\udc80 half')")


@fault("NUL in the output", OK, "ok")
def null_character(case: Case) -> None:
    """A cell shows what no page can hold."""
    case.cell("print('a\\x00b\\x01\\x7f\\x85')")


@fault("syntax error", FAILED, "failed", "SyntaxError")
def syntax(case: Case) -> None:
    """A cell that is not Python."""
    case.cell("1 +", "2")


@fault("recursion without an end", FAILED, "failed", "RecursionError")
def recursion(case: Case) -> None:
    """A function that calls itself."""
    case.cell("def f(): f()\nf()", "2")


@fault("KeyboardInterrupt in a cell", FAILED, "failed", "KeyboardInterrupt")
def interrupt(case: Case) -> None:
    """A cell raises what Ctrl-C raises."""
    case.cell("raise KeyboardInterrupt", "2")


@fault("error that is no Exception", FAILED, "failed", "Odd")
def odd(case: Case) -> None:
    """A cell raises a BaseException of its own."""
    case.cell("class Odd(BaseException): pass\nraise Odd('x')", "2")


@fault("question to the user", FAILED, "failed", "input")
def asks(case: Case) -> None:
    """A cell asks for input, which nobody gives."""
    case.cell("input('?')", "2")


@fault("closed output", OK, "ok")
def closes(case: Case) -> None:
    """A cell closes the streams of its process."""
    case.cell("import os; os.close(1); os.close(2)", "2")


@fault("working folder removed", OK, "ok")
def homeless(case: Case) -> None:
    """A cell goes to a folder and removes it."""
    case.cell("import os, tempfile; d = tempfile.mkdtemp(); os.chdir(d); os.rmdir(d)", "2")


@fault("child with its own session", OK, "ok")
def child(case: Case) -> None:
    """A cell starts a process that leaves the kernel's session."""
    case.cell(STARTS.format(code="import time; time.sleep(600)", options="start_new_session=True"))


@fault("child of a killed kernel with its own session", FAILED, "kernel_died")
def orphan(case: Case) -> None:
    """The kernel is killed; a process of another session is left."""
    case.cell(
        STARTS.format(code="import time; time.sleep(600)", options="start_new_session=True"),
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    )


@fault("child forked twice", FAILED, "timeout")
def daemon(case: Case) -> None:
    """A process forked twice, in a session of its own; the kernel then takes too long."""
    limited(case, "cell_timeout: 3")
    code = (
        "import os, time; os.fork() and os._exit(0); os.setsid(); os.fork() and os._exit(0); time.sleep(600)"
    )
    case.cell(STARTS.format(code=code, options=""), SLEEP)


@fault("thread without an end", OK, "ok")
def thread(case: Case) -> None:
    """A thread that never ends."""
    case.cell("import threading, time; threading.Thread(target=time.sleep, args=(600,)).start()")


@fault("work folder removed by a cell", FAILED)
def removes_work(case: Case) -> None:
    """A cell removes the folder in which the run works."""
    case.cell(f"import shutil; shutil.rmtree({str(case.work)!r}, ignore_errors=True)", "2")


@fault("data changed by a cell", FAILED, "invalid", "changed during the run")
def changes_data(case: Case) -> None:
    """The data changes between two reads of a run."""
    path = case.root / "data" / "jiangjin" / "dimensions.csv"
    case.cell(
        f"p = __import__('pathlib').Path({str(path)!r}); n = p.write_bytes(p.read_bytes() + bytes([10]))",
        "from jjinvest.data.workspace import load_workspace; n = len(load_workspace(p.parent).figures)",
    )


@fault("kernel's socket removed", FAILED)
def removes_socket(case: Case) -> None:
    """A cell removes the temporary files of its own connection."""
    limited(case, "cell_timeout: 5")
    code = "import os, shutil, tempfile\nfor n in os.listdir(tempfile.gettempdir()):\n"
    case.cell(
        code + "    shutil.rmtree(os.path.join(tempfile.gettempdir(), n), ignore_errors=True)\n1/0", "2"
    )
