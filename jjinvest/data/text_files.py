"""Read a text file in any usual encoding; light to import."""

from __future__ import annotations

from pathlib import Path

from jjinvest.core.errors import DataError, Problem

ENCODINGS = ("utf-8-sig", "gb18030")


def read_text(path: Path) -> tuple[str, bytes]:
    """Return the text of a file in UTF-8 (with or without BOM) or GB18030, and its bytes.

    Raises
    ------
    DataError
        If it is missing, not a file, or in no known encoding.
    """
    name = path.as_posix()
    try:
        raw = path.read_bytes()
    except OSError as error:
        found = (
            "没有这个文件 missing"
            if isinstance(error, FileNotFoundError)
            else f"读不了 unreadable: {error.strerror}"
        )
        raise DataError(
            [Problem(name, None, None, found, "一个可读的文件 a readable file", "补上该文件 add the file")]
        ) from None
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding), raw
        except UnicodeDecodeError:
            continue
    expected = "UTF-8 或 GB18030 编码的文本 text in UTF-8 or GB18030"
    remedy = "另存为 CSV UTF-8 save as CSV UTF-8"
    raise DataError([Problem(name, None, None, "无法识别的编码 unknown encoding", expected, remedy)])
