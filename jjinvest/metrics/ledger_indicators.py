"""What only a ledger tells, as facts: stages and how long projects stand in them, rates, where the year's funds came from.

Functions take a :class:`~jjinvest.data.ledger_snapshot.LedgerState` and a period whose end it stands at. A fact's sources
name the ledger; amounts are exact. Definitions of the rates: :mod:`jjinvest.metrics.ledger_aggregation`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.facts import Fact
from jjinvest.core.periods import period_months
from jjinvest.core.quantity import Definition, Quantity
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.metrics.ledger_aggregation import UNKNOWN, new_and_carried_over, rates, stage_counts
from jjinvest.metrics.ledger_observations import BASIS, FEWEST, measures

RATES = ("performance_rate", "start_rate", "production_rate", "funds_rate_cohort")
RATED_BY = ("sector", "task_force", "park")
ENTERED = {"lead": "", "negotiating": "negotiated_on", "signed": "signed_on", "started": "started_on"}
"""Stage -> the date a project entered it; the stages in which a project waits for the next one."""

WAITS = {"over_half_year": 183, "over_year": 365}
TOP = (1, 5, 10, 20)


def rows_used(state: LedgerState, period: str) -> pd.DataFrame:
    """Say how many rows count, and how many with what agreed amount were rejected and left out of the import by choice."""
    p, source = period.lower(), (state.source,)
    return facts.frame(
        [
            _fact(
                f"{p}.ledger_rows",
                Quantity.exact(len(state.projects), "个", Definition("count"), source),
                period,
            ),
            _fact(
                f"{p}.ledger_rows.left_out",
                Quantity.exact(state.left_out, "个", Definition("count"), source),
                period,
            ),
            _fact(
                f"{p}.amount.left_out",
                Quantity.exact(state.left_out_agreed_amount, "元", Definition("agreed"), source),
                period,
            ),
        ]
    )


def stages(state: LedgerState, period: str) -> pd.DataFrame:
    """Count the projects of each stage with their agreed amount, and how long those that wait have waited.

    Amounts before signing are intended, not agreed, and carry that basis. Days are counted to the day the ledger stands at.
    """
    ledger, p = state.projects, period.lower()
    rows = []
    for stage, number in stage_counts(ledger).iloc[0].items():
        here = ledger["stage"] == stage
        amount = int(ledger.loc[here, "agreed_amount"].fillna(0).astype("int64").sum())
        basis = "intended" if stage in ("lead", "negotiating") else "agreed"
        source = (state.source,)
        rows.append(
            _fact(
                f"{p}.projects.in_stage.{stage}",
                Quantity.exact(int(number), "个", Definition("count"), source),
                period,
            )
        )
        told = Quantity.exact(amount, "元", Definition(basis), source)
        few = "government" if 0 < number < FEWEST else "public"
        rows.append(_fact(f"{p}.amount.in_stage.{stage}", told, period, tier=few))
        rows += _waiting(state, period, str(stage), here)
    return facts.frame(rows)


def _waiting(state: LedgerState, period: str, stage: str, here: pd.Series) -> Iterator[Fact]:
    column = ENTERED.get(stage)
    if not column:
        return
    entered = state.projects.loc[here, column].dropna()
    days = (pd.Timestamp(state.stands_on) - entered).dt.days
    if days.empty:
        return
    key = f"{period.lower()}.projects.in_stage.{stage}"
    yield Fact(f"{key}.median_days", float(days.median()), float(days.min()), float(days.max()), "天", "count", "all",
               "computed", period, sources=(state.source,))  # fmt: skip
    for name, limit in WAITS.items():
        yield _fact(
            f"{key}.{name}",
            Quantity.exact(int((days > limit).sum()), "个", Definition("count"), (state.source,)),
            period,
        )


def named_ledger_rates(state: LedgerState, period: str) -> pd.DataFrame:
    """Return the named rates of all projects signed to date, overall and by :data:`RATED_BY`, with their counts or amounts."""
    rows = []
    funded = bool(state.projects["funds_to_date"].notna().any())
    for by in (None, *RATED_BY):
        table = rates(state.projects, by, year=int(period[:4]))
        for row in table[table["rate"].isin(RATES)].to_dict("records"):
            group = "" if by is None else str(row[by])
            if (
                row["denominator"] == 0
                or group == UNKNOWN
                or (row["rate"].startswith("funds") and not funded)
            ):
                continue
            unit = "元" if row["rate"].startswith("funds") else "个"
            top, bottom = (
                Quantity.exact(
                    int(row[part]), unit, Definition("funds" if unit == "元" else "count"), (state.source,)
                )
                for part in ("numerator", "denominator")
            )
            ratio = top.named_ratio(bottom, row["rate"])
            suffix = "" if by is None else f".{group}" if by == "sector" else f".{by}.{group}"
            rows.append(
                _fact(
                    f"{period.lower()}.{row['rate']}{suffix}",
                    ratio,
                    period,
                    scope=by or "all",
                    caveat="signed_to_date",
                )
            )
    return facts.frame(rows)


def funds_by_signing_year(state: LedgerState, period: str) -> pd.DataFrame:
    """Split the year's funds into new (signed in the year) and carried over (续建/结转), adding up to the total; shares of it."""
    if not state.projects["funds_ytd"].notna().any():
        return facts.frame([])
    parts = new_and_carried_over(state.projects, year=int(period[:4])).iloc[0]
    whole = Quantity.exact(int(parts["total"]), "元", Definition("funds"), (state.source,))
    rows = []
    for name in ("new", "carried_over", "undated"):
        part = Quantity.exact(int(parts[name]), "元", Definition("funds"), (state.source,))
        if name == "undated" and not part.value:
            continue
        key = f"{period.lower()}.funds_in_place.{name}"
        rows.append(_fact(key, part, period))
        if whole.value:
            rows.append(_fact(f"{key}.share", part.over(whole), period))
    return facts.frame(rows)


def largest(state: LedgerState, period: str) -> pd.DataFrame:
    """Return what the largest projects signed in the period hold, and the total without the largest one.

    What tells the amount of one project or two is not for the public (:data:`jjinvest.metrics.ledger_observations.FEWEST`).
    """
    amounts = measures(state.projects, period, flows=False)["agreed_amount"]
    amounts = amounts[amounts > 0].sort_values(ascending=False, kind="stable")
    total = Fraction(int(amounts.sum()))
    if amounts.empty:
        return facts.frame([])
    whole, rows = Quantity.exact(total, "元", Definition("agreed"), (state.source,)), []
    for number in [n for n in TOP if n < len(amounts)]:
        part = Quantity.exact(int(amounts.iloc[:number].sum()), "元", Definition("agreed"), (state.source,))
        key = f"{period.lower()}.agreed_amount.top{number}"
        few = "government" if number < FEWEST else "public"
        rows += [
            _fact(key, part, period, tier=few),
            _fact(f"{key}.share", part.over(whole), period, tier=few),
        ]
    rest = whole - Quantity.exact(int(amounts.iloc[0]), "元", Definition("agreed"), ())
    rows.append(_fact(f"{period.lower()}.agreed_amount.without_largest", rest, period, tier="government"))
    return facts.frame(rows)


def seasonal_pace(state: LedgerState, targets: pd.DataFrame, period: str) -> pd.DataFrame:
    """Compare completion with the share of a year that earlier years had reached by the same month (seasonal 时序).

    Earlier years are those that the ledger covers whole. For agreed and contract amounts, by their dates; funds have no
    dates by row. No rows for a whole year, or without an earlier one.
    """
    year, (_, months) = int(period[:4]), period_months(period)
    first = state.projects["signed_on"].min()
    years = [y for y in range(year - 5, year) if not pd.isna(first) and first <= pd.Timestamp(y, 1, 31)]
    rows: list[Fact] = []
    if months == 12 or not years:
        return facts.frame(rows)
    for metric, column in (("agreed_amount", "signed_on"), ("contract_amount", "contract_on")):
        day, amount = state.projects[column], state.projects[metric].fillna(0).astype("int64")
        earlier = day.dt.year.isin(years)
        whole = int(amount[earlier].sum())
        if not whole:
            continue
        basis, key = BASIS[metric], f"{period.lower()}.{metric}"
        by_now = Quantity.exact(
            int(amount[earlier & (day.dt.month <= months)].sum()), "元", Definition(basis), (state.source,)
        )
        progress = by_now.over(Quantity.exact(whole, "元", Definition(basis)))
        caveat = "earlier_years_of_ledger"
        rows.append(_fact(f"{key}.seasonal_progress", progress, period, caveat=caveat))
        aims = targets[targets["target_id"] == f"{year}.{metric}.target"]
        done = int(measures(state.projects, period, flows=False)[metric].sum())
        for target in aims["quantity"]:
            completion = Quantity.exact(done, "元", Definition(basis), (state.source,)).over(target)
            gap = _fact(f"{key}.pace_gap_seasonal", completion - progress, period, caveat=caveat)
            rows.append(replace(gap, unit="个百分点"))
    return facts.frame(rows)


def _fact(
    fact_id: str,
    quantity: Quantity,
    period: str,
    *,
    scope: str = "all",
    caveat: str = "",
    tier: str = "public",
) -> Fact:
    fact = facts.from_quantity(
        fact_id, quantity, evidence="computed", period=period, scope=scope, caveat=caveat
    )
    return replace(fact, tier=tier)
