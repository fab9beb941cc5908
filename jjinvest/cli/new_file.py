"""A file that a command writes for the user to fill in or review: never over one with other content."""

from __future__ import annotations

from pathlib import Path


def write_new(path: Path, content: bytes, *, remedy: str = "") -> None:
    """Write a file, whole or not at all; one with the same bytes may be there already.

    Parameters
    ----------
    remedy
        What to do where a file of this name has other content, as a line below the error.

    Raises
    ------
    ParameterError
        If a file of this name has other content, or the file cannot be written.
    """
    from jjinvest.core.errors import ParameterError
    from jjinvest.ledger.excel.writer import write_atomically

    try:
        if path.exists() and path.read_bytes() != content:
            lines = [f"已有同名文件，没有覆盖 exists, not overwritten: {path}", remedy]
            raise ParameterError("\n".join(filter(None, lines)))
        write_atomically(path, content)
    except OSError as error:
        raise ParameterError(f"写不了 cannot write: {path}: {error.strerror}") from None
