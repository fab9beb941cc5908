"""Numbers that follow from an approximate one (约): they are approximate too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pandas as pd

from jjinvest.core.facts import Fact
from jjinvest.core.rounding import exact, round_half_up

COUNTS_OF_TARGETS = "targets"
NEEDED = "monthly_needed"


def with_approximation(facts: Iterable[Fact], figures: pd.DataFrame) -> Iterator[Fact]:
    """Mark every computed number behind which a figure is approximate, with no more decimals than that has.

    An amount has the decimals of the approximate figure of its own unit, a rate none. The value itself, and
    its interval, stay; but a difference that may as well be nothing or have the other sign is its interval
    alone: of 约 148 towards 150 nobody can say that about 2 are missing.

    Parameters
    ----------
    figures
        Published figures, with the columns figure_id, relation, unit and decimals.
    """
    about = figures[figures["relation"] == "~"].drop_duplicates("figure_id").set_index("figure_id")
    for fact in facts:
        stated = [source for source in fact.sources if source in about.index]
        counted = fact.id.metric == COUNTS_OF_TARGETS  # how many are reached is judged by the interval
        if fact.evidence != "computed" or fact.value is None or fact.relation != "=" or not stated or counted:
            yield fact
            continue
        if _may_be_nothing(fact):
            at_most = NEEDED in fact.id.parts
            bound = replace(fact, value=fact.high, low=None, relation="<=")
            yield bound if at_most else replace(fact, value=None)
            continue
        same = about.loc[stated]
        same = same[same["unit"] == fact.unit]
        most = min((int(each or 0) for each in same["decimals"]), default=0 if fact.unit == "%" else None)
        if most is not None and fact.value and round_half_up(fact.value, most) == 0:
            most = None  # what is smaller than the last digit shown is not nothing
        shown = fact.decimals if most is None else min(most, fact.shown_decimals)
        whole = shown is not None and exact(fact.value) == round_half_up(fact.value, shown)
        yield replace(fact, relation="~", decimals=fact.decimals if whole else shown)


def _may_be_nothing(fact: Fact) -> bool:
    """Whether the interval of a difference reaches to both sides of 0, or that of a need down to 0."""
    if fact.low is None or fact.high is None:
        return False
    return fact.low < 0 < fact.high if fact.signed else NEEDED in fact.id.parts and fact.low <= 0
