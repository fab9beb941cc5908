"""A headless Chromium that writes one page after another as PDF, over a pair of pipes.

Starting it takes as long as printing a page. Its pipes speak the DevTools protocol: messages in JSON, each
ended by a zero byte. It ends when they are closed, so none is left behind where this process is killed. Where
it cannot be given pipes (Windows) or does not answer, it is started for each page.
"""

from __future__ import annotations

import base64
import json
import os
import select
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

PAGE_SECONDS = 120
"""Seconds that a page may take on a busy machine."""
CLOSING_SECONDS = 5
"""Seconds in which a browser that was asked to end does so; then it is killed."""
PIECE = 1 << 20
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-extensions",
    "--no-first-run",
    "--disable-background-networking",
)
PRINTED = {"printBackground": True, "preferCSSPageSize": True, "generateTaggedPDF": True}
"""What ``--print-to-pdf`` asks for too."""


class PrintingError(Exception):
    """The browser wrote no PDF; the message is what it said."""


class Printer:
    """Writes pages as PDF with one browser, which is started for the first page.

    Parameters
    ----------
    browser
        Path of a Chromium.
    """

    def __init__(self, browser: Path) -> None:
        self._browser = browser
        self._scratch = TemporaryDirectory(prefix="jjinvest-", ignore_cleanup_errors=True)
        self._open: _OpenBrowser | None = None
        self._answers = hasattr(os, "posix_spawn")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open is not None:
            self._open.close()
        self._scratch.cleanup()

    def pdf_of(self, page: Path) -> bytes:
        """Return a page as PDF.

        Raises
        ------
        PrintingError
            If the browser fails.
        """
        if self._answers:
            try:
                if self._open is None:
                    self._open = _OpenBrowser(self._command("--remote-debugging-pipe", "--no-startup-window"))
                return self._open.pdf_of(page.resolve().as_uri())
            except (PrintingError, OSError):
                self._answers = False
        return self._alone(page)

    def _command(self, *further: str) -> list[str]:
        own = [f"--user-data-dir={self._scratch.name}/profile", *further]
        if hasattr(os, "geteuid") and os.geteuid() == 0:  # Chromium refuses its sandbox to root
            own.insert(0, "--no-sandbox")
        return [str(self._browser), *FLAGS, *own]

    def _alone(self, page: Path) -> bytes:
        """Print a page with a browser of its own."""
        part = Path(self._scratch.name) / "page.pdf"
        part.unlink(missing_ok=True)
        options = ("--no-pdf-header-footer", f"--print-to-pdf={part}", page.resolve().as_uri())
        if self._open is not None:
            self._open.close()  # two browsers cannot share a profile
            self._open = None
        try:
            done = subprocess.run(
                self._command(*options), capture_output=True, timeout=PAGE_SECONDS, check=False
            )
            said = done.stderr.decode(errors="replace").strip()
        except subprocess.TimeoutExpired:
            said = f"{PAGE_SECONDS} s"
        if not part.exists():
            raise PrintingError(said)
        return part.read_bytes()


class _OpenBrowser:
    """A browser that listens: requests are answered in any order, events come between them."""

    def __init__(self, command: list[str]) -> None:
        its_end, self._requests = os.pipe()
        self._answers, its_answers = os.pipe()
        quiet = [(os.POSIX_SPAWN_OPEN, own, os.devnull, os.O_RDWR, 0) for own in (0, 1, 2)]
        given = [(os.POSIX_SPAWN_DUP2, its_end, 3), (os.POSIX_SPAWN_DUP2, its_answers, 4)]
        try:
            self._pid = os.posix_spawn(command[0], command, os.environ, file_actions=[*quiet, *given])
        except OSError:
            os.close(self._requests)
            os.close(self._answers)
            raise
        finally:
            os.close(its_end)
            os.close(its_answers)
        self._asked, self._tab, self._seen, self._begun = 0, "", set[str](), b""

    def pdf_of(self, address: str) -> bytes:
        """Return the page of an address as PDF."""
        if not self._tab:
            target = self._ask("Target.createTarget", {"url": "about:blank"})["targetId"]
            self._tab = self._ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
            self._ask("Page.enable")
        self._seen.clear()
        went = self._ask("Page.navigate", {"url": address})
        if "errorText" in went:
            raise PrintingError(went["errorText"])
        until = time.monotonic() + PAGE_SECONDS
        while "Page.loadEventFired" not in self._seen:
            self._next(until)
        return base64.b64decode(self._ask("Page.printToPDF", PRINTED)["data"])

    def close(self) -> None:
        """End the browser and wait until it has ended."""
        with suppress(OSError):
            os.write(self._requests, _message(0, "Browser.close", "", {}))
        for handle in (self._requests, self._answers):
            os.close(handle)
        until = time.monotonic() + CLOSING_SECONDS
        while os.waitpid(self._pid, os.WNOHANG) == (0, 0):
            if time.monotonic() > until:
                os.kill(self._pid, signal.SIGKILL)
                os.waitpid(self._pid, 0)
                break
            time.sleep(0.02)

    def _ask(self, method: str, given: dict[str, Any] | None = None) -> Any:
        """Send a request, to the tab if there is one, and return its answer."""
        self._asked += 1
        os.write(self._requests, _message(self._asked, method, self._tab, given or {}))
        until = time.monotonic() + PAGE_SECONDS
        while (answer := self._next(until)).get("id") != self._asked:
            pass
        if "error" in answer:
            raise PrintingError(answer["error"]["message"])
        return answer["result"]

    def _next(self, until: float) -> dict[str, Any]:
        """Return the next message, and note what it reports if it is an event."""
        pieces = [self._begun]
        while b"\0" not in pieces[-1]:
            if not select.select([self._answers], [], [], max(until - time.monotonic(), 0))[0]:
                raise PrintingError(f"{PAGE_SECONDS} s")
            pieces.append(os.read(self._answers, PIECE))
            if not pieces[-1]:
                raise PrintingError("the browser has ended")
        message, _, self._begun = b"".join(pieces).partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        self._seen.add(found.get("method", ""))
        return found


def _message(number: int, method: str, tab: str, given: dict[str, Any]) -> bytes:
    asked: dict[str, Any] = {"id": number, "method": method, "params": given}
    if tab:
        asked["sessionId"] = tab
    return json.dumps(asked).encode() + b"\0"
