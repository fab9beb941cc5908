"""Facts that follow from the simulated next year: two named scenarios and the numbers of large projects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.size_classes import tier_part
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.annual.compound_poisson import SizeClassYears, size_classes
from jjinvest.forecasting.annual.modelled import band, modelled
from jjinvest.forecasting.on_demand import Samples
from jjinvest.metrics.breakdowns import COUNT

UNSEEN_TIER = 100
"""Size in 亿元 that no published project has: only a scenario holds one."""


def scenarios(
    base: SizeClassYears, repeat: Samples, goal: float, key: FactId, period: str, sources: tuple[str, ...]
) -> Iterator[Fact]:
    """Two named scenarios: no project of the largest class at all, and a repeat of last year's rates."""
    for name, samples in (("no_large", base.by_class[:, 1:].sum(axis=1)), ("repeat", repeat)):
        head, chance = key / "scenario" / name, float((samples >= goal).mean())
        yield modelled(
            head,
            float(np.median(samples)),
            *band(samples, 0.8),
            unit="亿元",
            basis="agreed",
            period=period,
            sources=sources,
            caveat="scenario_only",
            definition="scenario",
        )
        yield modelled(
            head / "p_reach" / f"{goal:g}",
            chance,
            unit="概率",
            basis="agreed",
            period=period,
            target=goal,
            sources=sources,
            caveat="scenario_only",
            definition="p_reach",
        )


def large_projects(
    base: SizeClassYears,
    workspace: Workspace,
    period: str,
    sources: tuple[str, ...],
    assumptions: Assumptions,
) -> Iterator[Fact]:
    """Expected number and chance of the largest projects, and the chance of one larger than any published."""
    largest = size_classes(workspace, str(int(period) - 1))[1][0]
    edge = largest.low
    key = FactId.of(period, COUNT, tier_part(f"tier_ge_{edge:g}"))

    def fact(
        fact_id: FactId,
        value: float | None,
        ends: tuple[float | None, float | None] = (None, None),
        *,
        unit: str = "概率",
        caveat: str = "size_classes_one_year",
    ) -> Fact:
        return modelled(
            fact_id,
            value,
            *ends,
            unit=unit,
            basis="count",
            period=period,
            scope="tier",
            sources=sources,
            caveat=caveat,
            definition=fact_id.name,
        )

    highest = 1 - 0.5**assumptions.hundred_yi_prior_shape
    if largest.count:
        chance = float((base.large >= 1).mean())
        highest = min(highest, chance)  # a larger project is also one of this class
        expected = fact(key / "expected", float(base.large.mean()), band(base.large, 0.8), unit="个")
        yield replace(expected, decimals=1)
        yield fact(key / "p_any", chance)
    else:  # one year without any does not say that there will be none
        yield fact(key / "p_any", None, (0.0, highest), caveat="scenario_only")
    if edge < UNSEEN_TIER:
        unseen = FactId.of(period, COUNT, f"tier_ge_{UNSEEN_TIER}", "p_any")
        yield fact(unseen, None, (0.0, highest), caveat="scenario_only")
