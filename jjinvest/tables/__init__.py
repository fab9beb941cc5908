"""The tables of the reports: frames whose cells are facts, terms, badges or the district's own words.

Column names are message keys (``col.<name>``). A chart draws the same frame that its table shows, so both show one
number; rendering and recording are the business of :mod:`jjinvest.report`.
"""

from jjinvest.tables.evidence import conflict, disclosures, reconstructed
from jjinvest.tables.ledger import (
    by_group,
    comparison,
    funds,
    funds_rates,
    largest,
    origin_of_funds,
    printed_pipeline,
    rates,
    seasonal_pace,
    stages,
    waiting,
)
from jjinvest.tables.outlook import (
    assumptions,
    chances,
    forecast,
    growth_reference,
    large_projects,
    out_of_city,
    outlook,
    scenarios,
)
from jjinvest.tables.printed import (
    checks,
    completion,
    computed,
    figures,
    key_figures,
    not_recomputable,
    sources,
)
from jjinvest.tables.structure import (
    concentration,
    count_bounds,
    halves,
    named_groups,
    not_subtractable,
    projects,
    sectors,
    task_forces,
    tier_bounds,
    tiers,
)
from jjinvest.tables.targets import bridge, levels, pace, sensitivity, told

__all__ = [
    "assumptions",
    "bridge",
    "by_group",
    "chances",
    "checks",
    "comparison",
    "completion",
    "computed",
    "concentration",
    "conflict",
    "count_bounds",
    "disclosures",
    "figures",
    "forecast",
    "funds",
    "funds_rates",
    "growth_reference",
    "halves",
    "key_figures",
    "large_projects",
    "largest",
    "levels",
    "named_groups",
    "not_recomputable",
    "not_subtractable",
    "origin_of_funds",
    "out_of_city",
    "outlook",
    "pace",
    "printed_pipeline",
    "projects",
    "rates",
    "reconstructed",
    "scenarios",
    "seasonal_pace",
    "sectors",
    "sensitivity",
    "sources",
    "stages",
    "task_forces",
    "tier_bounds",
    "tiers",
    "told",
    "waiting",
]
