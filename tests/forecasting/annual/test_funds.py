"""Chance of the next year's funds: a range over growth models, for every target."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.quantity import YI
from jjinvest.forecasting.annual.funds import funds_outlook


def test_funds_chance_is_a_range_around_selected_growth(annual_results):
    key = "2024.funds_in_place.out_of_city.p_reach.200"
    facts = annual_results.facts
    assert facts[key].value is None
    assert facts[f"{key}.naive_share"].value == pytest.approx(10 / 11)
    assert (
        facts[key].low
        <= facts[f"{key}.zero_centre"].value
        < 0.5
        < facts[f"{key}.naive_share"].value
        <= facts[key].high
    )


def test_all_of_a_few_rows_make_no_certainty(annual):
    """A target that every published rate reaches: districts publish their growth rather than their fall."""
    own = annual.targets[(annual.targets["year"] == 2024) & (annual.targets["metric"] == "funds_in_place")]
    low = own.iloc[:1].assign(
        quantity=lambda rows: [replace(each, value=YI * 100) for each in rows["quantity"]]
    )
    made = funds_outlook(replace(annual, targets=low), 2024, assumptions=Assumptions(draws=20_000)).facts
    chance = next(fact for fact in made if fact.value is None and fact.id.parts[-2] == "p_reach")
    share = next(fact for fact in made if fact.id.name == "naive_share")
    assert share.value == 1
    assert chance.high < 1


def test_reference_rows_are_known_by_the_as_of_date_and_long_enough(annual_results):
    rows = annual_results.outlook.funds.rows
    assert (rows["available_from"] <= annual_results.workspace.as_of_date).all()
    assert (rows["month_end"] >= 6).all()
    assert not rows["row_id"].isin(["bishan.2024", "chongqing.2024", "chongqing.2022"]).any()
    assert rows.loc[rows["place"] == "福建省", "year"].min() == 1994


def test_every_target_of_funds_has_a_chance_and_a_lower_one_no_smaller(annual):
    targets = annual.targets
    own = targets[(targets["year"] == 2024) & (targets["metric"] == "funds_in_place")].iloc[0]
    lower = own.copy()
    lower["target_id"], lower["authority"] = f"{own['target_id']}.province", "province"
    lower["value"], lower["quantity"] = own["value"] - 8, replace(own["quantity"], value=YI * 192)
    both = replace(annual, targets=pd.concat([targets, lower.to_frame().T], ignore_index=True))
    made = {str(f.id): f for f in funds_outlook(both, 2024, assumptions=Assumptions(draws=20_000)).facts}
    key = "2024.funds_in_place.out_of_city.p_reach"
    high, low = made[f"{key}.200"], made[f"{key}.192"]
    assert low.low > high.low
    assert low.high >= high.high
