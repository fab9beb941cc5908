"""Reports on an imported ledger, with and without published figures."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.metrics.ledger_aggregation import totals
from jjinvest.reporting import tables
from jjinvest.reporting.pages.trust import trust_light
from jjinvest.reporting.provenance import explain
from jjinvest.reporting.tables import leaders
from jjinvest.results.results import Results
from tests.fixtures.imports import import_ledger, results_of
from tests.fixtures.pages import build_page
from tests.fixtures.project import YEAR
from tests.fixtures.runs import ROOT, run
from tests.fixtures.workbooks import HEADERS, clean_project, clean_projects
from tests.fixtures.workspaces import words

YI = 10**8


def test_a_district_without_published_figures_reports_the_sums_of_the_rows(district: Path):
    import_ledger(district, clean_projects(20), "2023-12", "2024-01-10")
    results = results_of(district)
    ledger = results.workspace.ledger.projects
    signed = ledger[ledger["signed_on"].dt.year == 2023]
    assert results.rests_on_ledger
    assert results["now.agreed_amount"].value == int(signed["agreed_amount"].sum()) / YI
    assert results["now.agreed_amount"].evidence == "computed"
    assert results["now.funds_in_place"].value == pytest.approx(int(ledger["funds_ytd"].sum()) / YI)
    assert results.ledger is results
    assert results["now.ledger.agreed_amount"] is results["now.agreed_amount"]


@pytest.mark.parametrize("scope", ["sector", "tier"])
def test_groups_add_up_to_the_total(district: Path, scope: str):
    import_ledger(district, clean_projects(20), "2023-12", "2024-01-10")
    results = results_of(district)
    table = tables.by_group(results, scope)
    for measure in ("projects_signed", "agreed_amount", "contract_amount", "funds_in_place"):
        parts = sum(cell.value for cell in table[measure])
        assert parts == pytest.approx(results[f"now.{measure}"].value, abs=1e-9)


def test_a_small_group_is_for_the_government_and_cannot_be_derived(district: Path):
    projects = [p | {"park": "双福"} for p in clean_projects(20)]
    projects[0]["park"] = "珞璜"
    for project in projects[6:12]:
        project["park"] = "德感"
    write = {"headers": HEADERS | {"park": "承接平台"}}
    import_ledger(district, projects, "2023-12", "2024-01-10", **write)
    results = results_of(district)
    public, held = tables.by_group(results, "park"), tables.withheld_groups(results)
    tiers = {
        cell.key: row
        for cell, row in zip(public["group"], public["agreed_amount"].map(lambda f: f.tier), strict=True)
    }
    assert sorted(tiers.values()) == ["government", "government", "public"], (
        "the total less one group would reveal the other"
    )
    largest = max(public["agreed_amount"], key=lambda fact: fact.value)
    assert largest.tier == "public"
    assert all(cell.tier == "public" for cell in public["projects_signed"])
    assert [cell.key for cell in held["group"] if cell.key in tiers] == [
        key for key, tier in tiers.items() if tier != "public"
    ]
    assert all(
        results.facts[i].tier == "government"
        for i in results.facts
        if ".top1" in f"{i}." and ".top10" not in i
    )


def test_a_share_of_a_withheld_amount_is_withheld_too(district: Path):
    projects = clean_projects(20)
    for number, project in enumerate(projects):
        project["sector"] = "一产" if number == 0 else "二产" if number < 12 else "三产"
    import_ledger(district, projects, "2023-12", "2024-01-10")
    facts = results_of(district).facts
    assert facts["2023.agreed_amount.primary"].tier == "government"
    assert facts["2023.agreed_amount.primary.share"].tier == "government"
    others = {facts[f"2023.agreed_amount.{sector}"].tier for sector in ("secondary", "tertiary")}
    assert others == {"public", "government"}, "the total less both others would reveal it"
    assert facts["2023.projects_signed.primary.share"].tier == "public"


def test_an_earlier_year_of_a_ledger_has_a_caveat(district: Path):
    earlier = {
        "negotiated_on": date(2021, 1, 4),
        "signed_on": date(2021, 12, 20),
        "contract_on": None,
        "contract_amount": None,
    }
    import_ledger(district, [clean_project(31, **earlier), *clean_projects(20)], "2023-12", "2024-01-10")
    facts = results_of(district).facts
    assert facts["2022.agreed_amount"].caveat == "earlier_years_of_ledger"
    assert facts["2023.agreed_amount"].caveat == ""


def test_new_and_carried_over_add_up_to_the_funds(district: Path):
    import_ledger(
        district,
        [
            *clean_projects(12),
            clean_project(
                13,
                signed_on=date(2022, 3, 1),
                contract_on=date(2022, 4, 1),
                started_on=date(2022, 6, 1),
                negotiated_on=date(2021, 11, 1),
                funds_to_date=3000,
            ),
        ],
        "2023-12",
        "2024-01-10",
    )
    results = results_of(district)
    new, old = results["now.funds_in_place.new"], results["now.funds_in_place.carried_over"]
    assert old.value == pytest.approx(0.2013)
    assert new.value + old.value == pytest.approx(results["now.funds_in_place"].value)


def test_published_figures_stay_and_the_ledger_is_shown_beside_them(district_with_figures: Path):
    import_ledger(district_with_figures, clean_projects(20), "2023-12", "2024-01-10")
    results = results_of(district_with_figures)
    assert results["now.agreed_amount"].value == 1088
    assert results["now.agreed_amount"].evidence == "published"
    assert results["now.ledger.agreed_amount"].id == "2023.ledger.agreed_amount"
    assert results["now.ledger.agreed_amount"].value != 1088
    compared = results.comparison.set_index("fact_id")
    assert compared.loc["2023.agreed_amount", "verdict"] == "differs"
    difference = compared.loc["2023.agreed_amount", "difference"]
    assert difference.value == pytest.approx(results["now.ledger.agreed_amount"].value - 1088)


def test_a_ledger_that_sums_to_the_published_figure_agrees_with_it(district_with_figures: Path):
    """1088 亿元 is [1087.5, 1088.5): a ledger of 1088.31 agrees with it."""
    project = clean_project(1, agreed_amount=10_883_100, contract_amount=None, contract_on=None)
    import_ledger(district_with_figures, [project], "2023-12", "2024-01-10")
    compared = results_of(district_with_figures).comparison.set_index("fact_id")
    assert compared.loc["2023.agreed_amount", "verdict"] == "agrees"
    assert compared.loc["2023.projects_signed", "verdict"] == "differs"


def test_beside_the_ledger_a_published_figure_is_the_one_that_other_pages_show(district_with_figures: Path):
    path = district_with_figures / "figures.csv"
    path.write_text(path.read_text("utf-8").replace(",1088,亿元", ",1088.0,亿元"), encoding="utf-8")
    import_ledger(district_with_figures, clean_projects(20), "2023-12", "2024-01-10")
    results = results_of(district_with_figures)
    beside = {fact.id: replace(fact, as_of=None) for fact in results.comparison["published"]}
    assert beside["2023.agreed_amount"].decimals == 1
    assert beside == {name: replace(results.facts[name], as_of=None) for name in beside}


def test_figures_that_differ_from_the_ledger_are_named_and_no_contradiction(district_with_figures: Path):
    import_ledger(district_with_figures, clean_projects(20), "2023-12", "2024-01-10")
    results = results_of(district_with_figures)
    light = trust_light(results)
    assert (light.colour, light.reason) == ("yellow", "differs")
    page = build_page(results, "00_overview", "zh").text
    differs = int(results["now.ledger_checks.differs"].value)
    assert differs == (results.comparison["verdict"] == "differs").sum() > 0
    assert f"不一致 {differs} 个" in page
    assert re.search(r"2023年协议引资：公布 1,?088 亿元，台账 [\d.,]+ 亿元", page)
    assert "有数互相矛盾" not in page
    total = results.ledger["now.agreed_amount"]  # panels of the ledger beside a published total say so
    assert f"（台账，{total.value:.10g} 亿元）" in page


def test_without_a_ledger_nothing_changes(district_with_figures: Path):
    results = results_of(district_with_figures)
    assert results.ledger is None
    assert results.comparison.empty
    assert tables.by_group(results.ledger, "sector").empty


def test_an_empty_column_is_not_zero(district: Path):
    projects = [clean_project(n, funds_month=None, funds_ytd=None, funds_to_date=None) for n in range(1, 6)]
    import_ledger(district, projects, "2023-12", "2024-01-10")
    results = results_of(district)
    assert results.get("now.funds_in_place") is None
    assert results.get("now.funds_rate_cohort") is None
    assert tables.origin_of_funds(results).empty


def test_totals_of_rows_and_observations_are_equal(district: Path):
    import_ledger(district, clean_projects(20), "2023-12", "2024-01-10")
    results = results_of(district)
    assert (
        totals(results.workspace.ledger.projects)["funds_ytd"].iloc[0] / YI
        == results["now.funds_in_place"].value
    )


def test_a_district_with_only_a_ledger_has_a_complete_report(district: Path, tmp_path: Path):
    import_ledger(district, clean_projects(20), "2023-12", "2024-01-10")
    for name in ("notebooks", "requirements"):
        (tmp_path / name).symlink_to(ROOT / name)
    for name in ("outputs", "params"):
        (tmp_path / name).mkdir()
    (tmp_path / "params" / "2023Q4.yaml").write_text(YEAR, encoding="utf-8")
    done = run(tmp_path, "2023Q4", district="somewhere", languages=("zh",))
    assert done.code == 0, done.output
    pages = tmp_path / "outputs" / "somewhere" / "2023Q4"
    text = (pages / "30_funds_in_place.zh.html").read_text(encoding="utf-8")
    assert "台账 2023-12（第 1 次导入）" in text
    assert "智能座舱" not in "".join(p.read_text(encoding="utf-8") for p in pages.glob("*.html"))


def test_a_size_class_without_a_project_has_zero_for_everybody(district: Path):
    projects = clean_projects(20)
    for number, project in enumerate(projects):
        project["agreed_amount"] = 30000 if number < 10 else 5000
        if project.get("contract_amount") is not None:
            project["contract_amount"] = project["agreed_amount"]
    large = {"agreed_amount": 120000, "contract_amount": 120000, "funds_to_date": 5000, "funds_ytd": 3000}
    days = {
        "signed_on": date(2022, 3, 1),
        "contract_on": date(2022, 3, 1),
        "negotiated_on": date(2021, 11, 1),
    }
    projects.append(clean_project(61, **large, **days, started_on=date(2022, 6, 1), funds_month=None))
    import_ledger(district, projects, "2023-12", "2024-01-10")
    facts = results_of(district).facts
    empty = facts["2023.agreed_amount.tier_10_20"]
    assert (empty.value, empty.tier) == (0, "public")
    assert facts["2023.funds_in_place.tier_10_20"].tier == "government"
    assert facts["2023.agreed_amount.tier_0_1"].tier == "public", "nothing is withheld for the sake of zero"


def test_part_of_a_year_is_compared_with_the_same_part_of_the_ledgers_year_before(district: Path):
    def signed(number: int, day: date, amount: int) -> dict[str, object]:
        return clean_project(
            6 * number + 1,
            signed_on=day,
            contract_on=day,
            negotiated_on=date(2021, 6, 1),
            started_on=None,
            stage="签约",
            agreed_amount=amount,
            contract_amount=amount,
            funds_month=None,
            funds_ytd=None,
            funds_to_date=None,
        )

    days = [date(year, month, 5 + n) for year in (2022, 2023) for month in (2, 5, 8) for n in range(3)]
    days = [date(2021, 12, 1), *days, *(date(2022, 11, 5 + n) for n in range(3))]
    rows = [signed(n, day, 24000 if day.year == 2023 else 20000) for n, day in enumerate(days)]
    import_ledger(district, rows, "2023-09", "2023-10-10")
    facts = results_of(district, "2023Q3", date(2023, 11, 14)).facts
    growth = facts["2023q1-q3.agreed_amount.growth"]
    assert growth.value == pytest.approx(20)
    assert (growth.caveat, growth.tier) == ("earlier_years_of_ledger", "public")
    few = [row for row in rows if not (row["signed_on"].year == 2022 and row["signed_on"].month == 11)]
    import_ledger(district, [*few, signed(90, date(2022, 11, 5), 20000)], "2023-09", "2023-10-11")
    held = results_of(district, "2023Q3", date(2023, 11, 14)).facts
    assert held["2022q1-q3.agreed_amount"].tier == "government", "the year less it is one project"
    assert held["2023q1-q3.agreed_amount.growth"].tier == "government"


def test_a_project_signed_and_ended_within_the_year_is_said_beside_those_signed(district: Path):
    projects = clean_projects(20)
    projects[0] |= {"stage": "终止", "terminated_on": date(2023, 12, 1), "remark": "退出"}
    import_ledger(district, projects, "2023-12", "2024-01-10")
    assert results_of(district)["2023.projects_signed.ended"].value == 1


def test_tables_of_groups_name_the_projects_that_their_funds_are_of(district: Path):
    import_ledger(district, clean_projects(20), "2023-12", "2024-01-10")
    table = tables.of_all_years(tables.by_group(results_of(district), "sector"))
    assert {"funds_of_all_years", "contracts_of_all_years"} <= set(table)
    assert not {"funds_in_place", "contract_amount"} & set(table)
    assert "funds_in_place" not in table


def test_projects_without_chains_have_no_column_of_chains(district: Path):
    projects = clean_projects(20)
    for project in projects:
        project["chain"] = None
    import_ledger(district, projects, "2023-12", "2024-01-10")
    results = results_of(district)
    inside = Results(replace(results.workspace, tier="government"), results.run_period, 1, Assumptions())
    listed = leaders.largest_listed(inside)
    assert len(listed) > 3
    assert "chain" not in listed


def test_the_place_of_a_ledger_number_counts_the_rows_that_it_adds(district: Path):
    projects = clean_projects(20)
    import_ledger(district, projects, "2023-12", "2024-01-10")
    results = results_of(district)
    state = results.workspace.ledger
    for metric, column in (("agreed_amount", "signed_on"), ("contract_amount", "contract_on")):
        of_year = state.projects[column].dt.year.eq(2023) & state.projects[metric].fillna(0).ne(0)
        assert 0 < of_year.sum() < len(projects)
        text = explain(results, results.workspace, f"2023.{metric}", words(results))
        assert f"  {of_year.sum()} 行  2023-12-31 (台账截至日)" in text
        assert "公布数：\n  2023" not in text


def test_exact_numbers_of_a_ledger_alone_have_no_column_of_intervals(district: Path, annual_results):
    import_ledger(district, clean_projects(20), "2023-12", "2024-01-10")
    alone = tables.computed(results_of(district))
    assert len(alone)
    assert "interval" not in alone
    assert "interval" in tables.computed(annual_results)


def test_funds_published_beside_another_sum_of_the_ledger_are_named_with_it(district: Path):
    (district / "figures.csv").write_text(
        "source,period,metric,value,unit\nb,2023,funds_in_place,77.7,亿元\n", encoding="utf-8"
    )
    (district / "sources.csv").write_text("source,title,published\nb,公报,2024-01-15\n", encoding="utf-8")
    import_ledger(district, clean_projects(20), "2023-12", "2024-01-10")
    results = results_of(district)
    page = build_page(results, "30_funds_in_place", "zh").text
    assert "公布的2023年到位资金为 77.7 亿元，与台账不是同一个数" in page
    assert results.ledger["now.funds_in_place"].value != 77.7


@pytest.mark.parametrize(("largest", "next_ones", "held"), [(1, 4, True), (5, 5, False), (3, 3, True)])
def test_the_five_largest_do_not_give_away_one_of_a_withheld_class(district, largest, next_ones, held):
    classes = ((220_000, largest), (150_000, next_ones), (20_000, 14), (5_000, 12))
    sizes = [least + number for least, size in classes for number in range(size)]
    codes = (number for number in range(1, 99) if number % 6)  # every sixth is a lead
    projects = [
        clean_project(code) | {"agreed_amount": size, "contract_amount": size}
        for code, size in zip(codes, sizes, strict=False)
    ]
    import_ledger(district, projects, "2023-12", "2024-01-10")
    facts = results_of(district).facts
    assert (facts["2023.agreed_amount.tier_20_50"].tier == "government") is (largest < 3)
    assert (facts["2023.agreed_amount.top5"].tier == "government") is held
    assert facts["2023.agreed_amount.top5.share"].tier == facts["2023.agreed_amount.top5"].tier
    assert facts["2023.agreed_amount.top10"].tier == "public"
    # of the twenty all but one stand in the four classes: that one and the withheld one would be left
    assert (facts["2023.agreed_amount.top20"].tier == "government") is (largest == 1)
