"""Indicators that only a ledger gives: stages, waiting times, rates, the origin of the year's funds.

Functions take a :class:`~jjinvest.data.ledger_snapshot.LedgerState` and a period; the ledger stands at the
period's end. The sources of a fact name the ledger; amounts are exact. Definitions of the rates:
:mod:`jjinvest.metrics.ledger_aggregation`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.codes import BASIS_OF_METRIC
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import period_end, period_months, period_start
from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.data.contract_dates import contracts_dated, undecided
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.metrics.ledger_aggregation import (
    TIER_EDGES_YI,
    UNKNOWN,
    grouping,
    new_and_carried_over,
    rates,
    stage_counts,
)
from jjinvest.metrics.ledger_observations import measures, withheld_tops
from jjinvest.metrics.pace import YEARS_COMPARED
from jjinvest.metrics.small_groups import small, tier_of, withheld, withheld_quarters
from jjinvest.metrics.targets import main_target
from jjinvest.metrics.zero_amounts import could_pay

LEDGER_RATES = ("performance_rate", "start_rate", "production_rate", "funds_rate_cohort")
"""Rates of all projects signed to date."""

_STAGE_OF_RATE = {
    "performance_rate": "terminated",
    "start_rate": "started",
    "production_rate": "in_production",
}
"""Stage on which a rate rests."""

RATED_BY = ("sector", "task_force", "park")
"""Groupings that the rates are given by."""

ENTRY_DATE = {"lead": "", "negotiating": "negotiated_on", "signed": "signed_on", "started": "started_on"}
"""Stage in which a project waits for the next one -> the date on which it entered the stage."""

WAITING_DAYS = {"over_half_year": 183, "over_year": 365}
"""Name of a long waiting time -> the days that it exceeds."""

TOP_COUNTS = (1, 5, 10, 20)
"""Numbers of largest projects whose joint amount is given."""

MOST_LISTED = 10
"""Number of largest projects whose amounts are given one by one."""

QUARTERS_SHOWN = 8
"""Quarters whose amounts are given one by one."""

_computed = partial(facts.from_quantity, evidence="computed")


def rows_used(state: LedgerState, period: str) -> list[Fact]:
    """Count the rows in use, and the rejected rows left out of the import, with their agreed amount.

    Signed projects of the ledgers of the months before that are missing in this one are counted, if any, and
    so are those of any earlier ledger with funds, which no sum holds any more, and those with a blank year or
    without any funds stated.
    """
    rows_id = FactId.of(period, "ledger_rows")
    left_out = partial(_computed, period=period, scope="all", definition="left_out")
    number = _count(state, state.gone)
    gone = _computed(rows_id / "gone", number, period=period, scope="all", definition="gone")
    paid = partial(_computed, period=period, scope="all", definition="gone_paid")
    funds = paid(
        FactId.of(period, "amount", "gone_paid"),
        _yuan(state, state.gone_funds, "funds"),
        tier=tier_of(state.gone_paid),
    )
    year = int(period[:4]) - 1
    last_year = state.lacks(date(year, 1, 1), date(year, 12, 31))
    signed = partial(_computed, period=period, scope="all", definition="gone_signed")
    blank = len(state.years_left_blank())
    in_blank = partial(_computed, period=period, scope="all", definition="years_left_blank")
    unfilled = state.funds_left_blank()
    of_unfilled = partial(_computed, period=period, scope="all", definition="funds_left_blank")
    amount_left_out = _yuan(state, state.left_out_agreed_amount, "agreed")
    return [
        _computed(rows_id, _count(state, len(state.projects)), period=period, scope="all"),
        left_out(rows_id / "left_out", _count(state, state.left_out)),
        left_out(FactId.of(period, "amount", "left_out"), amount_left_out, tier=tier_of(state.left_out)),
        *([gone] if state.gone else []),
        *([signed(rows_id / "gone_signed", _count(state, last_year))] if last_year else []),
        *([paid(rows_id / "gone_paid", _count(state, state.gone_paid)), funds] if state.gone_paid else []),
        *([in_blank(rows_id / "years_left_blank", _count(state, blank))] if blank else []),
        *([of_unfilled(rows_id / "funds_left_blank", _count(state, unfilled))] if unfilled else []),
    ]


def open_contracts(state: LedgerState, period: str) -> list[Fact]:
    """Count the contracts that may belong to the period or not, whose amount is therefore not given."""
    start, end = pd.Timestamp(period_start(period)), pd.Timestamp(period_end(period))
    number = int(undecided(state.projects, start, end, pd.Timestamp(state.stands_on)).sum())
    rows = [
        _computed(FactId.of(period, "contracts_undated"), _count(state, number), period=period, scope="all")
    ]
    return rows if number else []


def ended_again(state: LedgerState, period: str) -> list[Fact]:
    """Count the projects signed in the period that were ended by its end: the number signed includes them."""
    start, end = pd.Timestamp(period_start(period)), pd.Timestamp(period_end(period))
    signed = state.projects["signed_on"].between(start, end)
    number = int((signed & (state.projects["stage"] == "terminated")).sum())
    fact_id = FactId.of(period, "projects_signed", "ended")
    rows = [_computed(fact_id, _count(state, number), period=period, scope="all", definition="ended")]
    return rows if number else []


def stages(state: LedgerState, period: str) -> list[Fact]:
    """Count the projects of each stage, with their agreed amount and how long they have waited there.

    Amounts before signing are intended, not agreed, and have that basis. Days are counted up to the day of
    the ledger. An amount that a few projects set apart from the total of the period is withheld.
    """
    ledger, rows = state.projects, list[Fact]()
    amounts = ledger[["agreed_amount"]].fillna(0).astype("int64")
    of_stages, signed = ledger["stage"].astype("str"), ledger["signed_on"].notna()
    of_signed = withheld(amounts[signed], of_stages[signed])
    of_period = ledger["signed_on"].between(
        pd.Timestamp(period_start(period)), pd.Timestamp(period_end(period))
    )
    apart = {
        stage
        for stage in of_stages.unique()
        if small(int((((of_stages == stage) != of_period) & (amounts["agreed_amount"] != 0)).sum()))
    }
    restricted = withheld(amounts, of_stages, of_signed | apart)
    in_stage = partial(_computed, period=period, scope="all", definition="in_stage")
    for stage, number in stage_counts(ledger).iloc[0].items():
        if stage in not_known(state):
            continue
        members = ledger["stage"] == stage
        amount = int(amounts.loc[members, "agreed_amount"].sum())
        basis = "intended" if stage in ("lead", "negotiating") else "agreed"
        tier = "government" if stage in restricted else "public"
        count_id = FactId.of(period, "projects", "in_stage", str(stage))
        amount_id = FactId.of(period, "amount", "in_stage", str(stage))
        rows.append(in_stage(count_id, _count(state, int(number))))
        rows.append(in_stage(amount_id, _yuan(state, amount, basis), tier=tier))
        rows += _waiting(state, period, str(stage), members)
    return rows


def not_known(state: LedgerState) -> frozenset[str]:
    """Stages whose projects the ledger does not distinguish, as it has no column for them.

    Without starts it is not known which of the signed projects have not started.
    """
    return state.unstated | ({"signed"} if "started" in state.unstated else set())


def undated_talks(state: LedgerState) -> pd.Series:
    """Agreed amounts (元, blank where none is stated) of unsigned projects without a day of first talks."""
    rows = state.projects
    unsigned = rows["stage"].isin(["lead", "negotiating"]) & rows["signed_on"].isna()
    return rows.loc[unsigned & rows["negotiated_on"].isna(), "agreed_amount"]


def _waiting(state: LedgerState, period: str, stage: str, members: pd.Series) -> Iterator[Fact]:
    """Days since the projects of a stage entered it (median and range), and how many have waited long."""
    column = ENTRY_DATE.get(stage)
    if not column:
        return
    stands_on, entered = pd.Timestamp(state.stands_on), state.projects.loc[members, column]
    days = (stands_on - entered[entered <= stands_on]).dt.days  # a later date is no wait yet
    if days.empty:
        return
    stage_id = FactId.of(period, "projects", "in_stage", stage)
    yield Fact(
        stage_id / "median_days",
        float(days.median()),
        float(days.min()),
        float(days.max()),
        "天",
        "count",
        "all",
        "computed",
        period,
        sources=(state.source,),
        definition="median_days",
        decimals=0,
    )
    for name, limit in WAITING_DAYS.items():
        number = _count(state, int((days > limit).sum()))
        yield _computed(stage_id / name, number, period=period, scope="all", definition="in_stage")


def named_ledger_rates(state: LedgerState, period: str) -> list[Fact]:
    """Return :data:`LEDGER_RATES` of all projects signed to date, overall and by :data:`RATED_BY`."""
    rows = []
    funded = bool(state.projects["funds_to_date"].notna().any())
    for by in (None, *RATED_BY):
        table = rates(state.projects, by, year=int(period[:4]))
        restricted = _withheld_rates(state, by)
        for row in table[table["rate"].isin(LEDGER_RATES)].to_dict("records"):
            name, group = row["rate"], "" if by is None else str(row[by])
            of_funds = name.startswith("funds")
            if row["denominator"] == 0 or group == UNKNOWN or (of_funds and not funded):
                continue
            if _STAGE_OF_RATE.get(name) in state.unstated:
                continue  # no column of starts is no 开工率 of 0 %
            numerator, denominator = (
                _yuan(state, int(row[part]), "funds") if of_funds else _count(state, int(row[part]))
                for part in ("numerator", "denominator")
            )
            grouping = "" if by is None or by == "sector" else by
            rows.append(
                _computed(
                    FactId.of(period, name, grouping, group),
                    numerator.named_ratio(denominator, name),
                    period=period,
                    scope=by or "all",
                    caveat="signed_to_date",
                    definition=name,
                    tier="government" if of_funds and (group or "all") in restricted else "public",
                )
            )
    return rows


def _withheld_rates(state: LedgerState, by: str | None) -> frozenset[str]:
    """Groups whose rate of funds would disclose single projects; ``all`` where it is the rate of a few."""
    rows = state.projects[state.projects["contract_amount"].notna()]
    amounts = rows[["contract_amount", "funds_to_date"]].fillna(0).astype("int64")
    if by is None:
        return frozenset(("all",) if small(int((amounts["contract_amount"] != 0).sum())) else ())
    return withheld(amounts, grouping(state.projects, by).loc[rows.index])


def funds_by_signing_year(state: LedgerState, period: str) -> list[Fact]:
    """Split the year's funds into new (signed in the year), carried over (续建/结转) and undated ones."""
    rows = list[Fact]()
    if not state.projects["funds_ytd"].notna().any():
        return rows
    parts = new_and_carried_over(state.projects, year=int(period[:4])).iloc[0]
    total = _yuan(state, int(parts["total"]), "funds")
    signed = state.projects["signed_on"]
    kind = signed.dt.year.ge(int(period[:4])).map({True: "new", False: "carried_over"})
    funds = state.projects[["funds_ytd"]].fillna(0).astype("int64")
    possible = could_pay(state.projects, pd.Timestamp(period_end(period))).to_frame("funds_ytd")
    restricted = withheld(funds, kind.where(signed.notna(), "undated").astype("str"), possible=possible)
    for name in ("new", "carried_over", "undated"):
        part, part_id = _yuan(state, int(parts[name]), "funds"), FactId.of(period, "funds_in_place", name)
        if name == "undated" and not part.value:
            continue
        tier = "government" if name in restricted else "public"
        computed = partial(_computed, period=period, scope="all", tier=tier)
        rows.append(computed(part_id, part, definition="" if name == "undated" else name))
        if total.value:
            rows.append(computed(part_id / "share", part.over(total), definition="share"))
    return rows


def largest(state: LedgerState, period: str) -> list[Fact]:
    """Return the amount of the largest projects signed in the period, and the total without the largest one.

    Amounts that disclose one or two projects, also beside those of groups, are not public
    (:func:`jjinvest.metrics.ledger_observations.withheld_tops`).
    """
    signed = measures(state, period, flows=False)["agreed_amount"]
    amounts = signed[signed > 0].sort_values(ascending=False, kind="stable")
    rows = list[Fact]()
    if amounts.empty:
        return rows
    total, amount_id = _yuan(state, int(amounts.sum()), "agreed"), FactId.of(period, "agreed_amount")
    computed = partial(_computed, period=period, scope="all")
    numbers = [number for number in TOP_COUNTS if number < len(amounts)]
    tops = {number: signed.index.isin(amounts.index[:number]) for number in numbers if not small(number)}
    sets = {number: pd.Series(top, signed.index) for number, top in tops.items()}
    held = withheld_tops(state, period, signed, sets)
    from_edges = [int((amounts >= edge * YI).sum()) for edge in TIER_EDGES_YI]
    for number in numbers:
        part, part_id = _yuan(state, int(amounts.iloc[:number].sum()), "agreed"), amount_id / f"top{number}"
        # beside the amounts of size classes one or two would be left, between the ends of their class
        few = small(number) or any(small(abs(larger - number)) for larger in (len(amounts), *from_edges))
        tier = "government" if few or number in held else "public"
        rows.append(computed(part_id, part, tier=tier))
        rows.append(computed(part_id / "share", part.over(total), tier=tier, definition="share"))
    rest = total - _yuan(state, int(amounts.iloc[0]), "agreed")
    rows.append(computed(amount_id / "without_largest", rest, tier="government"))
    return rows


def largest_projects(state: LedgerState, period: str) -> pd.DataFrame:
    """Return the projects signed in the period that have an amount, the largest first."""
    amounts = measures(state, period, flows=False)["agreed_amount"]
    ranked = amounts[amounts > 0].sort_values(ascending=False, kind="stable")
    return state.projects.loc[ranked.index].assign(agreed_amount=ranked)


def largest_listed(state: LedgerState, period: str) -> list[Fact]:
    """Return the agreed amount of each of the :data:`MOST_LISTED` largest projects, by rank; not public."""
    head = FactId.of(period, "agreed_amount", "largest")
    amounts = largest_projects(state, period)["agreed_amount"].head(MOST_LISTED)
    return [
        _computed(
            head / place, _yuan(state, int(amount), "agreed"), period=period, scope="all", tier="government"
        )
        for place, amount in enumerate(amounts, start=1)
    ]


def by_quarter(state: LedgerState, period: str) -> list[Fact]:
    """Return the agreed amount of each of the last :data:`QUARTERS_SHOWN` quarters up to the period's end.

    Some are withheld (:func:`jjinvest.metrics.ledger_observations.withheld_quarters`). Only quarters after
    the first signing are given.
    """
    whole = state.with_gone()
    signed = whole.projects["signed_on"].dropna()
    if signed.empty:
        return []
    last = pd.Period(period_end(period), freq="Q")
    quarters = pd.period_range(end=last, periods=QUARTERS_SHOWN, freq="Q")
    rows = list[Fact]()
    groups = whole.projects["signed_on"].dt.to_period("Q").astype(str)
    amounts = whole.projects[["agreed_amount"]].fillna(0).astype("int64")
    restricted = withheld_quarters(amounts, whole.projects["signed_on"])
    for quarter in quarters:
        if quarter.start_time < signed.min().to_period("Q").start_time:
            continue
        amount = int(amounts.loc[groups == str(quarter), "agreed_amount"].sum())
        rows.append(
            _computed(
                FactId.of(f"{quarter.year}Q{quarter.quarter}", "agreed_amount"),
                _yuan(state, amount, "agreed"),
                period=f"{quarter.year}Q{quarter.quarter}",
                scope="all",
                tier="government" if str(quarter) in restricted else "public",
                caveat=_with_gone(state, f"{quarter.year}Q{quarter.quarter}"),
            )
        )
    return rows


def _with_gone(state: LedgerState, period: str) -> str:
    """Caveat of a period with projects that the ledger no longer has; none of another one."""
    return "with_gone_projects" if state.lacks(period_start(period), period_end(period)) else ""


def seasonal_pace(state: LedgerState, targets: pd.DataFrame, period: str) -> list[Fact]:
    """Compare completion with the share of a year that earlier years had reached by then (seasonal 时序).

    Earlier years are the last :data:`YEARS_COMPARED` at most that the ledger covers completely. For agreed
    and contract amounts, by their dates; funds have no date by row. Empty for a whole year, or without an
    earlier one.
    """
    year, (_, months) = int(period[:4]), period_months(period)
    whole = state.with_gone()
    first = whole.projects["signed_on"].min()
    years = [
        y
        for y in range(year - YEARS_COMPARED, year)
        if not pd.isna(first) and first <= pd.Timestamp(y, 1, 31)
    ]
    rows = list[Fact]()
    if months == 12 or not years:
        return rows
    lacking = [each for y in years if (each := state.of_year_before(str(y))) == "with_gone_projects"]
    caveat = lacking[0] if lacking else "earlier_years_of_ledger"
    computed = partial(_computed, period=period, scope="all", caveat=caveat)
    for metric, column in (("agreed_amount", "signed_on"), ("contract_amount", "contract_on")):
        if metric == "contract_amount" and not contracts_dated(whole, [*years, year]):
            continue
        day, amount = whole.projects[column], whole.projects[metric].fillna(0).astype("int64")
        earlier = day.dt.year.isin(years)
        total = int(amount[earlier].sum())
        if not total:
            continue
        basis, metric_id = BASIS_OF_METRIC[metric], FactId.of(period, metric)
        by_now = _yuan(state, int(amount[earlier & (day.dt.month <= months)].sum()), basis)
        progress = by_now.over(Quantity.exact(total, "元", Definition(basis)))
        name = "seasonal_progress"
        rows.append(computed(metric_id / name, progress, definition=name))
        target = main_target(targets, metric_id.in_period(year))
        reached = measures(state, period, flows=False)
        if target is not None and metric in reached:
            done = int(reached[metric].sum())
            name, completion = "pace_gap_seasonal", _yuan(state, done, basis).over(target["quantity"])
            gap = computed(metric_id / name, completion - progress, definition=name)
            rows.append(replace(gap, unit="个百分点"))
    return rows


def _count(state: LedgerState, number: int) -> Quantity:
    return Quantity.exact(number, "个", Definition("count"), (state.source,))


def _yuan(state: LedgerState, amount: int, basis: str) -> Quantity:
    return Quantity.exact(amount, "元", Definition(basis), (state.source,))
