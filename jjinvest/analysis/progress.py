"""Show in JupyterLab that numbers are being computed, where no run has prepared them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

from jjinvest.i18n.formatting import Vocabulary

if TYPE_CHECKING:
    from jjinvest.analysis.opened import Opened

OF_A_NOTEBOOK = "JPY_SESSION_NAME"
"""Variable that JupyterLab sets for the kernel of an open notebook; papermill and runs have none."""


def is_watched() -> bool:
    """Whether somebody waits for the cell in an open notebook."""
    return OF_A_NOTEBOOK in os.environ and "IPython" in sys.modules


@contextmanager
def progress(words: Vocabulary) -> Iterator[None]:
    """Say that numbers are computed, and afterwards how long it took; nothing outside of an open notebook."""
    if not is_watched():
        yield
        return
    from IPython.display import display

    start = time.monotonic()
    shown = display({"text/plain": words.message("progress.computing")}, raw=True, display_id=True)
    try:
        yield
    finally:
        took = time.monotonic() - start
        said = words.message("progress.computed").replace("{seconds}", f"{took:.0f}") if took >= 1 else ""
        shown.update({"text/plain": said}, raw=True)


def shown_progress(d: Opened) -> AbstractContextManager[None]:
    """Say in an open notebook that numbers of an analysis are computed, unless a run has prepared them."""
    return nullcontext() if d.prepared else progress(d.words)
