"""Numbers of a column: the unit they share, and one number of decimals for what is computed.

The rule is one for a table, for the labels of a chart and for the sentence above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

import pandas as pd

from jjinvest.core.codes import THREE_SECTORS
from jjinvest.core.facts import Fact
from jjinvest.core.rounding import exact, round_half_up
from jjinvest.core.units import is_money
from jjinvest.i18n.fact_styles import with_zeros
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.quality.reconciliation.accused import MARKED
from jjinvest.reporting.tables.cells import Ranged

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def common_unit(column: Iterable[object]) -> str | None:
    """Unit that all facts of a column share and that belongs into its head; None if mixed, wordy or none."""
    units = {(c.fact if isinstance(c, Ranged) else c).unit for c in column if isinstance(c, (Fact, Ranged))}
    if len(units) != 1:
        return None
    unit = units.pop()
    return unit if unit in ("亿元", "个", "%", "个百分点", "分") else None


def column_decimals(column: Iterable[object], words: Vocabulary) -> int:
    """Decimals that the computed numbers of a column share: as many as the one that needs most.

    0 where they share no unit, as in a table with a metric a row.
    """
    cells = list(column)
    if common_unit(cells) is None:
        return 0
    computed = (
        cell
        for cell in cells
        if isinstance(cell, Fact)
        and (_is_computed(cell) or (cell.decimals is not None and cell.evidence != "published"))
    )
    ranges = (cell.fact for cell in cells if isinstance(cell, Ranged))
    written = [words.fact(cell, "n") for cell in computed]
    if written and common_unit(cells) == "%":  # 66.0 beside a published 34.0
        published = (cell for cell in cells if isinstance(cell, Fact) and cell.evidence == "published")
        written += [words.fact(cell, "n") for cell in published if places_of(words.fact(cell, "n")) == 1]
    ends = (NUMBER.findall(words.fact(fact, "range_n")) for fact in ranges)
    return max(map(places_of, [*written, *(end for both in ends for end in both)]), default=0)


def frame_decimals(frame: pd.DataFrame, words: Vocabulary) -> dict[str, int]:
    """Decimals of each number of a frame by its id: those of its column."""
    columns = ((frame[name], column_decimals(frame[name], words)) for name in frame)
    return {
        cell.id: decimals_of(cell, decimals)
        for column, decimals in columns
        for cell in column
        if isinstance(cell, Fact)
    }


def excess_of_shares(frame: pd.DataFrame) -> str:
    """Key of the note on published shares of one measure by one dimension above 100 % beyond their rounding.

    ``overlapping``: the text counts a project in several members, 电子信息 and 人工智能. No reason is given
    that was not tested: where one of the shares is to be verified (``shares_to_verify``), or the three
    sectors, which do not overlap, exceed it (``shares_exceed``). Empty without an excess, also where an
    amount is below zero (:func:`has_negative_part`); size classes from an edge on are within each other by
    what they are.
    """
    if has_negative_part(frame):
        return ""
    splits: dict[tuple[str, str, tuple[str, ...]], list[Fact]] = {}
    facts = (cell for name in frame for cell in frame[name] if isinstance(cell, Fact))
    for cell in facts:
        share = cell.evidence == "published" and cell.id.parts[-1] == "share"
        if share and cell.low is not None and cell.scope != "tier":
            splits.setdefault((cell.period, cell.scope, cell.id.parts[:-2]), []).append(cell)
    above = [
        shares
        for shares in splits.values()
        if sum((exact(share.low or 0.0) for share in shares), Fraction(0)) > 100
    ]
    if any(share.caveat in MARKED for shares in above for share in shares):
        return "shares_to_verify"
    if any({share.id.parts[-2] for share in shares} <= {*THREE_SECTORS} for shares in above):
        return "shares_exceed"
    return "overlapping" if above else ""


def has_negative_part(frame: pd.DataFrame) -> bool:
    """Whether an amount of a part is below zero: the shares of the others then exceed 100 % together."""
    facts = (cell for name in frame for cell in frame[name] if isinstance(cell, Fact))
    return any(
        (fact.value or 0) < 0 and (fact.id.parts[-1] == "share" or (is_money(fact.unit) and not fact.signed))
        for fact in facts
    )


def _is_computed(fact: Fact) -> bool:
    """Whether a number has the decimals of its column; so has a difference of two modelled chances."""
    return fact.evidence == "computed" or (fact.evidence == "modelled" and fact.unit == "个百分点")


def decimals_of(cell: object, decimals: int) -> int:
    """Decimals that a number has in a column of so many; 0 for one that keeps those it has.

    What is computed has those of the column, but an amount no more than the rounding of the figures behind
    it allows: 13.5 of figures with one decimal stays so beside 13.47 of a ledger. Nor does it get zeros that
    are none of its digits: 1.5107 written as 1.51 stays so beside 0.676.
    """
    if not isinstance(cell, Fact) or cell.value is None or cell.evidence == "published":
        return 0
    if cell.decimals is not None:
        return _true_zeros(cell, decimals)
    if not _is_computed(cell):
        return 0
    if not is_money(cell.unit) or cell.low is None or cell.high is None:
        return _true_zeros(cell, decimals)
    width = exact(cell.high) - exact(cell.low)
    known = next((n for n in range(decimals, 0, -1) if width <= 2 * Fraction(1, 10**n)), 0)
    return _true_zeros(cell, known)


def _true_zeros(fact: Fact, decimals: int) -> int:
    """So many decimals, or those that the number is written with where zeros behind them would be false."""
    written, value = fact.shown_decimals, exact(fact.value or 0)
    false = round_half_up(value, decimals) != round_half_up(value, written)
    return written if false and decimals > written else decimals


def with_decimals(fact: Fact, decimals: int, words: Vocabulary) -> str:
    """Write a number without its unit, with the decimals that it has in a column of so many.

    Examples
    --------
    >>> share = Fact("2023.projects_signed.secondary.share", 72, None, None, "%", "", "", "computed", "2023")
    >>> with_decimals(share, 1, Vocabulary("zh", {}))
    '72.0'
    """
    return with_zeros(words.fact(fact, "n"), decimals_of(fact, decimals))


def with_unit(fact: Fact, decimals: int, words: Vocabulary) -> str:
    """Write a number with its unit and its decimals in a column of so many; bounds as they are."""
    fact = words.as_published(fact)
    if fact.value is None:
        return words.fact(fact)
    return words.with_unit(with_decimals(fact, decimals, words), fact, fact.value)


def places_of(text: str) -> int:
    """Decimals of a number as written."""
    return len(text.partition(".")[2])
