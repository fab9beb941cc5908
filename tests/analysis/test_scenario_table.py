from __future__ import annotations

import pytest

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
