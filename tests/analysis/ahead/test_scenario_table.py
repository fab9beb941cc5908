from __future__ import annotations

import pytest

import jjinvest as jj
from jjinvest.analysis.ahead.scenario_table import check_changes
from jjinvest.analysis.frames.noted_table import HeadedTable
from jjinvest.core.errors import ParameterError
from tests.fixtures.plain_frames import assert_works


def test_a_change_is_the_difference_in_every_row(year):
    table = year.what_if(growth=-0.1)
    assert_works(table)
    assert (table["after"] - table["before"] - table["change"]).abs().max() < 1e-9
    chance = table[table["change_unit"] == "个百分点"].iloc[-1]
    assert chance["unit"] == "%"


def test_chances_are_in_percent(year):
    table = year.what_if(growth=0.1)
    chance = 100 * year.results["next.agreed_amount.p_reach"].value
    assert table["before"].tolist().count(pytest.approx(chance)) == 1


def test_scenarios_stand_side_by_side(both):
    table = both.scenarios({"低": {"growth": -0.1}, "高": {"growth": 0.1, "conversion": 0.9}})
    wide = table.side_by_side()
    assert list(wide) == ["before", "低", "高"]
    assert (wide["高"] >= wide["低"]).all()
    assert wide.notna().all(axis=None)
    assert set(table.descriptions) == {"低", "高"}


def test_the_plot_draws_one_area_a_unit(both):
    table = both.scenarios({"低": {"growth": -0.1}, "高": {"growth": 0.1}})
    axes = table.plot()
    assert [ax.get_xlabel() for ax in axes] == list(dict.fromkeys(table["change_unit"]))
    assert table.plot.bar(x="item", y="change") is not None


def test_an_unknown_change_names_the_choices(year):
    with pytest.raises(ParameterError, match="growth, conversion"):
        year.what_if(grwth=0.1)


@pytest.mark.parametrize("growth", [10, -10, 1.5, -1])
def test_a_growth_in_percent_is_refused(year, growth):
    with pytest.raises(ParameterError, match=r"0\.1"):
        year.what_if(growth=growth)


def test_before_is_the_forecast_that_the_district_shows(both):
    table, forecast = both.what_if(growth=0.1), both.forecast()
    row = table[table["method"] == forecast.method].set_index("unit")
    assert row.loc["亿元", "before"] == pytest.approx(float(forecast.quantiles(0.5).iloc[0]))
    assert row.loc["%", "before"] == pytest.approx(100 * forecast.p_reach())


def test_a_table_in_which_nothing_changes_says_why(both):
    table = both.what_if()
    assert "growth" in table.attrs["notes"]
    assert table.attrs["notes"] in repr(table)
    assert "growth" in table._repr_html_()
    assert "notes" not in both.what_if(growth=0.1).attrs


def _live(analysis, year):
    ledger = analysis.ledger
    return ledger[ledger["signed_on"].dt.year.eq(year) & ledger["terminated_on"].isna()]


@pytest.mark.parametrize("year_signed", [2021, 2023])
def test_a_cancelled_project_takes_its_payments_of_the_year_ahead(both, year_signed):
    one = _live(both, year_signed).nlargest(1, "agreed_amount").iloc[0]
    table = both.what_if(cancelled=[one["project_name"]]).set_index("item")
    change = table.loc["台账推演：到位资金中位数", "change"]
    assert -one["agreed_amount"] < change < 0
    agreed = table.loc["本年协议引资", "change"]
    assert agreed == pytest.approx(-one["agreed_amount"] if year_signed == 2023 else 0)
    # how the next year follows this one: only where this year loses something
    assert ("下一年" in table.attrs.get("notes", "")) == (year_signed == 2023)


def test_postponed_projects_pay_a_year_later(both):
    one = _live(both, 2023).nlargest(1, "agreed_amount").iloc[0]
    later = both.what_if(postponed=one["project_code"]).set_index("item")
    never = both.what_if(cancelled=one["project_code"]).set_index("item")
    item = "台账推演：到位资金中位数"
    assert later.loc[item, "after"] - never.loc[item, "after"] == pytest.approx(one["funds_ytd"], abs=0.01)
    total = "下一年协议引资中位数"
    assert later.loc[total, "after"] - never.loc[total, "after"] == pytest.approx(one["agreed_amount"])


def test_a_cancelled_project_takes_no_more_than_it_has_not_paid(both):
    live, paid = _live(both, 2021), both.payments.groupby("project_code")["amount"].sum()
    left = live["agreed_amount"] - live["project_code"].map(paid)
    one = live.loc[(left / live["agreed_amount"]).idxmin()]
    table = both.what_if(cancelled=one["project_code"]).set_index("item")
    assert -left.loc[one.name] - 0.001 < table.loc["台账推演：到位资金中位数", "change"] <= 0


def test_heads_and_methods_are_words(year):
    table = year.what_if(growth=0.1)
    plain = table.with_heads()
    assert list(plain)[:4] == ["情景", "名称", "之前", "之后"]
    assert type(plain) is HeadedTable
    shown = set(plain["方法"].dropna())
    assert shown
    assert not shown & set(table["method"])


def test_measures_that_a_change_does_not_touch_keep_their_draws(both):
    live = _live(both, 2023)
    inside = live[live["origin"] == "市内"].nlargest(1, "agreed_amount").iloc[0]
    outside = live[live["origin"] != "市内"].nlargest(1, "agreed_amount").iloc[0]
    table = both.what_if(cancelled=[inside["key"]]).set_index("item")
    of_outside = [item for item in table.index if item.startswith("台账推演：市外")]
    assert of_outside
    assert (table.loc[of_outside, "change"] == 0).all()
    assert table.loc["台账推演：到位资金中位数", "change"] < 0
    touched = both.what_if(cancelled=[outside["key"]]).set_index("item")
    assert (touched.loc[of_outside, "change"] < 0).any()


def _completion_after(analysis, project):
    table = analysis.what_if(cancelled=[project]).set_index("item")
    targets = analysis.targets
    target = targets.loc[targets["id"] == "2023.agreed_amount.target", "value"].iloc[0]
    return table.loc["本年完成率", "after"], 100 * table.loc["本年协议引资", "after"] / target


def test_a_completion_after_a_change_is_the_shown_amount_of_the_shown_target(both, year):
    largest = _live(both, 2023).nlargest(1, "agreed_amount").iloc[0]
    shown, divided = _completion_after(both, largest["key"])
    assert shown == pytest.approx(divided)
    shown, divided = _completion_after(year, _largest_named(year))
    assert shown == pytest.approx(divided)


def _largest_named(analysis):
    return analysis.frame("agreed_amount", by="project").nlargest(1, "value").iloc[0]["project"]


def test_the_note_says_whether_the_next_year_repeats_this_one(year):
    table = year.what_if(cancelled=[_largest_named(year)])
    assert "本年减少的项目也使下一年减少；推迟的项目又计入下一年" in table.attrs["notes"]


def test_a_change_that_no_number_uses_says_so_in_a_year_in_progress():
    table = jj.open("jiangjin", "2023Q2").what_if(growth=0.1)
    assert not table["change"].any()
    assert table.attrs["notes"]


@pytest.mark.parametrize(
    "changes",
    [
        {"cancelled": 1},
        {"postponed": [2]},
        {"growth": "abc"},
        {"growth": None},
        {"growth": True},
        {"conversion": 1.5},
        {"payment_speed": -1},
        {"payment_speed": float("nan")},
    ],
)
def test_a_change_of_another_kind_is_refused_with_the_choices(changes):
    with pytest.raises(ParameterError, match="可用 choices"):
        check_changes(changes)


def test_a_conversion_may_be_left_as_it_is():
    check_changes({"conversion": None, "cancelled": ["a", "b"], "postponed": "c", "payment_speed": 2})


def test_the_chance_before_a_change_stands_beside_it(both):
    table = both.what_if(conversion=0.0).set_index("item")
    chance = table.loc[both.words.label("what_if_ledger_conversion")]
    expected = table.loc[both.words.label("what_if_ledger_pipeline")]
    model = both.results.outlook.ledger_year.model
    assert expected["before"] == pytest.approx(float((model.chances * model.amounts).sum()))
    assert chance["before"] == pytest.approx(100 * expected["before"] / float(model.amounts.sum()))
    assert (chance["after"], expected["after"]) == (0.0, 0.0)
    assert both.words.label("what_if_ledger_conversion") not in set(both.what_if(growth=0.1)["item"])


def test_what_no_change_covers_points_to_the_samples(year):
    with pytest.raises(ParameterError, match="samples"):
        year.what_if(more=3)
