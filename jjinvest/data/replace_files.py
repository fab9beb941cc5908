"""Replace several files of a folder as one: a reader finds all of the old ones or all of the new ones.

The new files and the old ones are first stored in a folder of their own, which one rename declares complete.
Only then is each new file moved to its place. If the process ends in between, the next reader calls
:func:`finish_replacing` and moves the rest.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from jjinvest.core.errors import DataError, Problem
from jjinvest.core.signals import undisturbed

JOURNAL = ".replacing"
"""Folder whose files are on their way to their places."""
_STAGED = ".staged-"
_NEW, _OLD, _UNDO, _ABSENT = "new", "old", "undo", ".absent"
_ABANDONED_AFTER = 3600  # seconds without a change


class UnfinishedReplacementError(OSError):
    """Some files were replaced and could neither be completed nor put back; the next reader goes on."""


def replace_files(
    folder: Path, contents: Mapping[str, bytes], check: Callable[[Path], None] = lambda _: None
) -> None:
    """Replace files of a folder; if that fails, all of them keep their content.

    Parameters
    ----------
    contents
        New content by file name. A file whose content is the same already is not touched.
    check
        Called with a folder that holds the new files, before any is moved; what it raises ends the
        replacement.

    Raises
    ------
    OSError
        If a file cannot be written; nothing has changed then.
    UnfinishedReplacementError
        If the files could not be put back either.
    """
    finish_replacing(folder)
    _remove_abandoned(folder)
    staged = folder / f"{_STAGED}{token_hex(8)}"
    with undisturbed():  # else a reader might finish what its command has called interrupted
        try:
            _stage(staged, folder, contents, check)
            staged.rename(folder / JOURNAL)
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise
        try:
            _sync(folder)
            _move_all(folder)
        except BaseException as error:
            _undo(folder, error)
            raise


def finish_replacing(folder: Path) -> None:
    """Finish a replacement that was interrupted; without one, nothing is done.

    Raises
    ------
    DataError
        If it cannot be finished, for instance in a folder that cannot be written.
    """
    if not (folder / JOURNAL).is_dir():
        return
    try:
        _move_all(folder)
    except OSError as error:
        found = f"上次导入没有做完 an import was interrupted: {error.strerror or error}"
        expected = "可写的文件夹，文件未被其他程序占用 a folder that can be written, files not in use"
        remedy = "关闭占用文件的程序后重试 close the program that uses a file and repeat"
        raise DataError([Problem(folder.as_posix(), None, None, found, expected, remedy)]) from None


def _stage(staged: Path, folder: Path, contents: Mapping[str, bytes], check: Callable[[Path], None]) -> None:
    for name in (_NEW, _OLD):
        (staged / name).mkdir(parents=True)
    for name, content in contents.items():
        _write(staged / _NEW / name, content)
    check(staged / _NEW)
    for name, content in contents.items():
        earlier = (folder / name).read_bytes() if (folder / name).exists() else None
        if earlier is None:
            _write(staged / _OLD / f"{name}{_ABSENT}", b"")
        elif earlier == content:
            (staged / _NEW / name).unlink()
        else:
            _write(staged / _OLD / name, earlier)
    for path in (staged / _NEW, staged / _OLD, staged):
        _sync(path)


def _move_all(folder: Path) -> None:
    """Move the files of the journal to their places: the new ones or, after a fault, the old ones.

    A file that is gone was moved by another reader.
    """
    journal = folder / JOURNAL
    source = journal / (_OLD if (journal / _UNDO).exists() else _NEW)
    with suppress(FileNotFoundError):
        for path in sorted(source.iterdir(), reverse=True):  # sources before the figures that refer to them
            if path.name.endswith(_ABSENT):
                (folder / path.name.removesuffix(_ABSENT)).unlink(missing_ok=True)
                path.unlink(missing_ok=True)
            else:
                with suppress(FileNotFoundError):
                    path.replace(folder / path.name)
    _sync(folder)
    done = folder / f"{_STAGED}{token_hex(8)}"
    with suppress(FileNotFoundError):
        journal.rename(done)
    shutil.rmtree(done, ignore_errors=True)


def _undo(folder: Path, error: BaseException) -> None:
    """Put the old files back, unless all new ones are in place."""
    if not (folder / JOURNAL).is_dir():
        return
    try:
        _write(folder / JOURNAL / _UNDO, b"")
        _move_all(folder)
    except OSError as second:
        reason = second.strerror or str(second)
        raise UnfinishedReplacementError(second.errno, reason) from error


def _remove_abandoned(folder: Path) -> None:
    """Remove what a process that ended while staging has left."""
    for path in folder.glob(f"{_STAGED}*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _ABANDONED_AFTER:
                shutil.rmtree(path, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)


def _sync(folder: Path) -> None:
    """Wait until a folder is on the disk; Windows cannot sync a folder and need not."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
