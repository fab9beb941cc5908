"""Kernels that start quickly: forked from one process that has imported the libraries.

Each notebook gets a fresh, isolated fork (:mod:`jjinvest.pipeline.execution.processes`).
:class:`SuiteProvisioner` hides this behind `jupyter_client`, so papermill and nbclient work unchanged.
Without a fork server, or if it fails, the kernel is an ordinary one.
"""

from __future__ import annotations

import asyncio
import logging
import math
import os
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Instance, Type

from jjinvest.pipeline.execution.descendants import adopt_orphans, descendants, end
from jjinvest.pipeline.execution.processes import context, end_with_run, has_fork_server, start

PROVISIONER = "jjinvest-kernel"
LOOKS = 0.5
"""Seconds between two looks for an answer of a kernel."""
_running: dict[Path, LocalProvisioner] = {}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class KernelSettings:
    """What a kernel gets beside its connection.

    `variables` are added to its environment; `prepared` and `bounds` are files of results for
    :mod:`jjinvest.results.handover`; `log` takes what the process itself writes (not the notebook's output);
    `memory_mb` is its memory limit where the platform supports one; `patience` is how many seconds its
    messages may be late; `sockets` is the folder of its connection, which it removes if its run is killed;
    `keeps` is whether it takes over long computations and charts of earlier runs, and keeps its own.
    """

    root: Path
    variables: dict[str, str]
    log: Path
    memory_mb: int
    warm: bool = True
    prepared: Path | None = None
    bounds: Path | None = None
    patience: int = 120
    sockets: Path | None = None
    keeps: bool = False


class KernelDiedError(RuntimeError):
    """A kernel ended before it answered."""


class KernelSilentError(RuntimeError):
    """A kernel did not answer in time."""


class ForkedKernel:
    """A forked process with the methods of :class:`subprocess.Popen` that `LocalProvisioner` uses."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        self.pid = process.pid or 0

    @property
    def returncode(self) -> int | None:
        """Exit code, or None while it runs."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for the end and return the exit code."""
        self._process.join(timeout)
        return self._process.exitcode

    def send_signal(self, signum: int) -> None:
        """Send a signal, also to a process whose server is gone."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signum)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class OutputChannel(AsyncZMQSocketChannel):  # type: ignore[misc]
    """The channel of outputs, which are received without being asked first whether there are any."""

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Wait for the next message."""
        message: dict[str, Any] = await (self._recv() if timeout is None else super().get_msg(timeout))
        return message


class AnswerChannel(AsyncZMQSocketChannel):  # type: ignore[misc]
    """The channel of answers, which looks again whether there is one.

    For what a cell writes into an output widget nbclient 0.11 sends on this channel while it waits there, and
    jupyter_client 8 sends past the event loop: an answer that has come by then wakes nobody, and the cell
    would wait for its limit.
    """

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Wait for the next message."""
        end = math.inf if timeout is None else time.monotonic() + timeout
        while (left := end - time.monotonic()) > LOOKS:
            with suppress(Empty):
                return dict(await super().get_msg(LOOKS))
        return dict(await super().get_msg(max(0, left)))


class RunClient(AsyncKernelClient):  # type: ignore[misc]
    """A client that is ready once the kernel answers; the base class waits a fifth of a second longer.

    It listens to no heartbeat: its kernel is a process of this machine, which is seen to end.
    """

    shell_channel_class = Type(AnswerChannel)
    iopub_channel_class = Type(OutputChannel)

    def start_channels(self, **channels: bool) -> None:
        """Start the channels that are not declined, but no heartbeat."""
        super().start_channels(**{**channels, "hb": False})

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for the first answer; nbclient matches later messages to its requests."""
        end = time.monotonic() + (math.inf if timeout is None else timeout)
        while time.monotonic() < end:
            self.kernel_info()
            with suppress(Empty):
                reply = await self.get_shell_msg(timeout=1)
                await self.get_iopub_msg(timeout=0.2)
                if reply["msg_type"] == "kernel_info_reply":
                    self._handle_kernel_info_reply(reply)
                    return
            if not await self.is_alive():
                raise KernelDiedError("the kernel died before it answered")
        raise KernelSilentError(f"the kernel did not answer within {timeout} s")


class SuiteProvisioner(LocalProvisioner):  # type: ignore[misc]
    """Start kernels of the suite: the provisioner ``jjinvest-kernel`` of jupyter_client."""

    settings = Instance(KernelSettings, allow_none=True).tag(config=True)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Add the settings's variables to the kernel's environment."""
        options: dict[str, Any] = await super().pre_launch(**kwargs)
        if self.settings is not None:
            options["env"] = {**(options.get("env") or os.environ), **self.settings.variables}
        return options

    async def send_signal(self, signum: int) -> None:
        """Send a signal; what ends the kernel ends also what it started."""
        started = descendants(self.pid) if self.pid and signum == signal.SIGKILL else []
        await super().send_signal(signum)
        end(started)

    async def wait(self) -> int | None:
        """Wait for the end; polls more often than the base class, since every notebook waits here once."""
        while await self.poll() is None:
            await asyncio.sleep(0.005)
        code: int | None = await super().wait()
        return code

    async def cleanup(self, restart: bool = False) -> None:
        """Forget a kernel that has ended."""
        if self.settings is not None:
            _running.pop(self.settings.log, None)
        await super().cleanup(restart)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel, or start an ordinary one."""
        settings = self.settings
        if settings is not None and settings.warm and has_fork_server() and "ipykernel_launcher" in cmd:
            arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
            try:
                self.process = _fork(arguments, dict(kwargs.get("env") or {}), settings)
                self.pid, self.pgid = self.process.pid, self.process.pid
            except (OSError, EOFError, RuntimeError) as error:
                _log.warning("no forked kernel, an ordinary one instead: %s", error)
        if self.process is None and settings is not None:
            with settings.log.open("ab") as log:
                await super().launch_kernel(cmd, **{**kwargs, "stdout": log, "stderr": log})
        elif self.process is None:
            await super().launch_kernel(cmd, **kwargs)
        _limit_memory(self.pid, settings)
        if settings is not None:
            _running[settings.log] = self
        return self.connection_info


def stop(log: Path) -> None:
    """End the kernel whose process writes to `log`, with everything it started."""
    kernel = _running.get(log)
    process = None if kernel is None else kernel.process
    if kernel is None or process is None:
        return
    started = descendants(process.pid)
    with suppress(OSError):
        if kernel.pgid and hasattr(os, "killpg"):
            os.killpg(kernel.pgid, signal.SIGKILL)
        else:
            process.kill()
    end(started)


def stop_all() -> None:
    """End every kernel of this process."""
    for log in list(_running):
        stop(log)


def _fork(arguments: list[str], environment: dict[str, str], settings: KernelSettings) -> ForkedKernel:
    process = context().Process(target=_serve, args=(arguments, environment, settings), name="kernel")  # type: ignore[attr-defined]
    start(process)
    return ForkedKernel(process)


def _serve(arguments: list[str], environment: dict[str, str], settings: KernelSettings) -> None:
    """Run a kernel until it is stopped or its run has ended."""
    adopt_orphans()
    end_with_run(settings.sockets)
    _redirect(settings.log)
    os.environ.clear()
    os.environ.update(environment)

    import numpy

    from jjinvest.data.kept_computations import computations_kept, write_kept
    from jjinvest.pipeline.execution.kernel_app import RunKernelApp

    numpy.random.seed()  # noqa: NPY002 - what a notebook draws unseeded must not be the same in every fork
    if settings.prepared:
        from jjinvest.results import handover

        with suppress(OSError):  # without the file the notebook computes its own results
            handover.keep_results(settings.root, settings.prepared, settings.bounds)
    sys.argv = ["ipykernel_launcher", *arguments]
    app = RunKernelApp.instance()
    app.initialize(arguments)
    app.shell.events.register("post_run_cell", lambda _: write_kept())
    with computations_kept(settings.root if settings.keeps else None):
        app.start()


def _redirect(log: Path) -> None:
    """Send the output of C code and of a dying interpreter to a file, not to the terminal."""
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(target, 1)
    os.dup2(target, 2)


def _limit_memory(pid: int | None, settings: KernelSettings | None) -> None:
    """Limit the memory of a kernel; only Linux can do so from outside."""
    if pid is None or settings is None or not sys.platform.startswith("linux"):
        return
    import resource

    limit = settings.memory_mb * 1024 * 1024
    with suppress(OSError):
        resource.prlimit(pid, resource.RLIMIT_DATA, (limit, limit))
