"""From an imported ledger to the reports: which import counts, what its rows state, beside print and alone."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.errors import ParameterError
from jjinvest.ledger.reader.headers import load_spellings
from jjinvest.ledger.store import select_import
from jjinvest.ledger.store.store import Store
from jjinvest.ledger.validation.validate import validate
from jjinvest.metrics.ledger_aggregation import totals
from jjinvest.reporting import tables
from jjinvest.results.results import Results
from tests.fixtures.runs import ROOT, run
from tests.fixtures.workbooks import HEADERS, clean_project, clean_projects, write_ledger

DAY = date(2024, 3, 31)
YI = 10**8


def add(folder: Path, projects: list[dict[str, object]], month: str, imported: str, **options: Any) -> None:
    """Import a ledger of a month (年月 in its title) on a day."""
    path = folder.parent / f"{month}.xlsx"
    write_ledger(path, projects, title=f"某区招商项目台账（截至{month[:4]}年{int(month[5:])}月）", **options)
    result = validate(path, load_spellings(folder), today=date.fromisoformat(imported))
    assert not result.blocking, result.findings()
    Store(folder / "private").add(result, datetime.fromisoformat(f"{imported}T09:00:00+08:00"))


@pytest.fixture
def district(tmp_path: Path) -> Path:
    """A district that has a name and no published figure."""
    folder = tmp_path / "data" / "somewhere"
    folder.mkdir(parents=True)
    shutil.copytree(ROOT / "data" / "context", tmp_path / "data" / "context")
    shutil.copy(ROOT / "data" / "jiangjin" / "district.yaml", folder)
    return folder


@pytest.fixture
def beside_print(district: Path) -> Path:
    for name in ("figures", "sources", "targets", "projects", "labels"):
        shutil.copy(ROOT / "data" / "jiangjin" / f"{name}.csv", district)
    return district


def results_of(folder: Path, period: str = "2023Q4", day: date = DAY) -> Results:
    return Results(select_import.load_with_ledger(folder, period, day)[1], period, 1, Assumptions())


def test_a_district_without_prints_reports_what_the_rows_add_up_to(district: Path):
    add(district, clean_projects(20), "2023-12", "2024-01-10")
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
def test_groups_add_up_to_the_whole(district: Path, scope: str):
    add(district, clean_projects(20), "2023-12", "2024-01-10")
    results = results_of(district)
    table = tables.by_group(results, scope)
    for measure in ("projects_signed", "agreed_amount", "contract_amount", "funds_in_place"):
        parts = sum(cell.value for cell in table[measure])
        assert parts == pytest.approx(results[f"now.{measure}"].value, abs=1e-9)


def test_a_group_of_few_projects_is_for_the_government_and_cannot_be_worked_out(district: Path):
    projects = [p | {"park": "双福"} for p in clean_projects(20)]
    projects[0]["park"] = "珞璜"
    for project in projects[6:12]:
        project["park"] = "德感"
    write = {"headers": HEADERS | {"park": "承接平台"}}
    add(district, projects, "2023-12", "2024-01-10", **write)
    results = results_of(district)
    public, held = tables.by_group(results, "park"), tables.withheld_groups(results)
    tiers = {
        cell.key: row
        for cell, row in zip(public["group"], public["agreed_amount"].map(lambda f: f.tier), strict=True)
    }
    assert sorted(tiers.values()) == ["government", "government", "public"], (
        "the total less one group would tell the other"
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
    add(district, projects, "2023-12", "2024-01-10")
    facts = results_of(district).facts
    assert facts["2023.agreed_amount.primary"].tier == "government"
    assert facts["2023.agreed_amount.primary.share"].tier == "government"
    assert facts["2023.agreed_amount.secondary"].tier == "public"
    assert facts["2023.projects_signed.primary.share"].tier == "public"


def test_an_earlier_year_of_a_ledger_says_what_it_leaves_out(district: Path):
    earlier = {
        "negotiated_on": date(2021, 1, 4),
        "signed_on": date(2021, 12, 20),
        "contract_on": None,
        "contract_amount": None,
    }
    add(district, [clean_project(31, **earlier), *clean_projects(20)], "2023-12", "2024-01-10")
    facts = results_of(district).facts
    assert facts["2022.agreed_amount"].caveat == "earlier_years_of_ledger"
    assert facts["2023.agreed_amount"].caveat == ""


def test_new_and_carried_over_add_up_to_the_funds(district: Path):
    add(district, [*clean_projects(12), clean_project(13, signed_on=date(2022, 3, 1), contract_on=date(2022, 4, 1), started_on=date(2022, 6, 1), negotiated_on=date(2021, 11, 1), funds_to_date=3000)], "2023-12", "2024-01-10")  # fmt: skip
    results = results_of(district)
    new, old = results["now.funds_in_place.new"], results["now.funds_in_place.carried_over"]
    assert old.value == pytest.approx(0.2013)
    assert new.value + old.value == pytest.approx(results["now.funds_in_place"].value)


def test_print_stands_where_it_is_and_the_ledger_beside_it(beside_print: Path):
    add(beside_print, clean_projects(20), "2023-12", "2024-01-10")
    results = results_of(beside_print)
    assert results["now.agreed_amount"].value == 1088
    assert results["now.agreed_amount"].evidence == "published"
    assert results["now.ledger.agreed_amount"].id == "2023.ledger.agreed_amount"
    assert results["now.ledger.agreed_amount"].value != 1088
    compared = results.comparison.set_index("fact_id")
    assert compared.loc["2023.agreed_amount", "verdict"] == "contradicts"
    difference = compared.loc["2023.agreed_amount", "difference"]
    assert difference.value == pytest.approx(results["now.ledger.agreed_amount"].value - 1088)


def test_a_ledger_that_sums_to_the_print_agrees_with_it(beside_print: Path):
    """1088 亿元 is [1087.5, 1088.5): a ledger of 1088.31 agrees with it."""
    project = clean_project(1, agreed_amount=10_883_100, contract_amount=None, contract_on=None)
    add(beside_print, [project], "2023-12", "2024-01-10")
    compared = results_of(beside_print).comparison.set_index("fact_id")
    assert compared.loc["2023.agreed_amount", "verdict"] == "agrees"
    assert compared.loc["2023.projects_signed", "verdict"] == "contradicts"


def test_without_a_ledger_nothing_changes(beside_print: Path):
    results = results_of(beside_print)
    assert results.ledger is None
    assert results.comparison.empty
    assert tables.by_group(results.ledger, "sector").empty


def test_a_column_that_nobody_filled_in_is_not_nought(district: Path):
    projects = [clean_project(n, funds_month=None, funds_ytd=None, funds_to_date=None) for n in range(1, 6)]
    add(district, projects, "2023-12", "2024-01-10")
    results = results_of(district)
    assert results.get("now.funds_in_place") is None
    assert results.get("now.funds_rate_cohort") is None
    assert tables.origin_of_funds(results).empty


def test_only_the_ledger_of_the_periods_last_month_counts(district: Path):
    add(district, clean_projects(20), "2023-11", "2023-12-05")
    with pytest.raises(ParameterError, match="2023-11"):
        results_of(district)


def test_nothing_is_known_before_the_month_has_ended(district: Path):
    add(district, clean_projects(20), "2023-12", "2023-12-28")
    with pytest.raises(ParameterError):
        results_of(district, day=date(2023, 12, 30))
    assert results_of(district, day=date(2023, 12, 31)).rests_on_ledger


def test_of_two_imports_of_a_month_the_last_known_one_counts(district: Path):
    add(district, clean_projects(20), "2023-12", "2024-01-10")
    add(district, clean_projects(18), "2023-12", "2024-04-20")
    assert results_of(district).workspace.ledger.number == 1
    assert results_of(district, day=date(2024, 5, 1)).workspace.ledger.number == 2


def test_a_ledger_of_the_past_that_was_imported_later_counts(district: Path):
    add(district, clean_projects(20), "2023-12", "2026-01-10")
    assert results_of(district).workspace.ledger.number == 1


def test_payments_are_what_was_added_between_two_months(district: Path):
    first = [clean_project(n) for n in range(1, 6)]
    later = [clean_project(n, funds_ytd=2_000 + n + 50, funds_to_date=2_000 + n + 50, funds_month=50) for n in range(1, 6)]  # fmt: skip
    add(district, first, "2023-11", "2023-12-05")
    add(district, later, "2023-12", "2024-01-10")
    ledger = results_of(district).workspace.ledger
    in_month = ledger.payments.groupby(ledger.payments["month"].dt.strftime("%Y-%m"))["amount"].sum()
    assert in_month["2023-12"] == 5 * 50 * 10_000
    assert in_month.sum() == ledger.projects["funds_to_date"].sum()
    assert ledger.funds_known_from == date(2023, 11, 1)


def test_a_project_whose_code_changed_has_not_paid_again(district: Path):
    first = [clean_project(n) for n in range(1, 6)]
    again = [*first[:4], first[4] | {"project_code": "新码-1", "funds_ytd": 2_055, "funds_to_date": 2_055, "funds_month": 50}]  # fmt: skip
    add(district, first, "2023-11", "2023-12-05")
    add(district, again, "2023-12", "2024-01-10")
    ledger = results_of(district).workspace.ledger
    assert ledger.payments["amount"].sum() == ledger.projects["funds_to_date"].sum()
    ours = ledger.payments[ledger.payments["project_code"] == "新码-1"]
    assert ours["amount"].tolist() == [2_005 * 10_000, 50 * 10_000]


def test_names_of_groups_are_shown_as_the_clerk_wrote_them(district: Path, tmp_path: Path):
    from tests.fixtures.workbooks import HEADERS

    projects = [clean_project(n, park="<b>双福</b>工业园") for n in range(1, 6)]
    path = tmp_path / "parks.xlsx"
    write_ledger(path, projects, headers=HEADERS | {"park": "承接平台"}, title="台账（截至2023年12月）")
    result = validate(path, load_spellings(district), today=date(2024, 1, 10))
    Store(district / "private").add(result, datetime(2024, 1, 10).astimezone())
    results = results_of(district)
    key = tables.by_group(results, "park")["group"].iloc[0].key
    assert results.workspace.labels.loc[key, "zh"] == "<b>双福</b>工业园"


def test_totals_of_rows_and_statements_are_one(district: Path):
    add(district, clean_projects(20), "2023-12", "2024-01-10")
    results = results_of(district)
    assert (
        totals(results.workspace.ledger.projects)["funds_ytd"].iloc[0] / YI
        == results["now.funds_in_place"].value
    )


def test_a_district_with_a_ledger_alone_is_reported_whole(district: Path, tmp_path: Path):
    add(district, clean_projects(20), "2023-12", "2024-01-10")
    for name in ("notebooks", "params", "requirements"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "outputs").mkdir()
    done = run(tmp_path, "2023Q4", district="somewhere", languages=("zh",))
    assert done.code == 0, done.said
    pages = tmp_path / "outputs" / "somewhere" / "2023Q4"
    text = (pages / "30_funds_in_place.zh.html").read_text(encoding="utf-8")
    assert "台账 2023-12（第 1 次导入）" in text
    assert "智能座舱" not in "".join(p.read_text(encoding="utf-8") for p in pages.glob("*.html"))
