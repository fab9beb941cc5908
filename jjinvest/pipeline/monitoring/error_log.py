"""Log of errors that nobody foresaw: where each was; a user sees one sentence and the name of this file."""

from __future__ import annotations

import traceback
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from jjinvest.core.plain_text import first_line, words_of_error
from jjinvest.core.private_folder import make_owner_only
from jjinvest.pipeline.monitoring.log_files import rotate

ERRORS_FOLDER = ".errors"


def keep_error(root: Path, error: BaseException | str) -> str:
    """Add an error, or the text of a traceback, to the log; return its path, "" if it cannot be written."""
    text = error if isinstance(error, str) else "".join(traceback.format_exception(error))
    path = root / "outputs" / ERRORS_FOLDER / "errors.log"
    with suppress(OSError):
        make_owner_only(path.parent)
        rotate(path)
        with path.open("a", encoding="utf-8", errors="replace") as file:
            file.write(
                f"=== {datetime.now().astimezone().isoformat(timespec='seconds')}\n{text.rstrip()}\n\n"
            )
        return str(path)
    return ""


def internal_error(root: Path, error: BaseException) -> str:
    """Keep an error that nobody foresaw, and return the sentence that a user reads."""
    place = keep_error(root, error)
    words = first_line(words_of_error(error))
    return f"程序出错 internal error: {words}" + (f"\n详见 details: {place}" if place else "")
