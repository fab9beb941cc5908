"""A Dask cluster of two workers: the same bytes, also if a worker is killed; a lost scheduler is reported."""

from __future__ import annotations

import faulthandler
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from contextlib import contextmanager
from pathlib import Path

import pytest

from jjinvest.pipeline.execution.dask import Cluster, outcome_of
from tests.fixtures.project import PERIOD, Project
from tests.fixtures.warm_commands import WarmCommand

distributed = pytest.importorskip("distributed")
ENVIRONMENT = {
    **os.environ,
    "DASK_DISTRIBUTED__WORKER__DAEMON": "False",
    "DASK_DISTRIBUTED__DASHBOARD__LINK": "",
}


class Workers:
    """A scheduler and two workers in processes of their own, as on three machines."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        self.processes: list[WarmCommand] = []
        self.scheduler = self.start(
            "scheduler",
            "--scheduler-file",
            str(self.file),
            "--no-dashboard",
            "--port",
            "0",
            "--host",
            "127.0.0.1",
        )
        self.workers = [
            self.start(
                "worker",
                "--scheduler-file",
                str(self.file),
                "--no-nanny",
                "--nthreads",
                "1",
                "--no-dashboard",
                "--local-directory",
                str(folder / f"worker{n}"),
            )
            for n in range(2)
        ]
        with distributed.Client(scheduler_file=str(self.file), timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=120)
            self.address = client.scheduler_info()["address"]

    def start(self, *command: str) -> WarmCommand:
        process = WarmCommand(
            [sys.executable, "-m", "dask", *command],
            env=ENVIRONMENT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.file.parent,
        )
        self.processes.append(process)
        return process

    def close(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[Workers]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    cluster = Workers(folder)
    yield cluster
    cluster.close()


def published(project: Project) -> dict[str, bytes]:
    """Everything a run published, except the files about the run itself."""
    return {
        p.relative_to(project.final).as_posix(): p.read_bytes()
        for p in project.final.rglob("*")
        if p.is_file() and p.name not in ("run.json", "run.jsonl")
    }


class Gate:
    """Let notebooks signal that they have begun, and hold them until they may go on.

    So no test guesses how long things take.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.marks, self.go = folder, folder.parent / "go"

    @property
    def cell(self) -> str:
        """Source of a cell that passes the gate."""
        folder = f"pathlib.Path({str(self.marks)!r})"
        mark = f"import os, pathlib, time; n = ({folder} / str(os.getpid())).write_text('x')"
        return f"{mark}\nwhile not pathlib.Path({str(self.go)!r}).exists(): time.sleep(0.05)"

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something, but not for ever."""
        end = time.monotonic() + 300
        while not condition() and time.monotonic() < end:
            time.sleep(0.05)

    @property
    def begun(self) -> int:
        """How many kernels have come to the gate."""
        return len(list(self.marks.iterdir()))


@contextmanager
def no_longer_than(seconds: float) -> Iterator[None]:
    """Interrupt a run that hangs, and show where it does: it then ends with a code of its own."""

    def interrupt() -> None:
        faulthandler.dump_traceback()
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    timer = threading.Timer(seconds, interrupt)
    timer.start()
    yield
    timer.cancel()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What is sent to workers: function, and bytes of what it is given; preparing here would raise."""
    calls: list[tuple[str, int]] = []
    submit = Cluster.submit

    def noted(self: Cluster, function: Callable[..., object], /, *given: object) -> object:
        calls.append((function.__name__, len(pickle.dumps(given))))
        return submit(self, function, *given)

    def refuse(*given: object) -> None:
        raise AssertionError("prepared on the starting machine")

    monkeypatch.setattr(Cluster, "submit", noted)
    monkeypatch.setattr("jjinvest.pipeline.execution.prefetch.call", refuse)
    return calls


def test_on_a_cluster_with_a_worker_killed_in_mid_run_the_bytes_are_those_of_a_run_here(
    project, workers, tmp_path, request
):
    gate = Gate(tmp_path / "marks")
    project.parameters("as_of: 2023-07-31\nseed: 1\ncell_timeout: 600\n")
    project.notebook("00_first", gate.cell, "'one'")
    project.notebook("10_second", gate.cell, "'two'")
    project.notebook("20_third", "1 + 1")
    gate.go.touch()
    assert project.run(jobs=2).code == 0
    in_process, before = published(project), gate.begun
    gate.go.unlink()

    def kill() -> None:
        gate.until(lambda: gate.begun == before + 2)
        workers.workers[0].send_signal(signal.SIGKILL)
        gate.go.touch()

    sent = request.getfixturevalue("sent")
    killer = threading.Thread(target=kill)
    killer.start()
    ended = project.run(dask=workers.address, force="*")
    killer.join()
    assert ended.code == 0, ended.output
    assert [name for name, _ in sent] == ["prepare_on_worker"] * 2 + ["execute_on_worker"] * 3
    assert max(size for _, size in sent) < 5_000  # places of files, never what they hold
    assert workers.workers[0].wait(5) == -signal.SIGKILL
    assert gate.begun == before + 3  # what the killed worker had begun, the other began again
    assert published(project) == in_process
    assert project.is_complete()


@pytest.mark.slow
def test_a_worker_killed_while_it_prepares_a_district_has_that_done_elsewhere(project, workers, sent):
    project.notebook("00_first", "from jjinvest.results import handover; assert handover._held")
    victim = workers.workers[0]
    victim.send_signal(signal.SIGSTOP)  # takes its share of the work and does nothing

    def kill() -> None:
        with distributed.Client(workers.address, set_as_default=False) as client:
            end = time.monotonic() + 100
            while (
                len([w for w, tasks in client.processing().items() if tasks]) < 2 and time.monotonic() < end
            ):
                time.sleep(0.05)
        victim.send_signal(signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    ended = project.run(dask=workers.address)
    killer.join()
    assert ended.code == 0, ended.output
    assert victim.wait(5) == -signal.SIGKILL
    assert project.is_complete()


def test_whatever_a_lost_scheduler_was_doing_ends(workers, tmp_path):
    gate = Gate(tmp_path / "marks")
    marks, go = gate.marks, gate.go

    def wait_at(mark: str) -> str:  # workers are sent what is defined in here, as they cannot import it
        (marks / mark).touch()
        while not go.exists():
            time.sleep(0.05)
        return mark

    class Fetched:
        """What is with its worker and is just being fetched."""

        def __reduce__(self) -> tuple[type[str], tuple[str]]:
            return str, (wait_at("fetched"),)

    cluster = Cluster(workers.address)
    futures = [cluster.submit(wait_at, "computed"), cluster.submit(lambda: Fetched())]
    gate.until(lambda: gate.begun == 2)
    workers.scheduler.send_signal(signal.SIGKILL)
    wait(futures, timeout=60)
    futures.append(cluster.submit(wait_at, "late"))  # while the client tries to connect again
    ended, hanging = wait(futures, timeout=60)
    cluster.shutdown()
    go.touch()
    assert not hanging
    for outcome in map(outcome_of, ended):
        assert (outcome.status, "the cluster was lost" in outcome.error) == ("interrupted", True)


def test_a_call_of_a_client_that_has_closed_in_silence_ends(monkeypatch):
    monkeypatch.setattr("jjinvest.pipeline.execution.dask.CONNECT_SECONDS", 0.1)
    with distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=None) as local:
        cluster = Cluster(local.scheduler_address)
        future = cluster.submit(str)  # no worker is there to answer
        with pytest.raises(TimeoutError):
            future.exception(timeout=1)
        monkeypatch.setattr(cluster._client, "status", "connecting")
        assert "the cluster was lost" in str(future.exception(timeout=100))
        monkeypatch.undo()
        cluster.shutdown()


def test_a_scheduler_lost_while_a_district_is_prepared_leaves_what_is_published(
    project, workers, tmp_path, monkeypatch
):
    project.notebook("00_first", "1")
    assert project.run().code == 0
    before = published(project)
    project.notebook("00_first", "2")
    gate = Gate(tmp_path / "marks")
    marks, go = gate.marks, gate.go

    def held(package: str, function: Callable[..., object], *given: object) -> None:
        (marks / getattr(function, "func", function).__name__).touch()
        while not go.exists():
            time.sleep(0.05)

    def kill() -> None:
        gate.until(lambda: gate.begun == 2)
        workers.scheduler.send_signal(signal.SIGKILL)

    monkeypatch.setattr("jjinvest.pipeline.execution.dask.prepare_on_worker", held)
    killer = threading.Thread(target=kill)
    killer.start()
    with no_longer_than(300):
        ended = project.run(dask=workers.address)
    killer.join()
    go.touch()
    assert ended.code == 1, ended.output
    assert "the cluster was lost" in ended.output
    assert published(project) == before
    assert project.is_complete()
    assert project.manifest(project.failed)["status"] == "failed"
    assert {status for status, _ in project.statuses(project.failed).values()} == {"skipped"}
    assert not list((project.root / "outputs" / ".work").iterdir())
    assert project.run().code == 0
    assert published(project) != before


def test_a_frozen_scheduler_is_given_up(workers, tmp_path, monkeypatch):
    """Its connections stay open, and nothing is answered."""
    monkeypatch.setattr("jjinvest.pipeline.execution.dask.CONNECT_SECONDS", 1)
    monkeypatch.setattr("jjinvest.pipeline.execution.dask.FROZEN_SECONDS", 3)
    gate = Gate(tmp_path / "marks")
    marks, go = gate.marks, gate.go

    def wait_for_it() -> str:
        (marks / "begun").touch()
        while not go.exists():
            time.sleep(0.05)
        return "done"

    cluster = Cluster(workers.address)
    future = cluster.submit(wait_for_it)
    gate.until(lambda: gate.begun == 1)
    workers.scheduler.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    outcome = outcome_of(future)
    cluster.shutdown()
    assert time.monotonic() - began < 60
    workers.scheduler.send_signal(signal.SIGCONT)
    go.touch()
    assert outcome.status == "interrupted"
    assert "no answer for 3 s" in outcome.error


@pytest.mark.slow
def test_a_lost_scheduler_ends_with_a_true_status_and_a_run_that_goes_on(project, workers, tmp_path):
    gate = Gate(tmp_path / "marks")
    project.notebook("00_first", "1")
    project.notebook("10_second", "2")
    project.notebook("20_third", gate.cell)
    log = project.root / "outputs" / ".work" / f"jiangjin-{PERIOD}" / "run.jsonl"

    def kill() -> None:
        gate.until(lambda: gate.begun == 1 and log.read_text(encoding="utf-8").count('"ok"') == 2)
        workers.scheduler.send_signal(signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    with no_longer_than(300):
        ended = project.run(dask=workers.address)
    killer.join()
    gate.go.touch()
    assert ended.code == 1, ended.output
    states = {name: status for name, (status, _) in project.statuses(project.failed).items()}
    assert states == {"00_first": "ok", "10_second": "ok", "20_third": "interrupted"}
    assert "the cluster was lost" in ended.output
    assert not project.final.exists()
    assert project.run().code == 0
    reused = {n["notebook"]: n["reused"] for n in project.manifest(project.final)["notebooks"]}
    assert reused == {"00_first": True, "10_second": True, "20_third": False}


def test_a_cluster_that_is_not_there_starts_nothing(project, monkeypatch):
    monkeypatch.setattr("jjinvest.pipeline.execution.dask.CONNECT_SECONDS", 1)
    project.notebook("00_first", "1")
    ended = project.run(dask="tcp://127.0.0.1:1")
    assert ended.code == 2
    assert "cannot reach the cluster" in ended.output
    assert "nothing was started" in ended.output
    assert not project.final.exists()


def test_a_worker_with_another_package_or_without_the_folder_is_reported(project, tmp_path):
    from jjinvest.core.environment import package_digest
    from jjinvest.pipeline.execution.dask import execute_on_worker, prepare_on_worker
    from jjinvest.pipeline.execution.page_task import NotebookTask
    from jjinvest.pipeline.execution.prepare import Preparation, prepare
    from jjinvest.pipeline.planning.parameters import load_parameters

    parameters = load_parameters(project.root, "2023Q4", "jiangjin")
    here, elsewhere = (
        Preparation(tmp_path, root, "jiangjin", "2023Q4", parameters)
        for root in (project.root, tmp_path / "none")
    )
    task = NotebookTask(
        tmp_path / "none.ipynb", tmp_path / "out.ipynb", tmp_path / "s", {}, project.root, 1, 1, 512
    )
    assert "another version" in execute_on_worker(task, "other").error
    assert "does not see" in execute_on_worker(task, package_digest()).error
    assert "another version" in prepare_on_worker("other", prepare, here).problem
    assert "does not see" in prepare_on_worker(package_digest(), prepare, elsewhere).problem
