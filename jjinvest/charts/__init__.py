"""One function a chart: a frame of cells (:mod:`jjinvest.tables`) and a vocabulary in, one Figure out.

The chart's message is its title, written by the report above it; axes carry units, groups are labelled directly.
"""

from jjinvest.charts.evidence import checks, interval_bars, reconstructed
from jjinvest.charts.ledger import funds_by_age, parts, stage_funnel, waiting
from jjinvest.charts.outlook import conditional_chances, distribution, growth_rows
from jjinvest.charts.record import calibration, fan
from jjinvest.charts.structure import completion, named_projects, sectors, sizes, task_forces
from jjinvest.charts.style import to_svg
from jjinvest.charts.targets import bridge, probability_curve, sensitivity

__all__ = [
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
    "stage_funnel",
    "task_forces",
    "to_svg",
    "waiting",
]
