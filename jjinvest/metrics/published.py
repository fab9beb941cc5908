"""Published figures as facts, named projects with their latest amounts, named ratios of figures."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.codes import RATIOS, TO_SIGNED
from jjinvest.core.fact_id import BEFORE_REVISION, FactId
from jjinvest.core.facts import Fact, computed_fact
from jjinvest.core.frame_rows import rows_of
from jjinvest.core.periods import period_end
from jjinvest.core.quantity import Quantity
from jjinvest.data.figure_rows import SIGNED
from jjinvest.data.figures import latest_quantities
from jjinvest.data.outdated_rates import outdated_rates
from jjinvest.data.workspace import Workspace

BASE_RESTATED = "base_restated"
"""Caveat of a rate whose number was restated after the rate had been published."""


def published(workspace: Workspace) -> list[Fact]:
    """Return the latest value of every figure; the evidence of a ledger observation is computed.

    Targets are left to :func:`jjinvest.metrics.targets.targets_of`. An open-ended completion
    ("over-fulfilled") is a claim without a number of its own, which
    :mod:`jjinvest.quality.reconciliation.reconcile` checks.
    """
    return latest_facts(workspace.figures)


def latest_facts(figures: pd.DataFrame) -> list[Fact]:
    """Return the latest value of every figure of a table, as pages show it.

    A rate of a number that was restated later stands under an id of its own: it does not belong to the number
    that pages show, and what follows from that is computed.
    """
    with_number = figures[(figures["statistic"] != "target") & ~_is_claim(figures)]
    rows = {(row["fact_id"], row["quantity"].unit): row for row in rows_of(with_number)}
    outdated = outdated_rates(figures[~_is_claim(figures)])
    return [
        _published(rows[name, quantity.unit], FactId(name) / BEFORE_REVISION, quantity, BASE_RESTATED)
        if name in outdated
        else _published(rows[name, quantity.unit], FactId(name), quantity)
        for name, quantity in latest_quantities(with_number, figures).items()
    ]


def _published(row: Mapping[Hashable, Any], fact_id: FactId, quantity: Quantity, caveat: str = "") -> Fact:
    """Return the fact of a figure; changes have their sign, differences of rates percentage points."""
    fact = facts.from_quantity(
        fact_id,
        quantity,
        evidence=row.get("evidence", "published"),
        period=row["period"],
        scope=row["scope"],
        relation=row["relation"],
        caveat=row.get("caveat", "") or caveat,
        signed=row["statistic"] in SIGNED,
    )
    if fact.value is not None and fact.evidence == "published":
        fact = replace(fact, decimals=_trailing(row, fact))
    in_points = row["statistic"] in ("points", "pace_gap") and fact.unit == "%"
    return replace(fact, unit="个百分点") if in_points else fact


def _trailing(row: Mapping[Hashable, Any], fact: Fact) -> int | None:
    """Decimals of a figure that was published with zeros at its end (387.0), else None."""
    needed = len(f"{Decimal(repr(fact.value)).normalize():f}".partition(".")[2])
    stated = int(row.get("decimals") or 0)
    return stated if stated > needed and row["unit"] in (fact.unit, "百分点") else None


def _is_claim(figures: pd.DataFrame) -> pd.Series:
    """Which rows state only that a target was passed, without a number of their own (约 has one)."""
    return (figures["statistic"] == "completion") & ~figures["relation"].isin(["=", "~"])


def claims_only(figures: pd.DataFrame) -> set[str]:
    """Ids of which all published values are claims without a number of their own."""
    claimed = _is_claim(figures)
    return set(figures["fact_id"][claimed]) - set(figures["fact_id"][~claimed])


def further_targets(workspace: Workspace) -> list[Fact]:
    """Return published targets outside the table of targets, such as one for an industry chain."""
    figures = workspace.figures
    listed = workspace.targets["target_id"]
    further = figures[(figures["statistic"] == "target") & ~figures["fact_id"].isin(listed)]
    rows = {row["fact_id"]: row for row in rows_of(further)}
    return [
        facts.from_quantity(
            FactId.parse(fact_id),
            quantity,
            evidence="target",
            definition="target",
            period=rows[fact_id]["period"],
            scope=rows[fact_id]["scope"],
            relation=rows[fact_id]["relation"],
        )
        for fact_id, quantity in latest_quantities(further).items()
    ]


def named_projects(figures: pd.DataFrame, period: str, *, basis: str = "agreed") -> dict[str, Quantity]:
    """Return the latest published amount of each project named within a period, largest first.

    A year includes its first half. Only the latest amount of each project is taken, so a restated one
    replaces the first. Amounts of another unit than most are left out, because they have no rank.
    """
    in_order = figures_of_projects(figures, period, basis=basis)
    latest: Mapping[str, Quantity] = {row["subject"]: row["quantity"] for row in in_order}
    units = [quantity.unit for quantity in latest.values()]
    usual = max(units, key=units.count, default="")
    amounts = {
        project: latest[project].as_now_known() for project in sorted(latest) if latest[project].unit == usual
    }
    return dict(sorted(amounts.items(), key=lambda item: item[1], reverse=True))


def figures_of_projects(
    figures: pd.DataFrame, period: str, *, basis: str = "agreed"
) -> list[Mapping[Hashable, Any]]:
    """Return the amounts of projects named within a period, of any part or day of it, the latest last."""
    year, end = period[:4], period_end(period)
    is_named = (
        (figures["scope"] == "project") & (figures["basis"] == basis) & (figures["statistic"] == "level")
    )
    named = rows_of(figures.loc[is_named, ["fact_id", "period", "available_from", "subject", "quantity"]])
    within = [row for row in named if row["period"][:4] == year and period_end(row["period"]) <= end]
    return sorted(within, key=lambda row: (row["available_from"], period_end(row["period"])))


def named_rates(workspace: Workspace, period: str) -> list[Fact]:
    """Compute each rate of :data:`RATIOS` whose parts were published and which was not published itself.

    Of projects started, completed and performing: their rate where those signed in the period are known, else
    the ratio of the two counts under a name of its own (:data:`TO_SIGNED`).
    """
    latest = workspace.latest
    rates = []
    for name, (numerator, denominator) in RATIOS.items():
        for scope in ("", "out_of_city"):
            if name in TO_SIGNED:
                rates += _of_signed(workspace, period, name, scope)
                continue
            top = latest.get(FactId.of(period, numerator, scope))
            bottom = latest.get(FactId.of(period, denominator, scope))
            rate_id = FactId.of(period, name, scope)
            if top is None or bottom is None or not bottom.value or rate_id in latest:
                continue
            rates.append(_rate(rate_id, top.named_ratio(bottom, name), period, caveat=name))
    return rates


def _of_signed(workspace: Workspace, period: str, name: str, scope: str) -> list[Fact]:
    """Rate of the projects signed in the period, or the ratio of two counts where it says something.

    A published rate, of all or of those newly signed, stands alone, and so does that of a ledger: no second
    number is set beside it. More started than signed were certainly signed earlier in part.
    """
    latest, (numerator, denominator) = workspace.latest, RATIOS[name]
    rate_id, signed = FactId.of(period, name, scope), latest.get(FactId.of(period, denominator, scope))
    if signed is None or not signed.value or workspace.ledger is not None:
        return []
    newly = ("cohort", "new")
    if rate_id in latest or FactId.of(rate_id.period, *rate_id.parts, *newly) in latest:
        return []
    new = latest.get(FactId.of(period, numerator, scope, *newly))
    if new is not None:
        rate = new.named_ratio(signed, name)
        of_new = FactId.of(rate_id.period, *rate_id.parts, *newly)
        return [] if _above_all(rate) else [_rate(of_new, rate, period)]
    top = latest.get(FactId.of(period, numerator, scope))
    ratio = None if top is None else top.named_ratio(signed, TO_SIGNED[name])
    if ratio is None or _above_all(ratio):
        return []
    other = TO_SIGNED[name]
    return [_rate(FactId.of(period, other, scope), ratio, period, caveat=other)]


def _above_all(rate: Quantity) -> bool:
    """Whether a rate is of more than all, or not known at all."""
    ends = [end for end in (rate.value, rate.low) if end is not None]
    return max(ends, default=2) > 1


def _rate(rate_id: FactId, rate: Quantity, period: str, caveat: str = "") -> Fact:
    return computed_fact(
        rate_id,
        rate,
        period=period,
        caveat=caveat,
        definition=rate.definition.measure,
    )
