"""Texts of others as plain text: nothing in them moves a cursor, rings a bell or turns a line round."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, cursor
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"  # titles and the like
    r"|\x1b[ -/]*[0-~]?"
)
_UNSHOWN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
_HALF_CHARACTERS = re.compile("[\ud800-\udfff]")
MAX_LINE_LENGTH = 500


def plain_text(text: str) -> str:
    r"""Return a text without escapes for terminals, control and direction characters; lines and tabs stay.

    Halves of characters, which no file can hold, become U+FFFD.

    Examples
    --------
    >>> plain_text("\x1b[31mred\x1b[0m \u202eturned\x07")
    'red turned'
    """
    text = _ESCAPES.sub("", text.replace("\r\n", "\n"))
    return _HALF_CHARACTERS.sub("\ufffd", _UNSHOWN.sub("", text))


def first_line(error: object, longest: int = MAX_LINE_LENGTH) -> str:
    """Return the first line of a text as plain text, cut to a length.

    Examples
    --------
    >>> first_line("one\\ntwo"), first_line(""), first_line("abcdef", longest=4)
    ('one', '', 'abc…')
    """
    line = (plain_text(str(error)).splitlines() or [""])[0]
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def words_of_error(error: BaseException) -> str:
    """Name and words of an error; one without words is named by the place where it was raised.

    Examples
    --------
    >>> words_of_error(ValueError("no year"))
    'ValueError: no year'
    """
    name, words = type(error).__name__, str(error)
    if words.strip():
        return f"{name}: {words}"
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}, {frames[-1].name}" if frames else ""
    return without_words(name, place)


def without_words(name: str, place: str) -> str:
    """Say where an error without words was raised.

    Examples
    --------
    >>> without_words("AssertionError", "style.py:112, draw")
    'AssertionError：程序没有说明原因 no reason was given（style.py:112, draw）'
    """
    return f"{name}：程序没有说明原因 no reason was given" + (f"（{place}）" if place else "")
