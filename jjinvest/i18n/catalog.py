"""The languages of the pages and their messages by key (gettext catalogs in ``locale/``); light to import."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")
HTML_LANG = {"zh": "zh-CN", "en": "en"}
_MESSAGE = re.compile(r'^msgid (".*"(?:\n".*")*)\nmsgstr (".*"(?:\n".*")*)$', re.MULTILINE)
_OTHER = re.compile(r"#.*|\s*")
_ESCAPED = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


@cache
def catalog(language: str) -> Mapping[str, str]:
    """Messages of a language by key."""
    path = Path(__file__).with_name("locale") / f"{language}.po"
    return messages(path.read_text(encoding="utf-8"))


def messages(text: str) -> dict[str, str]:
    """Messages of a catalog, which has neither contexts nor plurals; of two with one key the last.

    babel reads a catalog too, thirty times as slowly.

    Raises
    ------
    ValueError
        If a line is neither part of a message nor a comment.

    Examples
    --------
    >>> messages('msgid "unit.count"\\nmsgstr "个"\\n')
    {'unit.count': '个'}
    """
    for line in _MESSAGE.sub("", text).splitlines():
        if not _OTHER.fullmatch(line):
            raise ValueError(f"a line of a catalog that is no message: {line}")
    found = {_unquoted(key): _unquoted(message) for key, message in _MESSAGE.findall(text)}
    found.pop("", None)  # the head of the file
    return found


def _unquoted(lines: str) -> str:
    """Text of one or several quoted lines."""
    joined = "".join(line[1:-1] for line in lines.split("\n"))
    return _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), joined) if "\\" in joined else joined
