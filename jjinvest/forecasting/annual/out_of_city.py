"""Chance of the out-of-city target of the next year, from last year's contracts and the amount ahead."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.annual.joint_targets import ratio_weights
from jjinvest.forecasting.annual.modelled import modelled
from jjinvest.forecasting.annual.next_year import AgreedOutlook
from jjinvest.metrics.breakdowns import AMOUNT
from jjinvest.metrics.targets import aimed_at, main_target


def out_of_city_outlook(
    workspace: Workspace,
    year: int,
    agreed: AgreedOutlook,
    *,
    assumptions: Assumptions,
) -> list[Fact]:
    """Chance of the out-of-city target, and under each value of a named ratio.

    Last year has no figure of this basis. The ratio `contract_to_agreed` (out-of-city formal contracts ÷
    out-of-city agreed amount) lies between the published contracts over the total agreed amount and 1; next
    year's out-of-city share is taken to be last year's. The chance takes every such ratio as equally likely;
    its range is over the cases of the agreed amount and over the ratio that the targets of the year imply.
    ``.by_ratio`` is the range over the ratios.
    """
    known, targets = workspace.latest, workspace.targets
    key = FactId.of(year, AMOUNT, "out_of_city")
    contracts = known.get(FactId.of(year - 1, "contract_amount", "out_of_city"))
    total = known.get(FactId.of(year - 1, AMOUNT))
    target = main_target(targets, key)
    if target is None or contracts is None or total is None or key.in_period(year - 1) in known:
        return []
    lowest = float((contracts.value or 0) / (total.value or 1))
    goal = aimed_at(target)
    sources = (*contracts.sources, *total.sources, *target["figure_ids"])
    ratios = [lowest, *sorted(r for r in assumptions.contract_to_agreed if r > lowest)]
    models = [agreed.distribution.samples, *agreed.distribution.cases.values()]
    tried = [([lowest / r for r in ratios], ratio_weights(ratios))]
    whole = main_target(targets, FactId.of(year, AMOUNT))
    if whole is not None and lowest < goal / aimed_at(whole) <= 1:
        tried.append(([goal / aimed_at(whole)], np.ones(1)))
    means = [
        float(weights @ [(samples * share >= goal).mean() for share in shares])
        for samples in models
        for shares, weights in tried
    ]
    chance = {r: float((agreed.distribution.samples * lowest / r >= goal).mean()) for r in ratios}
    return _facts(key, goal, sources, means, chance)


def _facts(
    key: FactId, goal: float, sources: tuple[str, ...], means: list[float], chance: dict[float, float]
) -> list[Fact]:
    """Facts of a target: its chance with its range over the cases, and its chance at each ratio."""

    def fact(fact_id: FactId, value: float | None, ends: Sequence[float] = (), unit: str = "概率") -> Fact:
        return modelled(
            fact_id,
            value,
            min(ends, default=None),
            max(ends, default=None),
            unit=unit,
            basis="agreed",
            period=key.period,
            scope="out_of_city",
            target=goal,
            sources=sources,
            caveat="ratio_conditional",
            definition="p_reach",
        )

    head = key / "p_reach" / f"{goal:g}"
    facts = [fact(head, means[0], means), fact(head / "by_ratio", None, [*chance.values()])]
    for place, (ratio, p) in enumerate(chance.items(), start=1):
        given = head / "given" / place
        facts += [fact(given / "ratio", 100 * ratio, unit="%"), fact(given, p)]
    return facts
