"""Tables of all districts: league with completions, sums, what cannot be added, outliers, the missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.periods import period_months
from jjinvest.metrics.alerts import ALERT
from jjinvest.metrics.group import Sum
from jjinvest.metrics.scorecard import Score
from jjinvest.reporting.tables.cells import Badge, Bilingual, FactName, Period, Ranged, Term, cells
from jjinvest.reporting.tables.scorecard import wide
from jjinvest.results.group import PUBLISHED_STATES, DistrictRun, Group

Naming = Callable[[str], object]
"""From the folder of a district to the cell that names it."""


def matrix(group: Group, naming: Naming) -> pd.DataFrame:
    """Return the completion of each measure by district, in the order of the league, with score and rank."""
    scores = {score.unit.parts[-1]: score for score in group.league}
    measures = list(group.completions)
    rest = [run.folder for run in group.reporting if run.folder not in scores]
    rows = []
    for folder in (*scores, *rest):
        score = scores.get(folder)
        rank = None if score is None or score.rank is None else group.facts[score.rank.id]
        rows.append(
            {
                "rank": rank,
                "district": naming(folder),
                "assessment": None if score is None or score.total is None else group.facts[score.total.id],
                "rank_range": Ranged(rank) if rank is not None and wide(rank) else None,
                "known_weight": None if score is None else group.facts[score.known_weight.id],
                **{measure: group.completions[measure].get(folder) for measure in measures},
                "alert": _worst_alert(group, folder),
                "remark": _remark(group, folder, score),
            }
        )
    columns = ["rank", "district", "assessment", "rank_range", "known_weight", *measures, "alert", "remark"]
    table = cells(rows, columns)
    if all(score.known_weight.value == 100 for score in scores.values()):
        table = table.drop(columns="known_weight")
    return table.dropna(axis="columns", how="all")


def _remark(group: Group, folder: str, score: Score | None) -> Period | Term | None:
    """What is particular about a row: another period, a failed later run, too little known, a shared rank."""
    run = next(each for each in group.reporting if each.folder == folder)
    if run.period != group.period:
        return Period(run.period)
    if run.state == "outdated":
        return Term("group_outdated")
    if score is None:
        return None if group.rules.scorecards is None else Term("no_indicator")
    if score.rank is None:
        return Term("not_ranked")
    return Term("rank_shared") if score.tied else None


def _worst_alert(group: Group, folder: str) -> Badge | None:
    """Worst level of a district: of the alerts on its own pages and, by the rules of all, of its pace."""
    run = next(each for each in group.reporting if each.folder == folder)
    counts = (run.viewed.get(FactId.of(run.period, ALERT, name)) for name in ("red", "total"))
    red, total = (0.0 if fact is None else fact.value or 0.0 for fact in counts)
    pace = _pace(group, run)
    level = "red" if red or pace == "red" else "yellow" if total or pace else ""
    return Badge(level, word=f"alert_{level}") if level else None


def _pace(group: Group, run: DistrictRun) -> str:
    """Worst level among the completions that are behind the calendar, by the rules of all districts."""
    progress = 100 * period_months(run.period)[1] / 12
    rules = [rule for rule in group.rules.alerts.pace if rule.pace == "linear"]
    values = [
        fact.value
        for by_district in group.completions.values()
        if (fact := by_district.get(run.folder)) is not None and fact.value is not None
    ]
    found = {rule.level(progress - value) for rule in rules for value in values}
    return next((level for level in ("red", "yellow") if level in found), "")


def sums(group: Group) -> pd.DataFrame:
    """Each measure with its sum, the sum's range, and how many districts are in it and left out."""
    rows = []
    for each in group.sums:
        total = None if each.total is None else group.facts[each.total.id]
        rows.append(
            {
                "item": FactName(FactId.of(group.period, each.measure), with_period=False),
                "districts_sum": total,
                "sum_range": Ranged(total) if total is not None and total.low != total.high else None,
                "districts_counted": group.facts[each.counted.id],
                "districts_left_out": group.facts[each.left.id],
            }
        )
    columns = ["item", "districts_sum", "sum_range", "districts_counted", "districts_left_out"]
    return cells([row for row in rows if row["districts_sum"] is not None], columns).dropna(
        axis="columns", how="all"
    )


def not_added(group: Group, naming: Naming) -> pd.DataFrame:
    """Each published number that is in no sum, and why; who has not reported is listed elsewhere.

    Of a measure the districts that did not publish it share a row.
    """
    rows = [row for each in group.sums for row in _left_out(group, each, naming)]
    return cells(rows, ["item", "district", "published", "remark"])


def _left_out(group: Group, of: Sum, naming: Naming) -> Iterator[dict[str, object]]:
    runs = {run.folder: run for run in group.reporting}
    item = FactName(FactId.of(group.period, of.measure), with_period=False)
    without = [folder for folder, reason in of.left_out.items() if reason == "not_published"]
    for folder, reason in of.left_out.items():
        if reason in ("not_reported", "not_published"):
            continue
        run, other = runs[folder], of.instead.get(folder)
        yield {
            "item": item if other is None else FactName(other, with_period=False),
            "district": naming(folder),
            "published": run.viewed.get(other or FactId.of(run.period, of.measure)),
            "remark": Term(f"left_out_{reason}"),
        }
    if without:
        names = [runs[folder].name for folder in without]
        yield {
            "item": item,
            "district": Bilingual("、".join(n["zh"] for n in names), ", ".join(n["en"] for n in names)),
            "published": None,
            "remark": Term("left_out_not_published"),
        }


def levels(group: Group, naming: Naming) -> pd.DataFrame:
    """Each measure by district, with the period where it is not that of most."""
    rows = [
        {
            "district": naming(run.folder),
            **{measure: run.viewed.get(FactId.of(run.period, measure)) for measure in group.measures},
            "period": None if run.period == group.period else Period(run.period),
        }
        for run in group.reporting
    ]
    return cells(rows, ["district", *group.measures, "period"]).dropna(axis="columns", how="all")


def group_outliers(group: Group, naming: Naming) -> pd.DataFrame:
    """Rates that are far from the median of all districts, the farthest first."""
    rows = [
        {
            "district": naming(each.district),
            "item": FactName(FactId.of(each.fact.id.period, *each.fact.id.parts[2:]), with_period=False),
            "actual": each.fact,
            "districts_median": group.facts[each.median.id],
        }
        for each in group.outliers
    ]
    return cells(rows, ["district", "item", "actual", "districts_median"])


def missing(group: Group, language: str) -> pd.DataFrame:
    """How many districts have no published figures of the period, and which, by how their last run ended."""
    names: dict[str, list[str]] = {}
    for run in group.missing:
        # published without a figure of the period counts as empty
        state = "no_figures" if run.state in PUBLISHED_STATES else run.state
        names.setdefault(state, []).append(run.name[language])
    separator = "、" if language == "zh" else ", "
    rows = [
        {
            "state": Term(f"group_{state}"),
            "districts_left_out": group.facts[group.counts[state].id],
            "named_districts": separator.join(listed),
        }
        for state, listed in names.items()
    ]
    return cells(rows, ["state", "districts_left_out", "named_districts"])
