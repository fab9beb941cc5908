"""Forecasts on ledgers of a process that nobody built the methods for: `python -m benchmarks ledger_process`.

A folder holds districts, one folder each, with ``projects.csv`` (every project with all that happened to it),
``payments.csv`` and ``truth.csv`` (one row a year); amounts are 万元. Its path is ``--folder F`` or the
variable JJINVEST_LEDGER_PROCESS. Each district's last two years are forecast, each from its beginning and
from mid-year, from what its ledger showed on that day: the amount of a project in negotiation is the estimate
of that time. What signed projects had been estimated at is known where a quarter ended between, as if the
bureau had imported its ledger every quarter; with ``--no-imports`` it is not. The table has the coverage of
ranges, bias, chances by fifths, and CRPS beside two-line rules; errors are in units of the mean of the
earlier years.

Bias has its standard error: years of a district miss together, so districts count and not forecasts. A shock
that all districts share in a year is in no standard error. Chances by fifths have the band that right chances
would stay within in 95 of 100 such sets.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.backtest import NOTHING_PUBLISHED
from jjinvest.core.assumptions import Assumptions
from jjinvest.core.codes import OUT_OF_CITY_ORIGINS
from jjinvest.core.quantity import YI, Definition
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.forecasting.ensemble import ensemble
from jjinvest.forecasting.evaluation import scores
from jjinvest.forecasting.evaluation.backtest import backtest, scorecard
from jjinvest.forecasting.evaluation.benchmark_scores import synthetic_scores, synthetic_weights
from jjinvest.forecasting.forecast_data import ForecastData, ForecastTarget, LedgerData
from jjinvest.forecasting.ledger.estimates import ESTIMATED
from jjinvest.forecasting.ledger.forecast import AGREED, AGREED_OUT_OF_CITY, FUNDS
from jjinvest.forecasting.method import answers, predict
from jjinvest.forecasting.on_demand import Samples

WAN = 10_000
ORIGINS = {"市内": "in_municipality", "市外": "out_of_city", "境外": "abroad"}
TRUTH = {
    AGREED: "agreed_total_wan",
    AGREED_OUT_OF_CITY: "out_of_city_agreed_wan",
    FUNDS: "funds_in_place_wan",
}
DAYS = {"year start": 0, "mid-year": 2}
"""Quarters of the year that are over."""
YEARS = 2
"""Latest years of each district that are forecast."""
GOALS = (0.7, 0.85, 1.0, 1.15, 1.3)
DRAWS = 4_000
FIFTHS = 5
REPLICATIONS = 2_000
"""Sets of right chances drawn for the band of each fifth."""
SHOWN = "shown"
"""The distribution that a page shows: methods pooled by their weights, where any beats naive."""


@dataclass(frozen=True)
class Forecast:
    """One forecast of one district, in units of the mean of its earlier years."""

    district: str
    year: int
    day: str
    metric: str
    method: str
    samples: Samples
    actual: float
    last_year: float


def ledger_on(projects: pd.DataFrame, day: date, *, imports: bool = True) -> pd.DataFrame:
    """Return the ledger of a district as it stood on a day.

    Parameters
    ----------
    imports
        With the estimates that imports at every quarter's end have stated of projects then in negotiation; a
        set has no later estimates in ``projects.csv``, so it is the first one.
    """
    stand = pd.Timestamp(day)
    dates = {
        name: pd.to_datetime(projects[column]).astype("datetime64[ns]")
        for name, column in (
            ("negotiated_on", "negotiating_date"),
            ("signed_on", "signed_date"),
            ("started_on", "construction_date"),
            ("in_production_on", "production_date"),
            ("terminated_on", "withdrawn_date"),
        )
    }
    known = {name: column.where(column <= stand) for name, column in dates.items()}
    signed = known["signed_on"].notna()
    amount = projects["amount_wan"].where(signed, projects["size_at_negotiation_wan"])
    frame = pd.DataFrame(
        {
            "project_code": projects["project"].astype("str"),
            "project_name": projects["name"].astype("str"),
            "origin": projects["origin"].map(ORIGINS).fillna("").astype("str"),
            "agreed_amount": (amount * WAN).round().astype("Int64"),
            "contract_on": pd.Series(pd.NaT, index=projects.index, dtype="datetime64[ns]"),
            **known,
        }
    )
    begun, ends = known["negotiated_on"], known["signed_on"]
    between = ends.dt.to_period("Q") > begun.dt.to_period("Q")
    seen = projects["size_at_negotiation_wan"].where(between & imports)
    frame[ESTIMATED] = (seen * WAN).round().astype("Int64")
    frame["key"] = frame["project_code"]
    return frame[signed | known["negotiated_on"].notna()].reset_index(drop=True)


def payments_until(payments: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return payments up to a day, as the forecast takes them."""
    month = pd.to_datetime(payments["month"].astype("str") + "-01").astype("datetime64[ns]")
    rows = pd.DataFrame(
        {
            "project_code": payments["project"].astype("str"),
            "month": month,
            "amount": (payments["amount_wan"] * WAN).round().astype("int64"),
        }
    )
    return rows[month <= pd.Timestamp(day)].reset_index(drop=True)


def district(folder: Path, *, imports: bool = True) -> list[Forecast]:
    """Forecast the latest years of one district, from their beginning and from mid-year, by every method."""
    projects = pd.read_csv(folder / "projects.csv", low_memory=False)
    payments = pd.read_csv(folder / "payments.csv")
    truth = pd.read_csv(folder / "truth.csv").set_index("year")
    truth = truth.join(
        first_halves(projects, payments, truth.index).drop(columns=truth.columns, errors="ignore")
    )
    last, rows = int(truth.index.max()), list[Forecast]()
    for year, (name, passed) in product(range(last - YEARS + 1, last + 1), DAYS.items()):
        day = date(year, 6, 30) if passed else date(year - 1, 12, 31)
        ledger = LedgerData(ledger_on(projects, day, imports=imports), payments_until(payments, day), day)
        data = ForecastData(NOTHING_PUBLISHED, Assumptions(ledger_draws=DRAWS), ledger)
        target = ForecastTarget(AGREED, Definition("agreed"), year, passed)
        rows += _rows(folder.name, name, data, ledger, target, truth)
    return rows


def first_halves(projects: pd.DataFrame, payments: pd.DataFrame, years: pd.Index) -> pd.DataFrame:
    """Sums of the first half of each year, and numbers of signings, which rules of two lines use.

    Out-of-city counts investors from abroad, as ``truth.csv`` does.
    """
    signed = pd.to_datetime(projects["signed_date"])
    month = pd.to_datetime(payments["month"].astype("str") + "-01")
    out = projects["origin"].map(ORIGINS).isin(OUT_OF_CITY_ORIGINS)
    amount, one = projects["amount_wan"].fillna(0.0), pd.Series(1.0, projects.index)
    sums = {}
    for metric, number, part in (
        (AGREED, "signings", signed.notna()),
        (AGREED_OUT_OF_CITY, "out_of_city_signings", signed.notna() & out),
    ):
        half = part & (signed.dt.month <= 6)
        sums[f"h1_{TRUTH[metric]}"] = amount[half].groupby(signed.dt.year[half]).sum()
        sums[number] = one[part].groupby(signed.dt.year[part]).sum()
        sums[f"h1_{number}"] = one[half].groupby(signed.dt.year[half]).sum()
    early = month.dt.month <= 6
    sums[f"h1_{TRUTH[FUNDS]}"] = payments.loc[early, "amount_wan"].groupby(month.dt.year[early]).sum()
    return pd.DataFrame(sums).reindex(years, fill_value=0.0).fillna(0.0)


def shown(
    data: ForecastData, target: ForecastTarget, able: Mapping[str, ForecastDistribution]
) -> ForecastDistribution | None:
    """Pool the methods that answer by the weights that a run gives them; None where none beats naive."""
    benchmark = synthetic_scores(target.quarters_passed)
    years = backtest(data, target, goals={}, seed=1)
    scored = {name for year in years for name in year.predictions} | set(benchmark.index)
    weigh = partial(synthetic_weights, target.quarters_passed)
    weights = scorecard(years, [name for name in able if name in scored], benchmark, weigh).weights
    return ensemble({name: able[name] for name in weights}, weights, seed=1) if weights else None


def _rows(
    place: str, day: str, data: ForecastData, ledger: LedgerData, target: ForecastTarget, truth: pd.DataFrame
) -> Iterator[Forecast]:
    year = target.year
    try:
        simulated = ledger.simulate(year, seed=1, draws=DRAWS).samples
    except LookupError:
        simulated = {}
    for metric, column in TRUTH.items():
        unit = float(truth.loc[: year - 1, column].mean()) * WAN / YI
        actual, last = (float(truth.loc[y, column]) * WAN / YI / unit for y in (year, year - 1))
        distributions = {"ledger_simulation": simulated[metric]} if metric in simulated else {}
        for rule, value in _rules(truth, year, column, mid_year=bool(target.quarters_passed)).items():
            distributions[rule] = np.array([value * WAN / YI])
        if metric == AGREED:
            able = answers(predict(data, target, seed=1, draws=DRAWS, detail=False))
            distributions |= {name: each.samples for name, each in able.items()}
            pooled = shown(data, target, able)
            if pooled is not None:
                distributions[SHOWN] = pooled.samples
        for method, samples in distributions.items():
            yield Forecast(place, year, day, metric, method, samples / unit, actual, last)


def _rules(truth: pd.DataFrame, year: int, column: str, *, mid_year: bool) -> dict[str, float]:
    """Rules of two lines, which a clerk would use, in 万元."""
    earlier, now = truth.loc[: year - 1], truth.loc[year]
    rules = {"rule: last year": float(earlier[column].iloc[-1]), "rule: mean": float(earlier[column].mean())}
    half = f"h1_{column}"
    if not mid_year or half not in truth:
        return rules
    growth = float(earlier[column].sum() / earlier[half].sum())
    rules = {"rule: amount by share": float(now[half]) * growth}
    rules["rule: rest as before"] = float(now[half]) + float((earlier[column] - earlier[half]).mean())
    if column == TRUTH[FUNDS]:
        return rules
    number = "signings" if column == TRUTH[AGREED] else "out_of_city_signings"
    if f"h1_{number}" in truth:
        size = float(earlier[column].sum() / earlier[number].sum())
        whole = float(now[f"h1_{number}"]) * float(earlier[number].sum() / earlier[f"h1_{number}"].sum())
        rules["rule: number by share × size"] = whole * size
        rules["rule: so far + number to come × size"] = (
            float(now[half]) + (whole - float(now[f"h1_{number}"])) * size
        )
    return rules


def table(forecasts: list[Forecast]) -> pd.DataFrame:
    """Coverage, bias and CRPS of each method, by day and metric."""
    rows = []
    for each in forecasts:
        low, q1, median, q3, high = np.quantile(each.samples, [0.1, 0.25, 0.5, 0.75, 0.9])
        rows.append(
            {
                "day": each.day,
                "metric": each.metric,
                "method": each.method,
                "district": each.district,
                "covered80": float(low <= each.actual <= high),
                "covered50": float(q1 <= each.actual <= q3),
                "mean": float(each.samples.mean()),
                "actual": each.actual,
                "error": abs(median - each.actual),
                "crps": float(scores.crps(each.samples, each.actual)),
            }
        )
    groups = pd.DataFrame(rows).groupby(["day", "metric", "method"], sort=False)
    means = groups[["covered80", "covered50", "error", "crps"]].mean()
    bias = pd.DataFrame({key: ratio_bias(group) for key, group in groups}, index=["bias", "bias_se"]).T
    means.insert(2, "bias", bias["bias"].to_numpy())
    means.insert(3, "bias_se", bias["bias_se"].to_numpy())
    rules = [name.startswith("rule") for name in means.index.get_level_values("method")]
    means.loc[rules, ["covered80", "covered50"]] = np.nan
    return means.assign(cases=groups.size()).sort_index()


def ratio_bias(rows: pd.DataFrame) -> tuple[float, float]:
    """Sum of means over the sum of actual values less one, and its standard error by districts.

    Examples
    --------
    >>> rows = pd.DataFrame({"district": ["A", "B"], "mean": [1.0, 1.2], "actual": [1.0, 1.0]})
    >>> [round(value, 2) for value in ratio_bias(rows)]
    [0.1, 0.1]
    """
    actual = float(rows["actual"].sum())
    bias = float(rows["mean"].sum()) / actual - 1
    misses = (rows["mean"] - (1 + bias) * rows["actual"]).groupby(rows["district"]).sum()
    count = len(misses)
    error = float(np.sqrt((misses**2).sum() * count / (count - 1))) / actual if count > 1 else np.nan
    return bias, error


def chances(forecasts: list[Forecast], method: str) -> pd.DataFrame:
    """Chances of goals around last year's total by fifths, and the share that came true, by metric."""
    chosen = [each for each in forecasts if each.method == method]
    chance = np.array([[(each.samples >= goal * each.last_year).mean() for goal in GOALS] for each in chosen])
    came = np.array([[each.actual >= goal * each.last_year for goal in GOALS] for each in chosen])
    frame = pd.DataFrame(
        {
            "metric": np.repeat([each.metric for each in chosen], len(GOALS)),
            "fifth": np.minimum((chance * FIFTHS).astype(int), FIFTHS - 1).ravel(),
            "chance": chance.ravel(),
            "true": came.ravel(),
        }
    )
    groups = frame.groupby(["metric", "fifth"])
    means = groups[["chance", "true"]].mean()
    means = means.assign(difference=means["true"] - means["chance"], cases=groups.size())
    return means.assign(band=[_band(chosen, chance, groups.indices[key]) for key in means.index])


def _band(chosen: list[Forecast], chance: np.ndarray, places: np.ndarray) -> float:
    """Difference that chances which are right stay within in 95 of 100 sets, for some of the goals.

    One year of a district has one outcome: the goals, and the two days it is forecast on, share it.
    """
    keys = [(each.district, each.year) for each in chosen]
    number = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    year = np.repeat([number[key] for key in keys], len(GOALS))[places]
    outcome = np.random.default_rng(1).random((REPLICATIONS, len(number)))
    differences = (outcome[:, year] < chance.ravel()[places]).mean(axis=1) - chance.ravel()[places].mean()
    return float(np.quantile(np.abs(differences), 0.95))


def main() -> None:
    """Print the tables for the folder named on the command line or in the environment."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks ledger_process")
    parser.add_argument("--folder", default=os.environ.get("JJINVEST_LEDGER_PROCESS", ""))
    parser.add_argument("--no-imports", action="store_true", help="no import has stated an estimate")
    given = parser.parse_known_args(sys.argv[1:])[0]
    folder, forecast = Path(given.folder), partial(district, imports=not given.no_imports)
    places = sorted(each.parent for each in folder.glob("**/truth.csv")) if folder.name else []
    if not places:
        raise SystemExit("ledger_process needs --folder F with one folder a district (truth.csv in each)")
    with ProcessPoolExecutor(2) as pool:
        forecasts = [each for rows in pool.map(forecast, places) for each in rows]
    print(table(forecasts).round(3).to_string())
    for method in (SHOWN, "ledger_simulation"):
        print(f"\nchances by fifths: {method}", chances(forecasts, method).round(3).to_string(), sep="\n")


if __name__ == "__main__":
    main()
