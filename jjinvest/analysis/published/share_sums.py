"""Whether the shares of the parts of a whole sum to 100, by what rounding allows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from jjinvest.analysis.frames.statistic_names import SHARE

if TYPE_CHECKING:
    from jjinvest.analysis.frames.question import Known
    from jjinvest.i18n.formatting import Vocabulary

_EXACT = 1e-6


def share_notes(numbers: Iterable[Known], words: Vocabulary) -> list[str]:
    """Say of shares by one dimension or several, in one period, that they do not sum to 100.

    A single share is no sum. What rounding allows of each part is allowed of the sum.
    """
    groups: dict[tuple[str, str, str], list[Known]] = {}
    for each in numbers:
        if each.statistic == SHARE and each.part and each.fact.value is not None:
            key = each.metric, each.fact.period, "+".join(each.part)
            groups.setdefault(key, []).append(each)
    notes = list[str]()
    for (metric, period, dimensions), parts in groups.items():
        low, value, high = (sum(_end(each, end) for each in parts) for end in ("low", "value", "high"))
        if len(parts) < 2 or low - _EXACT <= 100 <= high + _EXACT:
            continue
        by = " × ".join(words.label(name) for name in dimensions.split("+"))
        note = words.message("analysis.note.shares_sum").replace("{metric}", words.label(metric))
        note = note.replace("{period}", words.period(period)).replace("{dimension}", by)
        notes.append(note.replace("{sum}", f"{value:.1f}"))
    return notes


def _end(known: Known, name: str) -> float:
    """Value of a share, or an end of its interval; its value where the end is not known."""
    end = getattr(known.fact, name)
    return float(known.fact.value or 0.0) if end is None else float(end)
