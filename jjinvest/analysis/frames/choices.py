"""Errors that name what may be chosen."""

from __future__ import annotations

import difflib
from collections.abc import Collection

from jjinvest.core.errors import ParameterError

MAX_LISTED = 40
"""Choices that an error lists at most; of more, the nearest come first."""


def wrong_choice(zh: str, en: str, given: object, known: Collection[str]) -> ParameterError:
    """Return the error of a name that is none of the known ones, with the nearest and all choices.

    Examples
    --------
    >>> print(wrong_choice("语言", "language", "fr", ["zh", "en"]))
    没有这个语言 no such language: 'fr'
    可用 choices: zh, en
    """
    near = difflib.get_close_matches(str(given), known, n=3)
    lines = [f"没有这个{zh} no such {en}: {given!r}"]
    if near:
        lines.append(f"相近 near: {', '.join(near)}")
    listed = list(known)[:MAX_LISTED]
    more = "" if len(known) <= MAX_LISTED else f" … ({len(known)})"
    lines.append(f"可用 choices: {', '.join(listed) or '—'}{more}")
    return ParameterError("\n".join(lines))
