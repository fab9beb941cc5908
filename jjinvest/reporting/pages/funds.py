"""Page 30, funds in place: how much, how far from the target, from the signings of which year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.periods import period_end
from jjinvest.reporting import charts, tables
from jjinvest.reporting.pages import scorecard
from jjinvest.reporting.pages.leading import MOST_OPEN_ROWS, leading
from jjinvest.reporting.pages.trust import missing_funds
from jjinvest.reporting.tables.breakdowns import completions_of
from jjinvest.reporting.tables.cells import FactName, Term
from jjinvest.reporting.tables.sentences import Sentence, aim

if TYPE_CHECKING:
    from jjinvest.reporting.report import Report
    from jjinvest.results.results import Results

DAYS_OF_A_YEAR = 365
"""Days before the end of a report within which a project counts as signed lately."""
MOST_KINDS = 3
"""Kinds of funds that the first paragraph names; the table has them all."""
SCOPES = ("task_force", "park", "sector")
"""Groupings of a ledger by which the page lists funds."""


def lead(report: Report) -> None:
    """Open the page: the funds of the period and the completion of their target, as far as known."""
    results = report.results
    if results.ledger is not None:
        report.text("funds.lead_ledger", otherwise=("funds.lead_ledger_plain", ""))
        published, own = (results.get(f"now.{part}funds_in_place") for part in ("", "ledger."))
        if published is not None and own is not None and not overlaps(published, own):
            report.text("funds.lead_published")
        for said in missing_funds(results):
            report.text(said.key, given=cast("Mapping[str, Fact]", said.content))
        return
    known = tables.main_completion(results)
    actual = known.get("actual")
    frame = tables.funds(results)
    if frame.empty:
        (report.text if scorecard.has_content(results) else report.nothing)("funds.none")
    elif isinstance(actual, Fact):
        if "completion" not in known and (several := of_each_authority(results, actual)):
            report.first(sentences=several, lead=True)
            return
        key = f"funds.lead_{actual.id.name}"
        report.text(f"{key}_completion" if "completion" in known else key, given=known)
    else:
        report.first(sentences=published_funds(frame), lead=True)


def overlaps(one: Fact, other: Fact) -> bool:
    """Whether two numbers may be one: their intervals, such as those of rounding, have a value in common."""
    if one.unit != other.unit:
        return False
    ends = [
        (-inf if fact.low is None else fact.low, inf if fact.high is None else fact.high)
        for fact in (one, other)
    ]
    return max(low for low, _ in ends) <= min(high for _, high in ends)


def of_each_authority(results: Results, actual: Fact) -> list[Sentence]:
    """Funds with the completion of the target of each authority, where several set one."""
    found = list[Sentence]()
    item = FactName(actual.id, with_period=False)
    for authority, rate in completions_of(results, actual.id):
        values: dict[str, Any] = {"item": item, "aim": aim(authority), "completion": rate}
        key = "funds.lead_completion" if found else "funds.lead_actual_completion"
        found.append(Sentence(key, values if found else {**values, "actual": actual}))
    return found


def published_funds(frame: pd.DataFrame) -> list[Sentence]:
    """Say each kind of funds of a table with its completion, such as 省外到位资金 and 实际利用外资."""
    found = list[Sentence]()
    for row in frame.to_dict("records")[:MOST_KINDS]:
        authority = row.get("authority")
        numbers = {name: row[name] for name in ("actual", "completion") if isinstance(row.get(name), Fact)}
        of_target = {"item": row["item"], "aim": authority if isinstance(authority, Term) else aim("")}
        if numbers:
            found.append(Sentence(f"funds.lead_{'_'.join(numbers)}", {**of_target, **numbers}))
    return found


def total(report: Report) -> None:
    """Funds of the period with growth, target and completion."""
    report.section("funds_total")
    report.table("funds", tables.funds(report.results))
    if has_abroad(report.results):
        report.text("funds.out_of_city_with_abroad")


def has_abroad(results: Results) -> bool:
    """Whether the ledger's funds from outside the city hold some of investors from abroad."""
    head = "now" if results.rests_on_ledger else "now.ledger"
    if results.ledger is None or results.get(f"{head}.funds_in_place.out_of_city") is None:
        return False
    state = results.workspace.ledger
    return state is not None and bool((state.projects["origin"] == "abroad").any())


def origin(report: Report, chart: Callable[..., Any] = charts.parts) -> None:
    """Funds by the signing year of their project."""
    results = report.results
    report.section("funds_origin")
    frame = origin_table(results)
    row = leading(frame, "part_share", label="origin_of_funds")
    title = None
    if row is not None:
        origin_, share = row["origin_of_funds"], row["part_share"]
        title = Sentence("figure.funds_origin_leading", {"group": origin_, "number": share})
    report.figure("funds_origin", chart, frame, title=title)
    if frame.empty and results.ledger is None and not tables.funds(results).empty:
        report.text("funds.origin_unknown")


def origin_table(results: Results) -> pd.DataFrame:
    """Funds of projects signed in the year and before: the ledger's, else the published ones."""
    if results.ledger is None:
        return tables.new_and_carried_over(results)
    return tables.origin_of_funds(results.ledger)


def rates(report: Report) -> None:
    """Both definitions of the rate of funds in place."""
    report.section("funds_rates")
    frame = tables.funds_rates(report.results)
    if not frame.empty:
        report.text("funds.rates")
    report.table("funds_rates", frame)


def groups(report: Report) -> None:
    """Funds by task force, park and sector of the ledger, all but the first folded."""
    report.section("funds_groups")
    opened = False
    for scope in SCOPES:
        frame = tables.of_all_years(tables.by_group(report.results.ledger, scope)).dropna(
            axis="columns", how="all"
        )
        folded = opened or len(frame) > MOST_OPEN_ROWS
        report.table(f"by_{scope}", frame, folded=folded)
        opened = opened or not (frame.empty or folded)


def cohorts(report: Report, chart: Callable[..., Any] = charts.funds_by_age) -> None:
    """Funds by signing quarter: in place to date and expected in the end."""
    report.section("cohorts")
    if report.results.outlook.ledger_year is None:
        return
    frame = tables.funds_by_age(report.results)
    title = None
    if oldest := [
        row
        for row in frame.to_dict("records")
        if row["part_share"].tier == "public" and row["part_share"].value is not None and row["age"] != "0"
    ]:
        content = {"age": oldest[-1]["age"], "number": oldest[-1]["part_share"]}
        title = Sentence("figure.funds_by_age_reached", content)
    report.figure("funds_by_age", chart, frame, title=title)
    if falls(frame):
        report.text("funds.by_age_falls")
    if not frame.empty and has_undated(report.results):
        report.text("funds.by_age_undated")
    quarters = report.results.get("now.funds_quarters_known")
    expected = tables.cohorts(report.results)
    none_known = quarters is not None and not quarters.value
    report.text("funds.ultimate_within_a_quarter" if none_known else "funds.ultimate_moves", otherwise="")
    young = of_young(expected, report.results.period)
    if any(cell is not None for cell in young):
        report.text("funds.ultimate_young")
    elif young and quarters is not None:
        report.text("funds.ultimate_young_none")
    if sum(cell is None for cell in expected["ultimate"]) > (len(young) if quarters is not None else 0):
        report.text("funds.ultimate_unknown")
    report.table("cohorts", expected.dropna(axis="columns", how="all"), folded=True)


def falls(by_age: pd.DataFrame) -> bool:
    """Whether a share of funds in place that may be seen is below one of an earlier age."""
    seen = [fact.value for fact in by_age["part_share"] if fact.tier == "public" and fact.value is not None]
    return any(later < earlier for earlier, later in pairwise(seen))


def has_undated(results: Results) -> bool:
    """Whether funds are known for several quarters together: their cohorts have no share at these ages."""
    state = results.workspace.ledger
    if state is None or state.payments.empty:
        return False
    first, last = (state.payments[name].dt.to_period("Q") for name in ("since", "month"))
    return bool((first != last).any())


def of_young(cohorts: pd.DataFrame, period: str) -> list[Fact | None]:
    """Estimates of projects signed within a year of the end of the period; None where there is none.

    On synthetic districts their ranges held less often than they say (docs/methods/reserving.md).
    """
    end, estimates = period_end(period), zip(cohorts["cohort"], cohorts["ultimate"], strict=True)
    return [
        ultimate
        for cohort, ultimate in estimates
        if (end - period_end(FactId(cohort.id).period)).days < DAYS_OF_A_YEAR
    ]
