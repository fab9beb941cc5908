"""The kernel of a run: ipykernel's, whose outputs leave from the thread that has them.

ipykernel sends every output in a thread of its own, so that a busy cell cannot keep it from a person who
waits. In a run nobody does: each message would only wake that thread, and each ``display`` waits for it four
times. Here whoever has something to say sends it, under a lock; a text that nobody flushes still leaves after
a moment, from ipykernel's thread.
"""

from __future__ import annotations

import os
import threading
from typing import Any

import zmq
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.kernelapp import IPKernelApp


class SendingThread(IOPubThread):
    """ipykernel's thread of outputs; whoever has a message sends it, one at a time."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._renew()
        if hasattr(os, "register_at_fork"):  # a cell may fork while another thread sends
            os.register_at_fork(after_in_child=self._renew)
        super().__init__(*arguments, **options)  # type: ignore[no-untyped-call]

    def _renew(self) -> None:
        self.sending = threading.RLock()

    def send_multipart(self, *arguments: Any, **options: Any) -> None:
        """Send a message from this thread."""
        with self.sending:
            self._really_send(*arguments, **options)  # type: ignore[no-untyped-call]


class SentStream(OutStream):
    """What a cell prints; a flush sends it from the thread that flushes.

    Text is taken and sent under the lock, so that the end of a cell is sent after its last text, also if that
    is just leaving from the other thread.
    """

    pub_thread: SendingThread | None

    def flush(self) -> None:
        """Send what was printed."""
        self._flush()

    def _flush(self) -> None:
        if self.pub_thread is not None:
            with self.pub_thread.sending:
                super()._flush()  # type: ignore[no-untyped-call]


class RunKernelApp(IPKernelApp):
    """A kernel that one client asks one thing after the other."""

    outstream_class = f"{__name__}.{SentStream.__name__}"

    def init_iopub(self, context: zmq.Context[Any]) -> None:
        """Send outputs by a socket that nothing is received from; else two threads would use it at a time.

        What the run has not read yet waits, however much it is. By itself such a socket forgets what is
        beyond a thousand messages, and with the last of them a cell would never end.
        """
        self.iopub_socket = context.socket(zmq.PUB)
        self.iopub_socket.linger = 1000
        self.iopub_socket.sndhwm = 0
        self.iopub_port = self._bind_socket(self.iopub_socket, self.iopub_port)  # type: ignore[no-untyped-call]
        self.configure_tornado_logger()  # type: ignore[no-untyped-call]
        self.iopub_thread = SendingThread(self.iopub_socket, pipe=True, session=self.session)
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket

    def init_heartbeat(self) -> None:
        """Have no heartbeat: the run sees by its process whether a kernel lives."""
