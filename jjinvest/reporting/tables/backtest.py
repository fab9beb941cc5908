"""Tables of the backtest: scores of past forecasts, and the weights that the methods earned."""

from __future__ import annotations

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.forecasting import method as contract
from jjinvest.forecasting.evaluation.backtest import NAIVE
from jjinvest.forecasting.evaluation.benchmark_scores import synthetic_reliability
from jjinvest.metrics.targets import aimed_at, measure
from jjinvest.reporting.tables.cells import Clauses, FactName, Ranged, Term, cells
from jjinvest.results.results import Results

SCORES = ("years", "crps", "skill", "covered80", "interval80", "pinball", "brier")


def method_names() -> tuple[str, ...]:
    """Names of all methods, in their order."""
    return tuple(method.name for method in contract.METHODS)


def backtest(results: Results) -> pd.DataFrame:
    """Scores of each method on past years, naive last, with weight and skill on synthetic districts."""
    scorecard = results.outlook.scorecard
    head = FactId.of(results.period, "backtest")
    rows = []
    for name in scorecard.scores["model"]:
        left_out = name != NAIVE and name not in scorecard.weights
        rows.append(
            {"method": Term(f"method_{name}")}
            | {score: results.get(head / name / score) for score in SCORES}
            | {
                "skill_synthetic": results.get(head / "synthetic" / name / "skill"),
                "weight": Term("not_decided" if name in scorecard.undecided else "not_shown")
                if left_out
                else results.get(head / name / "weight"),
            }
        )
    return cells(rows, ["method", *SCORES, "skill_synthetic", "weight"]).dropna(axis="columns", how="all")


PLACES = {
    "from_mid_year": ("so_far",),
    "complete_series": ("zero", "fitted"),
    "published_growth": ("zero", "fitted"),
    "synthetic": None,
    "series_8": ("quarterly",),
    "series_12": ("quarterly",),
    "series_16": ("quarterly",),
}
"""Methods scored on other data than the district's own past, by place; all methods for None."""


def method_scores_elsewhere(results: Results) -> pd.DataFrame:
    """Scores of every method on other data than the district's past years, in % of the naive forecast's."""
    rows = []
    for place, names in PLACES.items():
        for name in method_names() if names is None else names:
            head = FactId.of(results.period, "benchmark", place, name)
            if (years := results.get(head / "years")) is not None:
                rows.append(
                    {
                        "method": Term(f"method_{name}"),
                        "scored_on": Term(f"scored_on_{place}"),
                        "cases": years,
                    }
                    | {score: results.get(head / score) for score in SCORES[1:]}
                )
    return cells(rows, ["method", "scored_on", "cases", *SCORES[1:]]).dropna(axis="columns", how="all")


def backtest_years(results: Results) -> pd.DataFrame:
    """Past years: 80 % range of each method beside naive and actual."""
    rows = []
    for year in results.outlook.scorecard.years:
        ranges = {f"method_{name}": results.get(year.key / name) for name in method_names()}
        rows.append(
            {
                "year": FactName(str(year.year)),
                "actual": results[year.key / "actual"],
                "naive": results[year.key / NAIVE],
            }
            | {column: None if fact is None else Ranged(fact) for column, fact in ranges.items()}
        )
    columns = ["year", "actual", "naive", *(f"method_{name}" for name in method_names())]
    return cells(rows, columns).dropna(axis="columns", how="all")


def pooled(results: Results) -> pd.DataFrame:
    """Each method's answer for the year ahead and its weight in the ensemble; the ensemble last.

    A method without a score has an answer and no weight.
    """
    outlook = results.outlook
    key, _ = outlook.ahead
    columns = ["method", "weight", "chance"]
    if outlook.pooled is None:
        return cells([], columns)
    chance = results.get(results.resolve(key) / "p_reach")
    head, weights = FactId.of(results.period, "backtest"), outlook.scorecard.weights
    by_method = {name: None if chance is None else results.get(chance.id / name) for name in method_names()}
    if len(weights) == 1:  # one method is the pool
        by_method = {name: fact or (chance if name in weights else None) for name, fact in by_method.items()}
    rows: list[dict[str, object]] = [
        {
            "method": Term(f"method_{name}"),
            "weight": results.get(head / name / "weight"),
            "chance": by_method[name],
        }
        for name in by_method
        if name in weights or by_method[name] is not None
    ]
    if chance is not None:
        rows.append({"method": Term("method_pooled"), "weight": None, "chance": chance})
    return cells(rows, columns).dropna(axis="columns", how="all")


def method_uses(results: Results) -> pd.DataFrame:
    """How each method is used for the agreed amount ahead: what it needs, its use, weight and reasons."""
    head = FactId.of(results.period, "backtest")
    rows = [
        {
            "method": Term(f"method_{each.method}"),
            "needs": Term(f"needs_{each.method}"),
            "used": Term(f"use_{each.use}"),
            "weight": results.get(head / each.method / "weight"),
            "why": Clauses(tuple(f"code_{code}" for code in each.reasons)) if each.reasons else None,
        }
        for each in results.outlook.method_uses
    ]
    columns = ["method", "needs", "used", "weight", "why"]
    return cells(rows, columns).dropna(axis="columns", how="all")


def number_methods(results: Results) -> pd.DataFrame:
    """Each number of projects ahead that has a target, by every method: range, chance, use and reasons."""
    targets, rows = results.workspace.targets, list[dict[str, object]]()
    for number in results.outlook.numbers:
        own = [row for _, row in targets.iterrows() if FactId.of(row["year"], measure(row)) == number.key]
        for each in number.uses:
            head = number.key / "by_method" / each.method
            made = results.facts.get(head)
            name = "method_number_of_years" if each.method == contract.AnnualTotal.name else ""
            rows += [
                {
                    "item": FactName(number.key, with_period=False),
                    "method": Term(name or f"method_{each.method}"),
                    "used": Term(f"use_{each.use}"),
                    "modelled": made,
                    "band80": None if made is None else Ranged(made),
                    "target": results.facts[target["target_id"]] if len(own) > 1 else None,
                    "chance": results.facts.get(head / "p_reach" / f"{aimed_at(target):g}"),
                    "why": Clauses(tuple(f"code_{code}" for code in each.reasons)) if each.reasons else None,
                }
                for target in own
            ]
    columns = ["item", "method", "used", "modelled", "band80", "target", "chance", "why"]
    return cells(rows, columns).dropna(axis="columns", how="all")


def fan(results: Results) -> pd.DataFrame:
    """Past forecasts beside their actuals, and the year ahead: median, ranges, actual, target."""
    key, forecast = results.outlook.ahead
    rows: list[dict[str, object]] = []
    for year in results.outlook.scorecard.years:
        median = results.get(year.key / "pooled")
        if median is not None:
            narrow = results.get(year.key / "pooled" / "band50")
            rows.append(
                _forecast_row(f"{year.year}", median, median, narrow, results[year.key / "actual"], None)
            )
    if not rows and results.complete_year:
        rows += _forecast_rows(results, "year.agreed_amount.mid_year", str(results.year))
    chance = results.get(results.resolve(key) / "p_reach")
    if forecast is not None and (rows or not results.complete_year or chance):
        rows += _forecast_rows(results, key, str(forecast.year))
    frame = cells(rows, ["year", "modelled", "band80", "band50", "actual", "target"])
    return frame.dropna(axis="columns", how="all") if frame["actual"].notna().any() else frame.iloc[:0]


def _forecast_rows(results: Results, key: str, year: str) -> list[dict[str, object]]:
    head, total = results.resolve(key) / "forecast", FactId.of(year, "agreed_amount")
    median = results.get(head / "median")
    if median is None:
        return []
    wide, narrow = results.get(head / "band80"), results.get(head / "band50")
    actual, target = results.get(total), results.get(total / "target")
    return [_forecast_row(year, median, wide, narrow, actual, target)]


def _forecast_row(
    year: str,
    median: Fact,
    band80: Fact | None,
    band50: Fact | None,
    actual: Fact | None,
    target: Fact | None,
) -> dict[str, object]:
    bands = {name: None if f is None else Ranged(f) for name, f in (("band80", band80), ("band50", band50))}
    return {"year": FactName(year), "modelled": median, **bands, "actual": actual, "target": target}


def calibration(results: Results) -> pd.DataFrame:
    """Forecast chances and observed frequencies on synthetic districts; empty where no method is pooled."""
    rows = []
    if results.outlook.scorecard.weights:
        for place in range(1, len(synthetic_reliability()) + 1):
            head = FactId.of(results.period, "backtest", "synthetic", "fifth", place)
            rows.append(
                {
                    "forecast_chance": results[head / "forecast_chance"],
                    "happened": results[head / "happened"],
                    "forecast_number": results[head / "number"],
                }
            )
    return cells(rows, ["forecast_chance", "happened", "forecast_number"])
