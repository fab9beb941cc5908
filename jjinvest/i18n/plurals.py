"""Words that depend on a number: ``{name|singular|plural}`` in a message; light to import."""

from __future__ import annotations

import re
from collections.abc import Callable

CHOICE = re.compile(r"\{([A-Za-z0-9_][A-Za-z0-9_.\-]*)\|([^{}|]*)\|([^{}|]*)\}")
"""A name that stands for a number, and the words beside it for one and for any other number."""


def choose_words(text: str, is_one: Callable[[str], bool]) -> str:
    """Write the words of a message that depend on its numbers.

    Parameters
    ----------
    is_one
        Whether the number of a name is exactly one.

    Examples
    --------
    >>> counts = {"rows": 1, "faults": 0}
    >>> choose_words("{rows} {rows|row|rows}, {faults} {faults|fault|faults}", lambda name: counts[name] == 1)
    '{rows} row, {faults} faults'
    """
    return CHOICE.sub(lambda match: match.group(2 if is_one(match.group(1)) else 3), text)
