"""Tables of how well forecasts told past years, and of the levels that are pooled by it."""

from __future__ import annotations

import pandas as pd

from jjinvest.core.facts import Fact
from jjinvest.forecasting.evaluation.backtest import NAIVE
from jjinvest.forecasting.evaluation.benchmark_scores import synthetic_reliability
from jjinvest.reporting.tables.cells import Clauses, FactName, Ranged, Term, cells
from jjinvest.results.results import Results

SCORES = ("years", "crps", "skill", "covered80", "interval80", "pinball", "brier")
LEVELS = ("l3", "l2", "l1")


def backtest(results: Results) -> pd.DataFrame:
    """Scores of each level on past years, naive last, with its skill on synthetic districts and the weight it has."""
    record = results.outlook.record
    head = f"{results.period.lower()}.backtest"
    rows = []
    for model in record.scores["model"]:
        found = {name: results.get(f"{head}.{model}.{name}") for name in (*SCORES, "weight")}
        left_out = model != NAIVE and model not in record.weights
        rows.append(
            {"method": Term(f"level_{model}"), **{name: found[name] for name in SCORES},
             "skill_synthetic": results.get(f"{head}.synthetic.{model}.skill"),
             "weight": Term("not_shown") if left_out else found["weight"]}
        )  # fmt: skip
    return cells(rows, ["method", *SCORES, "skill_synthetic", "weight"]).dropna(axis="columns", how="all")


PLACES = {
    "from_mid_year": ("so_far",),
    "complete_series": ("zero", "fitted"),
    "published_growth": ("zero", "fitted"),
    "synthetic": LEVELS,
    "series_8": ("l2",),
    "series_12": ("l2",),
    "series_16": ("l2",),
}
"""Where methods were tried beyond the district's own past, and which."""


def methods(results: Results) -> pd.DataFrame:
    """Scores of every method wherever it was tried beyond the district's past years, in % of what naive repeats."""
    rows = []
    for place, tried in PLACES.items():
        for method in tried:
            head = f"{results.period.lower()}.trial.{place}.{method}"
            if (years := results.get(f"{head}.years")) is not None:
                rows.append({"method": Term(f"level_{method}"), "tried_on": Term(f"tried_{place}"), "cases": years}
                            | {name: results.get(f"{head}.{name}") for name in SCORES[1:]})  # fmt: skip
    return cells(rows, ["method", "tried_on", "cases", *SCORES[1:]]).dropna(axis="columns", how="all")


def trials(results: Results) -> pd.DataFrame:
    """Past years told again: 80 % band of each level beside naive and what came."""
    rows = []
    for trial in results.outlook.record.trials:
        head = trial.key
        told = {level: results.get(f"{head}.{level}") for level in LEVELS}
        rows.append(
            {"year": FactName(str(trial.year)), "actual": results[f"{head}.actual"], "naive": results[f"{head}.naive"]}
            | {f"level_{level}": None if fact is None else Ranged(fact) for level, fact in told.items()}
        )  # fmt: skip
    return cells(rows, ["year", "actual", "naive", *(f"level_{level}" for level in LEVELS)]).dropna(
        axis="columns", how="all"
    )


def pooled(results: Results) -> pd.DataFrame:
    """Each level's answer for the year ahead and the weight it has in the pool; the pool last."""
    key, outcome = results.outlook.ahead
    columns = ["method", "weight", "chance"]
    if outcome is None or not key.endswith(".pooled"):
        return cells([], columns)
    chance = results.get(f"{key}.p_reach")
    head, period = None if chance is None else chance.id, results.period.lower()
    rows: list[dict[str, object]] = [
        {"method": Term(f"level_{level}"), "weight": results[f"{period}.backtest.{level}.weight"],
         "chance": None if head is None else results.get(f"{head}.{level}")}
        for level in results.outlook.record.weights
    ]  # fmt: skip
    rows.append({"method": Term("level_pooled"), "weight": None, "chance": chance})
    return cells(rows, columns).dropna(axis="columns", how="all")


def data_levels(results: Results) -> pd.DataFrame:
    """What became of each level of data for the agreed amount ahead: what it needs, whether it is used, and why or why not."""
    head = f"{results.period.lower()}.backtest"
    rows = [
        {"method": Term(f"level_{a.level}"), "needs": Term(f"needs_{a.level}"), "used": Term(f"use_{a.use}"),
         "weight": results.get(f"{head}.{a.level}.weight"),
         "why": Clauses(tuple(f"code_{code}" for code in a.why)) if a.why else None}
        for a in results.outlook.answers
    ]  # fmt: skip
    columns = ["method", "needs", "used", "weight", "why"]
    return cells(rows, columns).dropna(axis="columns", how="all")


def fan(results: Results) -> pd.DataFrame:
    """Years told beside what came of them, and the year ahead: median, bands, actual, target."""
    key, outcome = results.outlook.ahead
    rows: list[dict[str, object]] = []
    for trial in results.outlook.record.trials:
        head = trial.key
        median = results.get(f"{head}.pooled")
        if median is not None:
            rows.append(_told(f"{trial.year}", median, median, results.get(f"{head}.pooled.band50"), results[f"{head}.actual"], None))  # fmt: skip
    if not rows and results.complete_year:
        rows += _foretold(results, "year.agreed_amount.mid_year", str(results.year))
    if outcome is not None and (rows or not results.complete_year or results.get(f"{key}.p_reach")):
        rows += _foretold(results, key, str(outcome.year))
    frame = cells(rows, ["year", "modelled", "band80", "band50", "actual", "target"])
    return frame.dropna(axis="columns", how="all") if frame["actual"].notna().any() else frame.iloc[:0]


def _foretold(results: Results, key: str, year: str) -> list[dict[str, object]]:
    median = results.get(f"{key}.forecast.median")
    if median is None:
        return []
    wide, narrow = (results.get(f"{key}.forecast.{name}") for name in ("band80", "band50"))
    actual, target = results.get(f"{year}.agreed_amount"), results.get(f"{year}.agreed_amount.target")
    return [_told(year, median, wide, narrow, actual, target)]


def _told(
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
    """Chances told of synthetic districts against how often it happened; empty without levels that were tried there."""
    rows = []
    if results.outlook.record.weights:
        for place in range(1, len(synthetic_reliability()) + 1):
            head = f"{results.period.lower()}.backtest.synthetic.fifth.{place}"
            rows.append({"told_chance": results[f"{head}.told_chance"], "happened": results[f"{head}.happened"], "count": results[f"{head}.number"]})  # fmt: skip
    return cells(rows, ["told_chance", "happened", "count"])
