"""How well each method told years elsewhere and this one from its middle, as facts, beside the district's own record.

Ids: ``2023.benchmark.<place>.<method>.<score>``. Places: ``from_mid_year`` (this year from its first half), the context series
``complete_series`` and ``published_growth``, ``synthetic`` districts, ``series_8`` … (economic series of so many quarters).
Scores are in % of what the reference repeats (the year before; from mid-year an even pace), except ``years`` and ``brier``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.facts import Fact
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.forecasting.evaluation.backtest import NAIVE, BacktestYear, score
from jjinvest.forecasting.evaluation.benchmark_scores import series_scores, synthetic_scores
from jjinvest.forecasting.evaluation.growth_backtest import KNOWN_FROM, backtest_growth

SCORE_UNITS = {
    "years": "个",
    "covered80": "%",
    "skill": "%",
    "crps": "%",
    "pinball": "%",
    "interval80": "%",
    "brier": "",
}


def scores_by_place(
    growth: pd.DataFrame, passed: int, mid_year: tuple[ForecastDistribution, float, float] | None
) -> dict[str, pd.DataFrame]:
    """Scores (:func:`~jjinvest.forecasting.evaluation.backtest.score`) by place, a row a method; places where nothing could be tried are left out.

    Parameters
    ----------
    growth
        Context rows of growth known by the day.
    passed
        Quarters of the year ahead that are over: the record of synthetic districts is that of the same quarter.
    mid_year
        The outcome told from mid-year, the even pace and the total that came, both in 亿元; None where there is none.
    """
    found = {}
    if mid_year is not None:
        outcome, even, actual = mid_year
        mid_year_test = BacktestYear(
            outcome.year, {"so_far": outcome.samples / even}, 1.0, actual / even, float("nan")
        )
        found["from_mid_year"] = score([mid_year_test], ["so_far"]).drop(columns="brier")
    for selection in KNOWN_FROM:
        trials = backtest_growth(growth, selection)
        found[selection] = score(trials, ["zero", "fitted"]) if trials else pd.DataFrame()
    found["synthetic"] = synthetic_scores(passed).reset_index()
    for quarters, row in series_scores().iterrows():
        found[f"series_{quarters}"] = row.to_frame().T
    return {place: table[table["model"] != NAIVE] for place, table in found.items() if len(table)}


def method_facts(
    found: dict[str, pd.DataFrame], period: str, *, sources: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Every score of :func:`scores_by_place`; `sources` are what the trial from mid-year rests on."""
    return facts.frame(
        [fact for place, table in found.items() for fact in _facts(place, table, period, sources)]
    )


def _facts(place: str, table: pd.DataFrame, period: str, sources: tuple[str, ...]) -> Iterator[Fact]:
    caveat = {"synthetic": "synthetic_easier", "published_growth": "selected_growth"}.get(place, "")
    for row in table.to_dict("records"):
        for name, unit in SCORE_UNITS.items():
            value = row.get(name)
            if value is None or value != value:
                continue
            yield Fact(
                f"{period.lower()}.benchmark.{place}.{row['model']}.{name}", float(value) * (100 if unit == "%" else 1), None, None,
                unit, "rate", "all", "modelled", period, sources=sources if place == "from_mid_year" else (), caveat=caveat,
            )  # fmt: skip
