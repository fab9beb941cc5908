"""The shell that executes the cells of a page in its own process: ipykernel's, without sockets and threads.

ipykernel sends outputs as messages to whoever asked for a cell. Here nobody else waits for them: what would
be sent is added to the notebook at once.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from types import SimpleNamespace
from typing import Any

from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.kernelapp import IPKernelApp
from IPython.core.pylabtools import activate_matplotlib
from jupyter_client.session import Session

from jjinvest.pipeline.execution.cell_outputs import TOO_MUCH, CellOutputs, is_executed
from jjinvest.pipeline.execution.outcomes import RAISES_TAG, TOO_MUCH_OUTPUT, has_tag
from jjinvest.pipeline.execution.plain_cells import read_plain_cells_once

Limit = Callable[[], AbstractContextManager[None]]
ARGUMENTS = [
    # what the process itself writes goes to its log: in the notebook its place would be random
    "--IPKernelApp.capture_fd_output=False",
    # nobody looks for the cells of a run in the history of the user's own sessions
    "--HistoryManager.enabled=False",
]


class DirectSession(Session):  # type: ignore[misc]
    """What the shell sends is added to the outputs of its cell."""

    outputs: CellOutputs | None = None
    process = 0

    def send(
        self,
        stream: object,
        msg_or_type: dict[str, Any] | str,
        content: dict[str, Any] | None = None,
        parent: dict[str, Any] | None = None,
        **_: object,
    ) -> None:
        """Add a message to the outputs."""
        if isinstance(msg_or_type, str):
            header = (parent or {}).get("header", parent) or {}
            self.put_out(header.get("msg_id", ""), msg_or_type, content or {})
        else:
            request = msg_or_type["parent_header"].get("msg_id", "")
            self.put_out(request, msg_or_type["header"]["msg_type"], msg_or_type["content"])

    def put_out(self, request: str, kind: str, content: dict[str, Any]) -> None:
        """Add an output of a request; text of a process that a cell has forked goes to the log."""
        if self.outputs is None:
            return
        if os.getpid() == self.process:
            self.outputs.add(request, kind, content)
        elif kind == "stream":
            _log(content["text"])


class NoThread(IOPubThread):
    """Stands for ipykernel's thread of outputs, which nothing here waits for."""

    def __init__(self) -> None:
        self.io_loop = None  # type: ignore[assignment]


class DirectStream(OutStream):
    """What a cell prints, put out at once."""

    def write(self, string: str) -> int:
        """Put a text out."""
        if not isinstance(string, str):
            raise TypeError(f"write() argument must be str, not {type(string)}")
        if self.closed:
            raise ValueError("I/O operation on closed file")
        if string:
            request = self.parent_header.get("msg_id", "")
            self.session.put_out(request, "stream", {"name": self.name, "text": string})
        return len(string)

    def flush(self) -> None:
        """Nothing waits to be put out."""


class PageShell(IPKernelApp):
    """ipykernel's application without a connection; what runs code of the user begins with :meth:`enter`."""

    outstream_class = f"{__name__}.{DirectStream.__name__}"

    def _session_default(self) -> Session:
        return DirectSession(parent=self)

    def _nothing(self, **_: Any) -> None:
        """Leave out a step of ipykernel's."""

    init_connection_file = init_poller = init_sockets = init_heartbeat = _nothing
    write_connection_file = log_connection_info = _nothing
    init_gui_pylab = init_extensions = init_code = _nothing

    def init_kernel(self) -> None:
        """Make the kernel, whose requests come from here."""
        self.kernel = self.kernel_class.instance(
            parent=self,
            session=self.session,
            shell_channel_thread=SimpleNamespace(parent_thread=None),
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count
        read_plain_cells_once(self.kernel.shell)

    def init_io(self) -> None:
        """Redirect what is printed."""
        self.iopub_thread = NoThread()
        super().init_io()  # type: ignore[no-untyped-call]

    def enter(self) -> None:
        """Make this shell that of the process, with the user's own extensions and settings."""
        _put_back(self.places)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        backend = os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        inline = sys.modules.get("matplotlib_inline.backend_inline")
        if inline is not None:  # imported when there was no shell yet that shows the figures of a cell
            activate_matplotlib(backend)
            inline.configure_inline_support(self.shell, backend)
        for name in ("init_gui_pylab", "init_extensions", "init_code"):
            getattr(super(), name)()

    async def run(self, outputs: CellOutputs, limited: Limit) -> tuple[str, str]:
        """Execute the cells one after the other; return how the notebook ended, as far as it is known here.

        A cell that raises ends it, unless it may; what it raised is in its outputs.

        Parameters
        ----------
        limited
            Within which each cell is executed.
        """
        self.session.outputs, self.session.process = outputs, os.getpid()
        self.kernel.shell.exit_now = False
        outputs.nb.metadata["language_info"] = self.kernel.language_info
        for place, cell in enumerate(outputs.nb.cells):
            started = time.monotonic()
            if not is_executed(cell):
                outputs.begin(place, "", None)
                outputs.close(0.0, failed=False)
                continue
            request = self.session.msg("execute_request")
            outputs.begin(place, request["msg_id"], self.kernel.execution_count)
            with limited():
                reply = await self._execute(cell.source, request)
            if os.getpid() != self.session.process:  # a process that the cell has forked came back from it
                os._exit(0)
            failed = reply["status"] == "error" and not has_tag(cell, RAISES_TAG)
            outputs.close(time.monotonic() - started, failed=failed)
            if outputs.too_much:
                return TOO_MUCH_OUTPUT, TOO_MUCH
            if any(each.get("source") == "ask_exit" for each in reply.get("payload", [])):
                return "failed", "exit: a cell ended the kernel"
            if failed:
                break
            await asyncio.sleep(0)
            self._answer(outputs)
        return "ok", ""

    async def _execute(self, source: str, request: dict[str, Any]) -> Mapping[str, Any]:
        self.kernel.set_parent([], request)
        try:
            reply: Mapping[str, Any] = await self.kernel.do_execute(source, silent=False, allow_stdin=False)
        except BaseException as error:  # such as one whose text is an error, or no memory for its text
            _log(traceback.format_exc())
            raised = {"ename": type(error).__name__, "evalue": "", "traceback": []}
            self.session.send(None, "error", raised, parent=request)
            return {"status": "error"}
        return reply

    def _answer(self, outputs: CellOutputs) -> None:
        """Give the widgets of the shell what those of the notebook have answered."""
        while outputs.for_shell:
            message = outputs.for_shell.pop(0) | {"buffers": []}
            self.kernel.set_parent([], message)
            self.kernel.shell_handlers[message["msg_type"]](None, [], message)


def _log(text: str) -> None:
    """Add to the log of the process, unless a cell has closed it."""
    with suppress(OSError):
        os.write(2, text.encode("utf-8", "replace"))


_PLACES = ("stdout", "stderr", "displayhook", "excepthook")
_ready: PageShell | None = None


def _places() -> dict[str, Any]:
    """What of the process a shell takes."""
    return {name: getattr(sys, name) for name in _PLACES} | {
        "path": list(sys.path),
        "__main__": sys.modules["__main__"],
    }


def _put_back(places: Mapping[str, Any]) -> None:
    for name in _PLACES:
        setattr(sys, name, places[name])
    sys.path[:] = places["path"]
    sys.modules["__main__"] = places["__main__"]


def make_shell() -> None:
    """Make the shell that pages forked from this process will use; nothing of the user is executed yet."""
    global _ready
    before, interrupt = _places(), signal.getsignal(signal.SIGINT)
    try:
        shell = PageShell.instance()
        shell.initialize(ARGUMENTS)
        shell.places = _places()
        atexit.unregister(shell.kernel.shell.atexit_operations)
        _ready = shell
    finally:
        _put_back(before)
        signal.signal(signal.SIGINT, interrupt)


def shell_of_process() -> PageShell:
    """Return the shell of this process."""
    if _ready is None:
        make_shell()
    assert _ready is not None
    return _ready
