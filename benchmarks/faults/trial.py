"""One trial: a good published project, a fault, a scheduled run, what it must leave, and the run that heals.

A fault is a function that takes a :class:`Case` and spoils something. It may be a generator: what follows its
``yield`` puts things right before the next run. :func:`fault` gives what the run must end with.
"""

from __future__ import annotations

import inspect
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from jjinvest.pipeline.storage.manifest import file_hashes
from tests.fixtures.project import PERIOD, Project, processes

ROOT = Path(__file__).resolve().parents[2]
DISTRICT, TODAY, NOTEBOOK = "jiangjin", "2023-08-15", "10_second"
PATIENCE = 240
OK, FAILED, INVALID, LOCKED, INTERRUPTED, KILLED = 0, 1, 2, 3, 130, -signal.SIGKILL
HOOK = (
    "import os, sys, pathlib; pathlib.Path(sys.argv[1]).write_text("
    "os.environ['JJINVEST_FAILED'] + chr(10) + sys.stdin.read(), encoding='utf-8')"
)
KEPT_FOLDERS = {".cache", ".failed", ".history", ".locks", ".errors", DISTRICT}
SCREEN_CONTROLS = ("\x1b", "\x07", "\x08", "\u202e", "\u2066", "Traceback (most recent call last)")


@dataclass(frozen=True)
class Fault:
    """A fault and how a run that meets it must end.

    `status` is that of the notebook that was changed; `said` a word of the message on the screen, which is
    in the note as well; `elsewhere` the district that the fault is of, where it is another one: then this
    one's report is published. `hooked` is whether the command of --on-failure can be called, `or_well`
    whether the run may end well, as where a process was killed after its work.
    """

    name: str
    spoil: Callable[[Case], Iterator[None] | None]
    code: int
    status: str = ""
    said: str = ""
    again: int = OK
    by_hand: bool = False
    elsewhere: str = ""
    hooked: bool = True
    or_well: bool = False

    @property
    def publishes(self) -> bool:
        """Whether the report is published all the same."""
        return self.code == OK or bool(self.elsewhere)


FAULTS: dict[str, Fault] = {}


def fault(
    name: str,
    code: int,
    status: str = "",
    said: str = "",
    *,
    again: int = OK,
    by_hand: bool = False,
    elsewhere: str = "",
    hooked: bool = True,
    or_well: bool = False,
) -> Callable[[Callable[[Case], Any]], Callable[[Case], Any]]:
    """Add a fault to the trial: the exit code, the notebook's status, and a word of the message."""

    def add(spoil: Callable[[Case], Any]) -> Callable[[Case], Any]:
        assert name not in FAULTS
        FAULTS[name] = Fault(name, spoil, code, status, said, again, by_hand, elsewhere, hooked, or_well)
        return spoil

    return add


@dataclass
class Ended:
    """How a command ended."""

    code: int
    screen: str


@dataclass
class Case:
    """A project with a published report, of which one notebook has changed since."""

    project: Project
    folder: Path
    actions: list[Callable[[Case, subprocess.Popen[bytes]], None]] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    options: list[str] = field(default_factory=list)
    temporary: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="jj-")))
    """Its temporary files, under a path short enough for sockets; removed with the case."""
    start: type[subprocess.Popen[bytes]] = subprocess.Popen
    """What starts its commands."""
    state_when_killed: str = ""
    """State of the last run that a killed one had left by then, as files say while it can do nothing more."""

    def __post_init__(self) -> None:
        """Have the temporary files removed in the end."""
        weakref.finalize(self, shutil.rmtree, self.temporary, ignore_errors=True)

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self.project.root

    @property
    def outputs(self) -> Path:
        """Where runs write."""
        return self.root / "outputs"

    @property
    def work(self) -> Path:
        """Where a run works."""
        return self.outputs / ".work" / f"{DISTRICT}-{PERIOD}"

    @property
    def note(self) -> Path:
        """The note of a failed district."""
        return self.outputs / f"FAILED-{DISTRICT}.txt"

    @property
    def mark(self) -> str:
        """What every process of this case has in its environment."""
        return f"trial-of-{self.folder}"

    def cell(self, *cells: str) -> None:
        """Give the changed notebook other cells."""
        self.project.notebook(NOTEBOOK, *cells)

    def text(self, path: str, content: str | bytes) -> None:
        """Write a file of the project."""
        raw = content if isinstance(content, bytes) else content.encode()
        (self.root / path).write_bytes(raw)

    def folder_instead(self, path: str) -> None:
        """Put a folder where a file is expected."""
        place = self.root / path
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
        (place / "in the way").mkdir(parents=True)

    def file_instead(self, path: str) -> None:
        """Put a file where a folder is expected."""
        place = self.root / path
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("in the way", encoding="utf-8")

    def while_running(self, action: Callable[[Case, subprocess.Popen[bytes]], None]) -> None:
        """Do something to the run while it is under way."""
        self.actions.append(action)

    def environment(self) -> dict[str, str]:
        """Variables of the commands."""
        found = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        return {
            **os.environ,
            "PYTHONPATH": found,
            "TMPDIR": str(self.temporary),
            "JJINVEST_TRIAL": self.mark,
            **self.variables,
        }

    def command(self, *arguments: str, patience: float = PATIENCE) -> Ended:
        """Run a command of jjinvest, with what is to happen meanwhile."""
        with self.start(
            [sys.executable, "-m", "jjinvest", *arguments],
            cwd=self.root,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            preexec_fn=_heed_interrupts,
        ) as runner:
            threads = [threading.Thread(target=action, args=(self, runner)) for action in self.actions]
            for thread in threads:
                thread.start()
            try:
                screen, _ = runner.communicate(timeout=patience)
            except subprocess.TimeoutExpired:
                runner.kill()
                screen = runner.communicate()[0] + b"\nhangs"
            for thread in threads:
                thread.join()
        return Ended(runner.returncode, screen.decode(errors="replace"))

    def run(self, *, by_hand: bool = False) -> Ended:
        """Run the period, as a schedule does or by hand."""
        which = [PERIOD] if by_hand else ["--due", "--today", TODAY]
        hook = f"'{sys.executable}' -c \"{HOOK}\" '{self.folder / 'mail.txt'}'"
        log = ["--log", str(self.folder / "log.txt"), "--on-failure", hook]
        return self.command("run", *which, "--lang", "zh", "--jobs", "2", *log, *self.options)

    def pids(self, *words: str) -> list[int]:
        """Processes of this case whose environment holds all words."""
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                text = (path / "environ").read_bytes()
                if all(word.encode() in text for word in (self.mark, *words)):
                    found.append(int(path.name))
        return found


def _heed_interrupts() -> None:
    """Undo what a shell, or nohup, does to jobs in the background."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def until(condition: Callable[[], bool], seconds: float = 90) -> bool:
    """Wait for something, but not for ever."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def good_project(folder: Path) -> Project:
    """Make a project with a published report of two notebooks."""
    project = Project(folder)
    project.notebook("00_first", "1")
    project.notebook(NOTEBOOK, "2")
    ended = project.run()
    assert ended.code == 0, ended.output
    return project


def copied(good: Project, folder: Path, start: type[subprocess.Popen[bytes]] = subprocess.Popen) -> Case:
    """Copy a good project, and change one of its notebooks."""
    folder.mkdir(parents=True)
    shutil.copytree(good.root, folder / "project", symlinks=True)
    project = Project.__new__(Project)
    project.root = folder / "project"
    case = Case(project, folder, start=start)
    case.cell("22")
    return case


def problems(
    one: Fault, good: Project, folder: Path, *, start: type[subprocess.Popen[bytes]] = subprocess.Popen
) -> list[str]:
    """Return what was not right when a run met a fault, and when the next one followed."""
    case = copied(good, folder, start)
    before = file_hashes(case.project.final)
    spoilt = one.spoil(case)
    mend = spoilt if inspect.isgenerator(spoilt) else iter(())
    next(mend, None)
    ended = case.run(by_hand=one.by_hand)
    case.actions.clear()
    case.variables.clear()
    if one.or_well and ended.code == OK:
        one = replace(one, code=OK, status="", said="")
    wrong = [*_of_the_end(case, one, ended), *_of_the_folder(case, one, before)]
    for _ in mend:
        pass
    wrong += _of_the_next_run(case, one)
    if wrong:
        wrong.append(f"screen: {ended.screen[-1500:]}")
    return wrong


def _of_the_end(case: Case, one: Fault, ended: Ended) -> Iterator[str]:
    """Code, screen, status, history line, note and hook."""
    if ended.code != one.code:
        yield f"exit code {ended.code}, not {one.code}"
    if one.said and one.said not in ended.screen:
        yield f"the screen does not say {one.said!r}"
    yield from (f"the screen has {sign!r}" for sign in SCREEN_CONTROLS if sign in ended.screen)
    if one.status:
        yield from _of_the_status(case, one)
    states = {FAILED: "failed", INTERRUPTED: "interrupted", KILLED: "interrupted", OK: "published"}
    if one.code in states:
        known = case.state_when_killed if one.code == KILLED else ""
        shown, wanted = _last_state(case), "published" if one.publishes else known or states[one.code]
        if shown != wanted:
            yield f"history says {shown!r}, not {wanted!r}"
    mail = case.folder / "mail.txt"
    note = case.outputs / f"FAILED-{one.elsewhere or DISTRICT}.txt"
    noted, mailed = note.is_file() or (case.outputs / "FAILED.txt").is_file(), mail.exists()
    expected = one.code in (FAILED, INVALID, INTERRUPTED)
    if case.outputs.is_dir() and not case.note.is_dir() and noted != (expected and not one.by_hand):
        yield f"note: {noted}"
    if mailed != (expected and one.hooked):
        yield f"hook called: {mailed}"
    if mailed and one.said and one.said not in mail.read_text(encoding="utf-8"):
        yield f"the hook does not say {one.said!r}"
    if mailed and any(sign in mail.read_text(encoding="utf-8") for sign in SCREEN_CONTROLS):
        yield "the note has control characters"


def _of_the_status(case: Case, one: Fault) -> Iterator[str]:
    place = case.project.final if one.publishes else case.project.failed
    try:
        written = case.project.manifest(place)
    except (OSError, ValueError) as error:
        yield f"no run.json: {error}"
        return
    status = {n["notebook"]: n["status"] for n in written["notebooks"]}.get(NOTEBOOK)
    if status != one.status:
        yield f"status {status!r}, not {one.status!r}"
    if written["finished"] > _now() or written["finished"] < written["started"]:
        yield f"finished {written['finished']}, started {written['started']}, now {_now()}"


def _now() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _last_state(case: Case) -> str:
    from jjinvest.pipeline.storage.history import history

    past = [run for run in history(case.root, DISTRICT) if run.period == PERIOD]
    return past[0].state if past else ""


def _of_the_folder(case: Case, one: Fault, before: dict[str, str]) -> Iterator[str]:
    """Published files whole and, if nothing was published, as before; no process, no file left behind."""
    if not until(lambda: not case.pids(), 15):
        yield f"processes left: {processes(case.mark)}"
        for pid in case.pids():
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
    final = case.project.final
    if final.is_dir() and (final / "run.json").exists():
        if not case.project.is_complete():
            yield "the published folder is not whole"
        elif not one.publishes and one.code != KILLED and file_hashes(final) != before:
            yield "the published folder changed"
    elif one.name not in MAY_BE_GONE:
        yield "the published folder is gone"
    if one.code != KILLED and one.name not in MAY_LEAVE_WORK:
        yield from _left(case)


MAY_BE_GONE: set[str] = set()
"""Faults whose spoiling removes the published folder itself."""
MAY_LEAVE_WORK: set[str] = set()
"""Faults after which a failed run can only be kept where it worked."""


def _left(case: Case) -> Iterator[str]:
    temporary = [path.name for path in case.temporary.iterdir()]
    if temporary:
        yield f"temporary files left: {temporary}"
    if not case.outputs.is_dir():
        return
    work = case.outputs / ".work"
    if work.is_dir() and any(work.iterdir()):
        yield f"work left: {[p.name for p in work.iterdir()]}"
    for path in case.outputs.rglob("*"):
        if path.suffix in (".part", ".old", ".new", ".pruned"):
            yield f"left: {path.name}"
    stray = {p.name for p in case.outputs.iterdir() if p.is_dir()} - KEPT_FOLDERS - {".work", "FAILED.txt"}
    stray -= {case.note.name, "index.html"}
    if stray:
        yield f"left: {sorted(stray)}"


def _of_the_next_run(case: Case, one: Fault) -> Iterator[str]:
    """After the fault: a good report of what there is now, no note, nothing left."""
    case.cell("'healed'")
    (case.folder / "mail.txt").unlink(missing_ok=True)
    ended = case.run()
    if ended.code != one.again:
        yield f"the next run ends with {ended.code}: {ended.screen[-800:]}"
        return
    final = case.project.final
    if final.is_symlink() or not case.project.is_complete():
        yield "the next run leaves no whole report"
    elif "healed" not in (final / f"{NOTEBOOK}.zh.ipynb").read_text(encoding="utf-8"):
        yield "the next run publishes an old page"
    if case.note.exists() or (case.outputs / "FAILED.txt").exists():
        yield "the note is still there"
    if (case.folder / "mail.txt").exists():
        yield "the hook was called for a good run"
    if _last_state(case) != "published":
        yield f"history says {_last_state(case)!r} after the next run"
    yield from (f"after the next run: {text}" for text in _left(case))
    if not until(lambda: not case.pids(), 15):
        yield f"processes left by the next run: {processes(case.mark)}"
