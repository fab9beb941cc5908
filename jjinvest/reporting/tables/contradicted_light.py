"""The light of a target whose completion other figures contradict: yellow where they would give another."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import period_months
from jjinvest.metrics.lights import WHOLE, YELLOW, Light, light_of_target
from jjinvest.quality.reconciliation.accused import MARKED
from jjinvest.results.results import Results

CONTRADICTED = "contradicted"


def light_as_required(results: Results, light: Light | None, completion: Fact | None) -> Light | None:
    """Return the light, yellow where the completion may be the wrong figure and another gives another light.

    29.6 of 40 is 74.0 %, behind the calendar in September; a published 98.7 % is ahead. Which of the three is
    wrong is not known, so neither is the light.
    """
    if light is None or completion is None or completion.caveat not in MARKED:
        return light
    for accused in chain(*results.accused):
        required = accused.required
        if accused.fact_id != completion.id or required is None or required.unit != completion.unit:
            continue
        gap = _pace_gap(required, results.period)
        other = light_of_target(required, None, gap, complete_year=results.complete_year)
        if other is not None and other.colour != light.colour:
            return Light(YELLOW, other.rule, CONTRADICTED)
    return light


def _pace_gap(completion: Fact, period: str) -> Fact:
    passed = WHOLE * period_months(period)[1] / 12
    value, low, high = (
        None if end is None else end - passed for end in (completion.value, completion.low, completion.high)
    )
    gap_id = FactId(completion.id).with_statistic("pace_gap")
    return replace(completion, id=gap_id, value=value, low=low, high=high, unit="个百分点")
