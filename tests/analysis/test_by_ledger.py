from __future__ import annotations

import pandas as pd
import pytest

from jjinvest.core.errors import ParameterError
from jjinvest.core.quantity import YI

MEASURES = ["projects_signed", "agreed_amount", "contract_amount", "funds_in_place"]


@pytest.mark.parametrize("metric", MEASURES)
@pytest.mark.parametrize("by", [None, "sector", ["origin"], ["chain", "park"], "size", "stage", "cohort"])
def test_groups_add_up_to_the_fact_of_the_year(ledger_alone, metric, by):
    frame = ledger_alone.frame(metric, by=by)
    assert frame["value"].sum() == pytest.approx(ledger_alone.results[f"2023.{metric}"].value)
    assert len(set(frame["unit"])) == 1


def test_months_have_no_gap_and_add_up(both):
    frame = both.frame("agreed_amount", by=["month", "origin"])
    months = [f"2023-{month:02d}" for month in range(1, 13)]
    assert list(dict.fromkeys(frame["month"])) == months
    assert len(frame) == 12 * frame["origin"].nunique()
    projects = both.results.workspace.ledger.projects
    signed = projects[projects["signed_on"].dt.year == 2023]
    by_month = signed.groupby(signed["signed_on"].dt.month)["agreed_amount"].sum() / YI
    wide = frame.groupby("month")["value"].sum()
    assert {int(month[5:]): value for month, value in wide.items() if value} == pytest.approx(
        {int(month): float(value) for month, value in by_month.items() if value}
    )


def test_calendar_months_stand_beside_their_years(both):
    frame = both.frame("agreed_amount", by=["year", "month"], period="all")
    wide = frame.pivot_table(index="month", columns="year", values="value", aggfunc="sum")
    assert list(wide.index) == [f"{month:02d}" for month in range(1, 13)]
    assert wide["2023"].sum() == pytest.approx(both.frame("agreed_amount")["value"].iloc[0])


def test_years_are_all_those_of_the_ledger(both):
    frame = both.frame("projects_signed", by="year")
    projects = both.results.workspace.ledger.projects
    expected = projects["signed_on"].dt.year.value_counts().sort_index()
    assert frame["year"].tolist() == [str(int(year)) for year in expected.index]
    assert frame["value"].tolist() == expected.astype(float).tolist()


def test_a_part_is_chosen_by_code_or_name(both):
    by_code = both.frame("agreed_amount", where={"sector": "secondary"})
    by_name = both.frame("agreed_amount", where={"sector": "第二产业"})
    assert by_code["value"].tolist() == by_name["value"].tolist()
    assert both.frame("agreed_amount", where="origin=out_of_city")["value"].sum() == pytest.approx(
        both.results["2023.ledger.agreed_amount.out_of_city"].value
    )


def test_funds_by_month_are_the_payments(both):
    frame = both.frame("funds_in_place", by="month")
    paid = both.payments
    assert frame["value"].sum() == pytest.approx(paid.loc[paid["month"].dt.year == 2023, "amount"].sum())


def test_amounts_may_be_in_another_unit(both):
    yi, wan = both.frame("agreed_amount"), both.frame("agreed_amount", unit="万元")
    assert wan["value"].iloc[0] == pytest.approx(10_000 * yi["value"].iloc[0])
    assert wan.attrs["unit"] == "万元"
    with pytest.raises(ParameterError, match="亿元"):
        both.frame("agreed_amount", unit="个")


def test_published_numbers_of_a_district_with_a_ledger_are_a_choice(both):
    published = both.frame("agreed_amount", by="sector", source="figures")
    assert published.attrs["source"] == "figures"
    assert published["value"].sum() == pytest.approx(both.results["2023.agreed_amount"].value, abs=0.5)
    assert both.frame("agreed_amount", by="sector").attrs["source"].startswith("ledger")


@pytest.mark.parametrize(
    ("arguments", "choice"),
    [
        ({"metric": "agreed_amount", "by": "colour"}, "sector"),
        ({"metric": "agreed_amount", "period": "1999"}, "2023, all"),
        ({"metric": "agreed_amount", "where": {"sector": "fourth"}}, "secondary"),
        ({"metric": "rank", "source": "ledger"}, "agreed_amount"),
    ],
)
def test_errors_name_the_choices(both, arguments, choice):
    with pytest.raises(ParameterError, match=choice):
        both.frame(**arguments)


def test_small_groups_are_not_for_the_public(both):
    assert both.frame("agreed_amount", by="project").attrs["tier"] == "government"
    assert both.frame("agreed_amount", by="year").attrs["tier"] == "public"


def test_size_classes_are_in_order_of_size(both):
    frame = both.frame("projects_signed", by="size", labels=False)
    edges = [name.removeprefix("tier_").removeprefix("ge_").split("_")[0] for name in frame["size"]]
    assert edges == sorted(edges, key=float)
    assert isinstance(frame, pd.DataFrame)
