"""Where in a text a number stands, in the reader's language: a label of the district, or a usual word."""

from __future__ import annotations

import re
from collections.abc import Mapping

from jjinvest.i18n.formatting import Vocabulary

_BEFORE_QUOTE = re.compile(r"(?P<part>[^“”]{1,10})(?P<quoted>“[^“”]*”)")
"""Name of a part of a text before the words that stand there: 标题“…”."""


def place_named(place: str, labels: Mapping[str, str], words: Vocabulary) -> str:
    """Name of a place in a text; words that are quoted stay as they are.

    Parameters
    ----------
    labels
        Labels of the district in the reader's language, by the Chinese ones.

    Examples
    --------
    >>> place_named("标题“3个项目签约”", {}, Vocabulary("en", {}))
    'Title “3个项目签约”'
    >>> place_named("展望", {"展望": "Outlook"}, Vocabulary("en", {}))
    'Outlook'
    """
    if place in labels:
        return str(labels[place])
    found = _BEFORE_QUOTE.fullmatch(place)
    part = found["part"] if found else place
    key = f"place.{part}"
    named = labels.get(part) or (words.message(key) if words.has(key) else "")
    if not named or words.language == "zh":
        return place
    return f"{named} {found['quoted']}" if found else named
