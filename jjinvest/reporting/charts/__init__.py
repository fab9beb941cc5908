"""Charts, one function each: a frame of cells and a vocabulary in, one Figure out.

The frames are those of :mod:`jjinvest.reporting.tables`.

The chart's message is its title, written by the report above it; axes carry units, groups are labelled
directly.
"""

from jjinvest.reporting.charts.backtest import calibration, fan
from jjinvest.reporting.charts.breakdowns import (
    breakdown,
    completion,
    named_projects,
    sectors,
    sizes,
    task_forces,
)
from jjinvest.reporting.charts.group import small_multiples
from jjinvest.reporting.charts.ledger import funds_by_age, parts, stage_funnel, waiting
from jjinvest.reporting.charts.outlook import conditional_chances, distribution, growth_rows
from jjinvest.reporting.charts.quality import checks, interval_bars, reconstructed
from jjinvest.reporting.charts.style import to_svg
from jjinvest.reporting.charts.targets import bridge, probability_curve, sensitivity
from jjinvest.reporting.charts.trend import trend

__all__ = [
    "breakdown",
    "bridge",
    "calibration",
    "checks",
    "completion",
    "conditional_chances",
    "distribution",
    "fan",
    "funds_by_age",
    "growth_rows",
    "interval_bars",
    "named_projects",
    "parts",
    "probability_curve",
    "reconstructed",
    "sectors",
    "sensitivity",
    "sizes",
    "small_multiples",
    "stage_funnel",
    "task_forces",
    "to_svg",
    "trend",
    "waiting",
]
