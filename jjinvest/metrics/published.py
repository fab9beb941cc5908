"""What was published: the latest statement of each figure, and the named projects with their latest amounts."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.periods import period_end
from jjinvest.core.quantity import Quantity


def latest(figures: pd.DataFrame) -> dict[str, Quantity]:
    """Map each fact id to its latest published statement; repeats in one source add their ids as further sources."""
    order = figures.sort_values("available_from", kind="stable")
    found: dict[str, Quantity] = {}
    for fact_id, quantity in zip(order["fact_id"], order["quantity"], strict=True):
        earlier = found.get(fact_id)
        if earlier is not None and (earlier.value, earlier.low, earlier.high) == (
            quantity.value,
            quantity.low,
            quantity.high,
        ):
            quantity = Quantity(
                quantity.value,
                quantity.low,
                quantity.high,
                quantity.unit,
                quantity.definition,
                (*earlier.sources, *quantity.sources),
            )
        found[fact_id] = quantity
    return found


def published(figures: pd.DataFrame) -> pd.DataFrame:
    """Every published figure as a fact, the latest statement of each; what a ledger states is computed, not published.

    Targets are left to :func:`jjinvest.metrics.targets_of`; an open-ended completion ("over-fulfilled") is a claim
    that :mod:`jjinvest.quality.reconciliation.reconcile` checks, not a level.
    """
    stated = figures[(figures["status"] != "target") & ~_is_claim(figures)]
    by_id = {row["fact_id"]: row for row in stated.to_dict("records")}
    return facts.frame(
        facts.from_quantity(fact_id, quantity, evidence=by_id[fact_id].get("evidence", "published"), period=by_id[fact_id]["period"],
                            scope=by_id[fact_id]["scope"], relation=by_id[fact_id]["relation"], caveat=by_id[fact_id].get("caveat", ""))
        for fact_id, quantity in latest(stated).items()
    )  # fmt: skip


def _is_claim(figures: pd.DataFrame) -> pd.Series:
    """Which rows say only that a target was passed, without a number of their own."""
    return (figures["statistic"] == "completion") & (figures["relation"] != "=")


def claims_only(prints: pd.DataFrame) -> bool:
    """Whether all prints of a figure are claims without a number of their own."""
    return bool(_is_claim(prints).all())


def further_targets(figures: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Published targets that the table of targets does not hold, such as an ambition for an industry chain, as facts."""
    aims = figures[(figures["status"] == "target") & ~figures["fact_id"].isin(targets["target_id"])]
    by_id = {row["fact_id"]: row for row in aims.to_dict("records")}
    return facts.frame(
        facts.from_quantity(fact_id, quantity, evidence="target", period=by_id[fact_id]["period"],
                            scope=by_id[fact_id]["scope"], relation=by_id[fact_id]["relation"])
        for fact_id, quantity in latest(aims).items()
    )  # fmt: skip


def named_projects(figures: pd.DataFrame, period: str, *, basis: str = "agreed") -> dict[str, Quantity]:
    """Latest published amount of each project named within `period` (a year takes in its first half), largest first.

    Amounts restated since stand as they are now known: only the latest of each project is taken.
    """
    year, end = period[:4], period_end(period)
    rows = figures[
        (figures["scope"] == "project")
        & (figures["basis"] == basis)
        & figures["period"].map(lambda p: p[:4] == year and period_end(p) <= end).astype(bool)
    ]
    rows = rows.assign(end=rows["period"].map(period_end)).sort_values(
        ["available_from", "end"], kind="stable"
    )
    latest_of: Mapping[str, Quantity] = dict(zip(rows["subject"], rows["quantity"], strict=True))
    amounts = {project: latest_of[project].as_now_known() for project in sorted(latest_of)}
    return dict(sorted(amounts.items(), key=lambda item: item[1], reverse=True))
