"""Pure functions from figures to facts: totals, structure, completion, halves, concentration.

Each takes frames of a :class:`jjinvest.data.Workspace` (already as of a date) and a period such as 2023 or 2023H1,
and returns a frame of facts (:mod:`jjinvest.facts`) that name their 口径, evidence and source figures.
"""

from jjinvest.metrics.completion import completions, growth_needed, monthly_pace, reached, targets_of
from jjinvest.metrics.concentration import concentration, tier_amounts
from jjinvest.metrics.halves import second_half
from jjinvest.metrics.ledger_facts import (
    funds_by_signing_year,
    largest,
    named_ledger_rates,
    rows_used,
    seasonal_pace,
    stages,
)
from jjinvest.metrics.published import further_targets, latest, named_projects, published
from jjinvest.metrics.rates import named_rates
from jjinvest.metrics.statements import statements
from jjinvest.metrics.structure import averages, groups, named_groups, shares, tier_counts

__all__ = [
    "averages",
    "completions",
    "concentration",
    "funds_by_signing_year",
    "further_targets",
    "groups",
    "growth_needed",
    "largest",
    "latest",
    "monthly_pace",
    "named_groups",
    "named_ledger_rates",
    "named_projects",
    "named_rates",
    "published",
    "reached",
    "rows_used",
    "seasonal_pace",
    "second_half",
    "shares",
    "stages",
    "statements",
    "targets_of",
    "tier_amounts",
    "tier_counts",
]
