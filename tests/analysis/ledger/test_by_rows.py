from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import jjinvest as jj
from jjinvest.analysis.frames.member_order import member_place
from jjinvest.analysis.opening import analysis_of
from jjinvest.core.assumptions import Assumptions
from jjinvest.core.errors import ParameterError
from jjinvest.core.quantity import YI
from jjinvest.ledger.reader.headed_columns.headers import load_spellings
from jjinvest.reporting.own_content import as_cells
from jjinvest.results.results import Results

MEASURES = ["projects_signed", "agreed_amount", "contract_amount", "funds_in_place"]


@pytest.mark.parametrize("metric", MEASURES)
@pytest.mark.parametrize("by", [None, "sector", ["origin"], ["chain", "park"], "size", "stage", "cohort"])
def test_groups_add_up_to_the_fact_of_the_year(ledger_alone, metric, by):
    frame = ledger_alone.frame(metric, by=by)
    assert frame["value"].sum() == pytest.approx(ledger_alone.results[f"2023.{metric}"].value)
    assert len(set(frame["unit"])) == 1


def test_months_have_no_gap_and_add_up(both):
    frame = both.frame("agreed_amount", by=["month", "origin"])
    months = list(pd.date_range("2023-01-01", periods=12, freq="MS"))
    assert list(dict.fromkeys(frame["month"])) == months
    assert len(frame) == 12 * frame["origin"].nunique()
    projects = both.results.workspace.ledger.projects
    signed = projects[projects["signed_on"].dt.year == 2023]
    by_month = signed.groupby(signed["signed_on"].dt.month)["agreed_amount"].sum() / YI
    wide = frame.groupby("month")["value"].sum()
    assert {month.month: value for month, value in wide.items() if value} == pytest.approx(
        {int(month): float(value) for month, value in by_month.items() if value}
    )


def test_calendar_months_stand_beside_their_years(both):
    frame = both.frame("agreed_amount", by=["year", "month"], period="all")
    wide = frame.pivot_table(index="month", columns="year", values="value", aggfunc="sum")
    assert list(wide.index) == list(range(1, 13))
    assert wide[2023].sum() == pytest.approx(both.frame("agreed_amount")["value"].iloc[0])


def test_years_are_all_those_of_the_ledger(both):
    frame = both.frame("projects_signed", by="year")
    projects = both.results.workspace.ledger.projects
    expected = projects["signed_on"].dt.year.value_counts().sort_index()
    assert frame["year"].tolist() == [int(year) for year in expected.index]
    assert frame["value"].tolist() == expected.astype(float).tolist()


def test_a_part_is_chosen_by_code_or_name(both):
    by_code = both.frame("agreed_amount", where={"sector": "secondary"})
    by_name = both.frame("agreed_amount", where={"sector": "第二产业"})
    assert by_code["value"].tolist() == by_name["value"].tolist()
    assert both.frame("agreed_amount", where="origin=out_of_city")["value"].sum() == pytest.approx(
        both.results["2023.ledger.agreed_amount.out_of_city"].value
    )


@pytest.mark.parametrize(
    ("source", "word", "code"),
    [
        ("ledger", "sector=二产", "sector=secondary"),
        ("figures", "sector=二产", "sector=secondary"),
        ("ledger", "origin=市外", "origin=out_of_city"),
    ],
)
def test_a_part_is_chosen_by_the_word_of_the_template(both, source, word, code):
    by_word = both.frame("agreed_amount", where=word, source=source)
    assert (
        by_word["value"].tolist() == both.frame("agreed_amount", where=code, source=source)["value"].tolist()
    )


def test_a_stage_is_chosen_as_a_clerk_writes_it(both):
    by_word = both.frame("projects_signed", where="stage=已投产", period="all")
    by_code = both.frame("projects_signed", where="stage=in_production", period="all")
    assert by_word["value"].tolist() == by_code["value"].tolist()
    with pytest.raises(ParameterError, match="in_production"):
        both.frame("projects_signed", where="stage=飞行", period="all")


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


@pytest.mark.parametrize("kind", ["both", "ledger_alone", "year"])
def test_the_choices_of_a_wrong_measure_are_all_that_a_frame_answers(request, kind):
    d = request.getfixturevalue(kind)
    with pytest.raises(ParameterError) as refused:
        d.frame("agreed")
    listed = str(refused.value).split("choices: ")[1].split("\n")[0].split(", ")
    assert set(listed) == set(d.metrics["metric"])


def test_a_statistic_of_a_measure_of_the_ledger_alone_is_refused_as_such(both):
    assert set(both.metrics.loc[both.metrics["metric"] == "projects_started", "source"]) == {"ledger"}
    with pytest.raises(ParameterError, match="statistic of projects_started") as refused:
        both.frame("projects_started", statistic="completion")
    assert "level, share, growth" in str(refused.value)


def test_small_groups_are_not_for_the_public(both):
    assert both.frame("agreed_amount", by="project").attrs["tier"] == "government"
    assert both.frame("agreed_amount", by="year").attrs["tier"] == "public"


def test_size_classes_are_in_order_of_size(both):
    frame = both.frame("projects_signed", by="size", labels=False)
    edges = [name.removeprefix("tier_").removeprefix("ge_").split("_")[0] for name in frame["size"]]
    assert edges == sorted(edges, key=float)
    assert isinstance(frame, pd.DataFrame)


@pytest.mark.parametrize("name", ["stage", "origin", "sector"])
@pytest.mark.parametrize("by_year", [False, True])
def test_members_are_in_the_order_of_the_template(both, name, by_year):
    by = ["year", name] if by_year else [name]
    frame = both.frame("projects_signed", by=by, period="all", labels=False)
    order = [{"out_of_city_domestic": "out_of_city"}.get(code, code) for code in frame[name]]
    keys = list(dict.fromkeys(load_spellings().values[name].values()))  # noqa: PD011
    for start in range(0, len(order), len(set(order))):
        of_year = order[start : start + len(set(order))]
        assert of_year == sorted(of_year, key=keys.index)
    assert len(set(order)) > 1


def test_every_choice_of_the_template_has_its_place():
    for name, keys in load_spellings().values.items():  # noqa: PD011
        places = [member_place(name, key) for key in dict.fromkeys(keys.values())]
        assert places == sorted(set(places))
        assert max(places) < member_place(name, "none of them")


def test_blank_groups_are_last(both):
    state = both.results.workspace.ledger
    projects = state.projects.assign(stage=state.projects["stage"].where(state.projects.index % 5 > 0, ""))
    workspace = replace(both.results.workspace, ledger=replace(state, projects=projects))
    d = analysis_of(Results(workspace, both.results.run_period, 1, Assumptions()), "zh")
    codes = d.frame("projects_signed", by="stage", period="all", labels=False)["stage"].tolist()
    assert codes[-1] == "unknown"
    assert codes[0] == "signed"


def test_counts_of_a_ledger_are_whole_numbers(both):
    for by in (None, "stage", "month", ["year", "origin"]):
        frame = both.frame("projects_signed", by=by)
        assert frame["value"].dtype == "int64"
        assert frame["value"].tolist() == frame["projects"].tolist()
    assert both.frame("agreed_amount")["value"].dtype == "float64"
    assert both.frame("projects_signed", by="stage", statistic="share")["value"].dtype == "float64"


@pytest.mark.parametrize("span", ["year", "half", "quarter"])
def test_new_and_carried_over_are_relative_to_each_span(both, span):
    paid = both.payments
    new = paid["signed_on"].dt.year >= paid["month"].dt.year
    frame = both.frame("funds_in_place", by=["cohort", "year"], labels=False).set_index(["cohort", "year"])
    for year in paid["month"].dt.year.unique():
        expected = paid.loc[new & (paid["month"].dt.year == year), "amount"].sum()
        assert frame.loc[("new", year), "value"] == pytest.approx(expected)
    by_span = both.frame("funds_in_place", by=["cohort", span], period="all", labels=False)
    assert by_span.groupby("cohort")["value"].sum()["new"] == pytest.approx(paid.loc[new, "amount"].sum())


def test_shares_are_of_the_ledger_like_the_levels(both):
    level = both.frame("agreed_amount", by="sector").set_index("sector")["value"]
    share = both.frame("agreed_amount", by="sector", statistic="share")
    assert share.attrs["source"] == both.frame("agreed_amount", by="sector").attrs["source"]
    assert share.attrs["unit"] == "%"
    assert share.set_index("sector")["value"].to_dict() == pytest.approx(
        (100 * level / level.sum()).to_dict()
    )
    published = both.frame("agreed_amount", by="sector", statistic="share", source="figures")
    assert published.attrs["source"] == "figures"
    assert (published["low"] >= 0).all()


def test_shares_are_within_each_span_or_of_the_whole(both):
    frame = both.frame("agreed_amount", by=["quarter", "sector"], statistic="share")
    assert frame.groupby("quarter")["value"].sum().tolist() == pytest.approx([100.0] * 4)
    part = both.frame("agreed_amount", where="origin=out_of_city", statistic="share")["value"].iloc[0]
    wide = both.frame("agreed_amount", where="origin=out_of_city")["value"].iloc[0]
    assert part == pytest.approx(100 * wide / both.frame("agreed_amount")["value"].iloc[0])
    assert both.frame("agreed_amount", by="project", statistic="share")["value"].sum() == pytest.approx(100)
    with pytest.raises(ParameterError, match="share needs a dimension"):
        both.frame("agreed_amount", by="month", statistic="share")


@pytest.mark.parametrize("metric", ["agreed_amount", "funds_in_place", "projects_signed"])
def test_a_number_of_the_ledger_says_which_rows_it_adds_up(both, metric):
    frame = both.frame(metric, by=["month", "sector"])
    at = frame["value"].idxmax()
    traced = frame.fact((f"{frame.loc[at, 'month']:%Y-%m}", frame.loc[at, "sector"]))
    assert traced.value == frame.loc[at, "value"]
    assert len(traced.rows) >= traced.rows["project_code"].nunique() == frame.loc[at, "projects"]
    total = traced.rows["amount"].sum() if "amount" in traced.rows else len(traced.rows)
    assert total == pytest.approx(traced.value)
    assert traced.rows["project_code"].iloc[0] in repr(traced) or ".rows" in repr(traced)
    assert set(traced.rows["day"].dt.strftime("%Y-%m")) == {f"{frame.loc[at, 'month']:%Y-%m}"}


def test_rows_are_found_after_the_index_is_set_and_taken_back(both):
    frame = both.frame("agreed_amount", by="sector").sort_values("value")
    indexed = frame.set_index("sector")
    for table in (indexed, indexed.reset_index(), frame.reset_index(drop=True), indexed[["value"]]):
        traced = table.fact("第二产业")
        assert traced.value == indexed.loc["第二产业", "value"]
        assert traced.rows["amount"].sum() == pytest.approx(traced.value)


def test_years_and_months_are_ordered_values_that_plot(both):
    frame = both.frame("agreed_amount", by="month")
    assert frame["month"].dtype.kind == "M"
    assert both.frame("agreed_amount", by="signing_year")["signing_year"].dtype == "Int64"
    years = both.frame("agreed_amount", by="year")
    ax = years.plot(x="year", y="value")
    assert ax.lines[0].get_xdata().tolist() == years["year"].tolist()
    assert both.frame("agreed_amount", by="year").fact("2022").value == years.set_index("year")["value"][2022]


def test_a_year_on_a_page_is_a_word(both):
    cells = as_cells(both.frame("agreed_amount", by="year"), title="Years", period="2023", tier="public")
    assert list(cells["year"])[-1] == "2023"
    assert {cell.unit for cell in cells["value"]} == {"亿元"}


def test_a_year_may_be_given_as_a_number():
    sample = jj.load_sample()
    by_number = sample.frame("agreed_amount", by="sector", period=2022)
    pd.testing.assert_frame_equal(by_number, sample.frame("agreed_amount", by="sector", period="2022"))


def test_an_origin_has_one_name_and_one_meaning(both):
    frame = both.frame("agreed_amount", by="origin").set_index("origin")["value"]
    for name in ("out_of_city", "市外项目"):
        whole = both.frame("agreed_amount", where={"origin": name})["value"].iloc[0]
        assert whole == pytest.approx(frame["市外境内"] + frame["境外"])
    for name in frame.index:
        assert both.frame("agreed_amount", where={"origin": name})["value"].iloc[0] == frame[name]
    codes = both.frame("agreed_amount", by="origin", labels=False)["origin"]
    assert "out_of_city" not in set(codes)
    assert set(both.ledger["origin"].dropna()) == set(frame.index)


def test_an_average_is_that_of_the_ledger(both):
    frame = both.frame("agreed_amount", by=["year", "sector"], statistic="average")
    sums = both.frame("agreed_amount", by=["year", "sector"])
    assert frame.attrs["source"].startswith("ledger")
    expected = (sums["value"] / sums["projects"]).where(sums["projects"] > 0)
    pd.testing.assert_series_equal(frame["value"], expected, check_names=False)
    with pytest.raises(ParameterError, match="growth"):
        both.frame("projects_signed", statistic="average", source="ledger")


@pytest.mark.parametrize("metric", ["agreed_amount", "funds_in_place", "projects_signed"])
def test_a_growth_is_on_the_year_before(both, metric):
    growth = both.frame(metric, by="year", statistic="growth").set_index("year")["value"]
    expected = both.frame(metric, by="year").set_index("year")["value"].pct_change() * 100
    assert growth[2023] == pytest.approx(expected[2023])
    assert growth[2022] == pytest.approx(expected[2022])
    assert pd.isna(growth[2019])
    of_year = both.frame(metric, statistic="growth")
    assert of_year["value"].iloc[0] == pytest.approx(growth[2023], abs=0.05)
    quarters = both.frame(metric, by="quarter", statistic="growth").set_index("quarter")["value"]
    level = both.frame(metric, by="quarter", period="all").set_index("quarter")["value"]
    assert quarters["2023Q2"] == pytest.approx(100 * (level["2023Q2"] / level["2022Q2"] - 1))
    sectors = both.frame(metric, by="sector", statistic="growth").set_index("sector")["value"]
    before = both.frame(metric, by="sector", period=2022).set_index("sector")["value"]
    now = both.frame(metric, by="sector").set_index("sector")["value"]
    assert sectors["第二产业"] == pytest.approx(100 * (now["第二产业"] / before["第二产业"] - 1), abs=0.1)


def test_a_year_before_that_is_not_known_leaves_a_gap_with_its_reason(both):
    frame = both.frame("agreed_amount", by="year", statistic="growth")
    assert "2019" in frame.attrs["notes"]
    with pytest.raises(ParameterError, match='by="year"'):
        both.frame("agreed_amount", statistic="growth", period="all")


def test_a_span_of_time_is_no_part(both):
    with pytest.raises(ParameterError, match='period="2023Q3"'):
        both.frame("agreed_amount", where="quarter=2023Q3")


def test_what_no_frame_answers_the_rows_do(both):
    for source in (None, "ledger"):
        with pytest.raises(ParameterError, match=r"d\.ledger"):
            both.frame("agreed_amount", by="sector", statistic="median", source=source)


def test_a_completion_without_a_target_says_so(ledger_alone):
    with pytest.raises(ParameterError, match="no target known: agreed_amount"):
        ledger_alone.frame("agreed_amount", statistic="completion")


def test_a_growth_says_from_when_the_ledger_has_numbers(both):
    note = both.frame("agreed_amount", by="year", statistic="growth").attrs["notes"]
    assert f"{both.ledger['signed_on'].min():%Y-%m-%d}" in note


@pytest.mark.parametrize("labels", [True, False])
def test_size_classes_have_one_code_in_ledger_and_figures(both, labels):
    codes = set(both.frame("agreed_amount", by="size", labels=False)["size"])
    assert codes
    assert not [code for code in codes if code.startswith("tier_")]
    for code in codes - {"unknown"}:
        amounts = [
            both.frame("agreed_amount", where={"size": written}, labels=labels)["value"].tolist()
            for written in (code, f"tier_{code}")
        ]
        assert amounts[0] == amounts[1]


def test_a_month_is_found_by_its_text_also_as_the_index(both):
    frame = both.frame("agreed_amount", by="month", period="all")
    months = frame.loc[frame["value"] > 0, "month"].dropna()
    text = months.iloc[0].strftime("%Y-%m")
    assert frame.set_index("month").fact(text).id == frame.fact(text).id
