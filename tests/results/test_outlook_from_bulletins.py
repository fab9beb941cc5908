"""The outlook of a district with bulletins alone: methods that count, every target, foreign funds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jjinvest.analysis.ahead.forecasts import forecasts_ahead
from jjinvest.core.assumptions import Assumptions
from jjinvest.data.workspace import load_workspace
from jjinvest.reporting import tables
from jjinvest.reporting.pages.expected import below_last_year
from jjinvest.reporting.tables import leaders
from jjinvest.results.results import Results

HEAD = "source,period,metric,where,statistic,authority,value,unit\n"
PUBLISHED = {"a": "2022-01-20", "b": "2022-04-15", "c": "2023-01-18", "d": "2023-04-14"}
YEARS = (
    "a,2021,projects_signed,,,,310,个",
    "a,2021,agreed_amount,,,,1400,亿元",
    "a,2021,foreign_funds,,,,5.1,亿美元",
    "b,2022Q1,agreed_amount,,,,290,亿元",
    "b,2022Q1,projects_signed,,,,70,个",
    "b,2022Q1,foreign_funds,,,,1.3,亿美元",
    "c,2022,projects_signed,,,,330,个",
    "c,2022,agreed_amount,,,,1560,亿元",
    "c,2022,foreign_funds,,,,5.6,亿美元",
    "c,2022,funds_in_place,,,,700,亿元",
    "c,2023,agreed_amount,,target,,1700,亿元",
    "c,2023,funds_in_place,,target,,770,亿元",
    "c,2023,funds_in_place,,target,province,735,亿元",
    "c,2023,foreign_funds,,target,province,6,亿美元",
)
TIERS = ("c,2022,projects_signed,size=ge_50,,,6,个", "c,2022,projects_signed,size=20_50,,,12,个")
QUARTER = (
    "d,2023Q1,agreed_amount,,,,360,亿元",
    "d,2023Q1,projects_signed,,,,72,个",
    "d,2023Q1,foreign_funds,,,,1.5,亿美元",
)


def results(folder: Path, period: str, *rows: str) -> Results:
    (folder / "figures.csv").write_text(HEAD + "\n".join((*YEARS, *rows)) + "\n", encoding="utf-8")
    sources = "".join(f"{key},{key},{day}\n" for key, day in PUBLISHED.items())
    (folder / "sources.csv").write_text(f"source,title,published\n{sources}", encoding="utf-8")
    (folder / "district.yaml").write_text("name: {zh: 某市, en: Some}\n", encoding="utf-8")
    day = date(2023, 2, 14) if period == "2022Q4" else date(2023, 5, 15)
    return Results(load_workspace(folder).as_of(day), period, 1, Assumptions(draws=2000))


def test_without_a_ledger_every_method_that_answers_has_the_weight_it_earns_without_one(tmp_path):
    outlook = results(tmp_path, "2023Q1", *QUARTER).outlook
    weights = outlook.scorecard.weights
    assert set(weights) == {"credibility", "count_chain_ladder", "bornhuetter_ferguson"}
    assert min(weights.values()) > 0.1
    assert not outlook.single_method
    assert outlook.pooled is not None
    assert outlook.pooled.caveat == "pooled"


def test_the_range_of_a_chance_covers_each_method_and_names_another_light(tmp_path):
    made = results(tmp_path, "2023Q1", *QUARTER)
    chance = made["year.agreed_amount.pooled.p_reach"]
    each = [made.get(chance.id / name) for name in made.outlook.scorecard.weights]
    assert chance.low == min(fact.value for fact in [*each, chance])
    assert chance.high == max(fact.value for fact in [*each, chance])
    row = leaders.targets_ahead(made).iloc[0]
    assert (row.get("chance_range") is not None) == leaders.has_range(chance)


def test_a_method_without_a_score_is_not_said_to_have_less_data(tmp_path):
    made = results(tmp_path, "2022Q4", *TIERS)
    uses = {each.method: each for each in made.outlook.method_uses}
    assert uses["size_classes"].reasons == ("not_scored",)
    assert "total_and_number" in uses["annual_total"].reasons
    pooled = tables.pooled(made).set_index("method")
    methods = {term.key: row["chance"] for term, row in pooled.iterrows()}
    assert {"method_size_classes", "method_annual_total", "method_pooled"} == set(methods)
    assert methods["method_annual_total"].value == methods["method_pooled"].value


def test_foreign_funds_are_forecast_in_their_currency_from_totals_alone(tmp_path):
    made = results(tmp_path, "2023Q1", *QUARTER)
    shown = forecasts_ahead(made)["foreign_funds"]
    assert (shown.unit, shown.method) == ("亿美元", "credibility")
    assert 3 < shown.exceedance_quantile(0.5) < 12
    assert not {"from_number", "numbers_known"} & set(shown.reasons)
    chance = made["2023.foreign_funds.mid_year.p_reach.6"]
    assert chance.value == pytest.approx(float((shown.samples >= 6).mean()))
    assert made["2023.foreign_funds.mid_year.forecast.median"].unit == "亿美元"
    assert made["2023.foreign_funds.mid_year.assumed.prior_mean"].unit == "亿美元"


def test_foreign_funds_of_a_year_not_begun_follow_from_whole_years(tmp_path):
    made = results(tmp_path, "2022Q4")
    assert forecasts_ahead(made)["foreign_funds"].method == "annual_total"
    targets = leaders.targets_ahead(made)
    row = next(row for _, row in targets.iterrows() if row["item"].id == "2023.foreign_funds")
    assert row["chance"].value is not None


def test_a_median_below_last_year_has_the_reason_that_was_tested(tmp_path):
    made = results(tmp_path, "2022Q4")
    sentence = below_last_year(made)
    assert sentence is not None
    assert sentence.key == "overview.below_by_level"  # the mean of 1400 and 1560, the last twice
    assert sentence.content["prior"].value == pytest.approx((1400 + 2 * 1560) / 3)
    assert below_last_year(results(tmp_path, "2023Q1", *QUARTER)) is None  # 360 is more than a fifth of 1560
    slower = (QUARTER[0].replace("360", "320"), *QUARTER[1:])
    in_progress = below_last_year(results(tmp_path, "2023Q1", *slower))
    assert in_progress is not None
    assert in_progress.key == "overview.below_though_grown_season"  # it states numbers and no reason
