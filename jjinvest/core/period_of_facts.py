"""The period that the facts of a run are about, where only the facts are known: circulars, releases, groups.

Of a workspace see :mod:`jjinvest.data.reported_period`.
"""

from __future__ import annotations

from collections.abc import Iterable

from jjinvest.core.fact_id import BEFORE_REVISION, COMPARED
from jjinvest.core.facts import Fact
from jjinvest.core.periods import last_cumulative, period_key

_DERIVED = frozenset((*COMPARED, "mid_year", "forecast", "monthly", "linear", BEFORE_REVISION))
"""Parts of ids whose numbers compare, project or divide what was reached."""


def period_of_facts(facts: Iterable[Fact], run_period: str) -> str:
    """Return the period that a run reported, known by the totals among its facts.

    Numbers of a part count only where no total of the district was published, and a projection never does:
    it is of months that nobody has reported.

    Examples
    --------
    >>> whole = Fact("2018m01-m10.a", 9, 9, 9, "个", "", "all", "published", "2018-01..2018-10")
    >>> part = Fact("2018.a.park.east", 3, 3, 3, "个", "", "park", "published", "2018")
    >>> period_of_facts([whole, part], "2018Q4"), period_of_facts([part], "2018Q4")
    ('2018-01..2018-10', '2018')
    """
    levels = [fact for fact in facts if _is_level(fact)]
    totals = {fact.period for fact in levels if _is_of_all(fact)}
    return last_cumulative(totals or {fact.period for fact in levels}, run_period)


def _is_level(fact: Fact) -> bool:
    """Whether a fact is a number that was reached in its own period, published or of a ledger."""
    if fact.evidence not in ("published", "computed") or fact.id.period != period_key(fact.period):
        return False
    return not fact.id.statistic and not _DERIVED & set(fact.id.parts)


def _is_of_all(fact: Fact) -> bool:
    return [part for part in fact.id.parts if part not in ("ledger", "out_of_city")] == [fact.id.metric]
