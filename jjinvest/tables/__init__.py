"""The tables of the reports: frames whose cells are facts, terms, badges or the district's own words.

Column names are message keys (``col.<name>``). A chart draws the same frame that its table shows, so both show one
number; rendering and recording are the business of :mod:`jjinvest.report`.
"""

from jjinvest.tables.issued import advances, revisions, track_record
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

__all__ = [
    "advances",
    "assumptions",
    "chances",
    "checks",
    "completion",
    "computed",
    "concentration",
    "count_bounds",
    "figures",
    "forecast",
    "growth_reference",
    "halves",
    "key_figures",
    "large_projects",
    "named_groups",
    "not_recomputable",
    "not_subtractable",
    "out_of_city",
    "outlook",
    "projects",
    "revisions",
    "scenarios",
    "sectors",
    "sources",
    "task_forces",
    "tier_bounds",
    "tiers",
    "track_record",
]
