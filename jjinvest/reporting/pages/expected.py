"""Sentences on what is expected of the year ahead: its total, why it is below the last, what it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.forecasting.year_to_date.inputs import NUMBERS
from jjinvest.metrics.targets import measure
from jjinvest.reporting.tables.cells import FactName, Term
from jjinvest.reporting.tables.sentences import Sentence

if TYPE_CHECKING:
    from jjinvest.results.results import Results

MOST_WIDE = 2.0
"""Width of an 80 % range, in medians, up to which the median is what is expected: 1–55 beside 15 is wider."""
BY_SEASON = "year.agreed_amount.mid_year.by_own_season"
"""Total of the year if the share passed is that of the district's own earlier years."""
METHOD_PARTS = ("pooled", "ledger", "mid_year")
"""Parts of the id of a forecast that name its method."""


def expected_total(results: Results) -> Sentence | None:
    """Median and 80 % range of the agreed amount ahead; None where nothing is forecast."""
    head, shown = results.outlook.ahead
    return None if shown is None else expected_from(results, results.resolve(head))


def expected_from(results: Results, head: FactId) -> Sentence | None:
    """Median and 80 % range of a forecast of the year ahead by the id that its numbers begin with."""
    median, band = (results.get(head / "forecast" / name) for name in ("median", "band80"))
    if median is None or band is None:
        return None
    key = FactId.of(results.outlook.year_ahead, *(part for part in head.parts if part not in METHOD_PARTS))
    content: dict[str, Any] = {
        "period": FactName(FactId.of(key.period)),
        "item": FactName(key, with_period=False),
    }
    message = "overview.expected_wide" if is_wide(median, band) else "overview.expected"
    return Sentence(message, {**content, "median": median, "band": band})


def expected_numbers(results: Results) -> list[Sentence]:
    """Median and 80 % range of each number of projects, and of funds, with a target ahead.

    Funds have them where one method forecasts them; else their chance alone is an interval.
    """
    targets = results.workspace.targets
    others = targets["metric"].isin(NUMBERS) | (targets["basis"] == "funds")
    ahead = targets[(targets["year"] == results.outlook.year_ahead) & others]
    keys = dict.fromkeys(FactId.of(row["year"], measure(row)) for _, row in ahead.iterrows())
    said = [
        next(filter(None, (expected_from(results, key / part) for part in ("ledger", "mid_year", ""))), None)
        for key in keys
    ]
    return [each for each in said if each is not None]


def is_wide(median: Fact, band: Fact) -> bool:
    """Whether the 80 % range of a forecast is too wide to plan with, whatever its median is."""
    known = median.value is not None and band.low is not None and band.high is not None
    return known and (band.high or 0.0) - (band.low or 0.0) > MOST_WIDE * (median.value or 0.0)


def below_last_year(results: Results) -> Sentence | None:
    """Why the median of the next year is below this year's total, where the method alone explains it.

    It does where a method repeats the level of the years known: that is below the last one, or the simulated
    years are skewed. For a year in progress it is said where the year so far has grown.
    """
    if not results.complete_year:
        return _below_though_grown(results)
    key, shown = results.outlook.ahead
    last = results.get(FactId.of(results.year, "agreed_amount"))
    if shown is None or last is None or last.value is None:
        return None
    head = results.resolve(key)
    median, mean = (results.get(head / "forecast" / name) for name in ("median", "mean"))
    if median is None or mean is None or (median.value or 0.0) >= last.value:
        return None
    if not results.outlook.repeats_known_years:
        return None
    prior = results.get(head / "assumed" / "prior_mean")
    if prior is not None and (prior.value or 0.0) < last.value:
        return Sentence("overview.below_by_level", {"prior": prior})
    if (mean.value or 0.0) > (median.value or 0.0):
        return Sentence("overview.below_last_year", {})
    return None


def _below_though_grown(results: Results) -> Sentence | None:
    """The year before and the growth so far, where the median of the year is below the one in spite of it."""
    key, shown = results.outlook.ahead
    subject = FactId.of(results.period, "agreed_amount")
    last, growth = results.get(FactId.of(results.year - 1, "agreed_amount")), results.get(subject / "growth")
    if shown is None or last is None or growth is None:
        return None
    head = results.resolve(key)
    median, season = results.get(head / "forecast" / "median"), results.get(BY_SEASON)
    if median is None or None in (last.value, growth.value):
        return None
    if (growth.value or 0.0) <= 0 or (median.value or 0.0) >= (last.value or 0.0):
        return None
    content: dict[str, Any] = {"last": last, "growth": growth}
    if season is None:
        return Sentence("overview.below_though_grown", content)
    return Sentence("overview.below_though_grown_season", {**content, "season": season})


def needed_first(results: Results) -> Sentence | None:
    """Number of large projects from which the target of the next year is more likely reached than not.

    It is simulated by size class: beside the chance of another method it would contradict that chance.
    """
    head, _ = results.outlook.ahead
    if set(FactId(results.resolve(head)).parts) & set(METHOD_PARTS):
        return None
    names = ("tier_ge_50.needed", "tier_ge_50.expected")
    needed, expected = (results.get(f"next.projects_signed.{name}") for name in names)
    if needed is None or expected is None:
        return None
    content: dict[str, Any] = {"needed": needed, "expected": expected, "large": Term("tier_ge_50")}
    return Sentence("overview.needed_large", content)
