"""Reconciliation: no discrepancy in correct figures, each wrong one found, restatements named."""

from __future__ import annotations

import csv
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjinvest.core.codes import TO_SIGNED
from jjinvest.data.workspace import load_workspace
from jjinvest.metrics.published import named_rates
from jjinvest.quality.reconciliation.accused import contradicted
from jjinvest.quality.reconciliation.reconcile import (
    check_counts,
    check_figures,
    joint_consistency,
    reconcile,
)
from jjinvest.reporting import tables
from jjinvest.results.computations import metric_facts
from tests.fixtures.district_folders import district_folder
from tests.fixtures.made_up_figures import figure, workspace_of
from tests.fixtures.pages import results_of
from tests.fixtures.workspaces import results_on

ROOT = Path(__file__).resolve().parents[3]


def verdicts(workspace, **wanted):
    checks = reconcile(check_figures(workspace), workspace)
    for column, value in wanted.items():
        checks = checks[checks[column] == value]
    return list(checks["verdict"])


@pytest.fixture
def altered(tmp_path):
    """Load the district with the value of one figure changed."""

    def change(fact_id: str, value: str):
        for name in ("jiangjin", "context"):
            shutil.copytree(ROOT / "data" / name, tmp_path / name, dirs_exist_ok=True)
        path = tmp_path / "jiangjin" / "figures.csv"
        changed = [row.row for row in load_workspace(path.parent).rows if row.fact_id == fact_id]
        assert changed
        with path.open(encoding="utf-8", newline="") as handle:
            header, *rows = list(csv.reader(handle))
        for line in changed:
            rows[line - 2][header.index("value")] = value
        with path.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows([header, *rows])
        return load_workspace(path.parent)

    return change


def test_the_published_figures_do_not_contradict_one_another(annual):
    found = check_figures(annual)
    assert found.verdict == "consistent"
    assert len(found.checks) >= 25
    assert "contradicts" not in verdicts(annual)


@pytest.mark.parametrize(
    ("fact_id", "rule"),
    [
        ("2023.projects_signed", "parts"),
        ("2023.agreed_amount", "parts"),
        ("2023.agreed_amount.completion", "completion"),
        ("2023.projects_signed.tier_50_100", "named_count"),
        ("2023.agreed_amount.task_force.agri_machinery", "named_amount"),
        ("2023.agreed_amount.task_force.nev", "named_amount"),
        ("2023.agreed_amount.task_force.food", "named_amount"),
        ("2023h1.agreed_amount.group.juwan_ruibiao_maite", "named_amount"),
        ("2023.agreed_amount", "running_total"),
    ],
)
def test_each_recomputable_figure_is_checked_and_agrees(annual, fact_id, rule):
    assert set(verdicts(annual, fact_id=fact_id, rule=rule)) == {"agrees"}


def test_the_restated_project_is_named_with_both_amounts(annual):
    [finding] = [each for each in check_figures(annual).findings if each.kind == "changed_amount"]
    assert finding.verdict == "restated"
    assert "10 亿元" in finding.zh
    assert "20 亿元" in finding.zh


@pytest.mark.parametrize(
    ("fact_id", "value"),
    [
        ("2023.agreed_amount", "1080"),
        ("2023.agreed_amount.secondary", "869.6"),
        ("2023.projects_signed.primary", "6"),
        ("2023.projects_signed.tier_50_100", "6"),
        ("2023.agreed_amount.task_force.agri_machinery", "20.5"),
        ("2023h1.agreed_amount", "1534"),
        ("2023h1.projects_signed.tier_ge_50", "12"),
        ("2023.projects_signed.tier_20_50", "38"),
    ],
)
def test_a_slip_in_a_published_figure_is_a_contradiction(altered, fact_id, value):
    workspace = altered(fact_id, value)
    found = check_figures(workspace)
    assert found.verdict == "contradiction"
    rows = {row.row for row in workspace.rows if row.fact_id == fact_id}
    assert any(rows & set(finding.rows) for finding in found.findings if finding.verdict == "contradicts")


@pytest.mark.parametrize("number", ["26", pytest.param("28", marks=pytest.mark.slow)])
def test_a_joint_contradiction_has_one_answer_everywhere(altered, number):
    """Each check holds, yet the tiers at their lower edges exceed the total: `check` says so too.

    The nearer to what a ledger satisfies, the longer takes the search for the smallest contradiction.
    """
    workspace = altered("2023.projects_signed.tier_20_50", number)
    checked = check_figures(workspace)
    assert all(check.holds for check in checked.checks)
    found = reconcile(checked, workspace)
    of_all = found[found["verdict"] == "contradicts"]
    assert of_all["rule"].tolist() == ["joint"]
    assert of_all["fact_id"].iloc[0] in {row.fact_id for row in workspace.rows}
    counts = {fact.id.name: fact.value for fact in check_counts(checked, workspace, "2023")}
    assert counts["total"] == counts["agrees"] + counts["contradicts"] == len(found)
    consistency = joint_consistency(workspace, 2023)
    assert consistency is not None
    assert consistency.consistent == (check_figures(workspace).verdict == "consistent")
    assert not consistency.consistent
    doubted = contradicted(checked, workspace)
    facts = {fact.id: fact for each in metric_facts(results_of(workspace)) for fact in each}
    marked = [fact for fact in facts.values() if fact.caveat == "contradicted"]
    assert "2023.projects_signed.tier_20_50" in {fact.id for fact in marked}
    assert all(doubted & set(fact.sources) for fact in marked)


def test_rounding_is_not_a_contradiction(altered):
    assert "contradicts" not in verdicts(altered("2023.agreed_amount.tertiary", "185.4"))


@given(st.dates(date(2022, 1, 1), date(2025, 12, 31)))
def test_as_of_never_sees_the_future(everything, day):
    visible_on = everything.as_of(day)
    assert (visible_on.figures["available_from"] <= day).all()
    assert (visible_on.targets["known_from"] <= day).all()
    assert (visible_on.growth["available_from"] <= day).all()
    visible = set(visible_on.figures["figure_id"])
    assert all(set(ids) <= visible and ids for ids in visible_on.projects["figure_ids"])
    assert set(visible_on.sources["source"]) <= set(visible_on.figures["source"])
    earlier = everything.as_of(day - timedelta(days=30))
    assert set(earlier.figures["figure_id"]) <= visible


def test_project_details_of_a_later_text_are_blank_before(mid_year):
    row = mid_year.projects.set_index("project_id").loc["kangshuo"]
    assert (row["channel"], row["task_force"], row["note"]) == ("", "", "")
    assert "huajian" not in set(mid_year.projects["project_id"])


@pytest.mark.parametrize("results", ["annual_results", "mid_year_results"])
def test_every_published_number_is_listed_once(request, results):
    results_ = request.getfixturevalue(results)
    listed = [
        cell.id
        for kind in ("totals", "projects", "others", "events", "earlier")
        for cell in tables.figures(results_, kind)["item"]
    ]
    assert len(listed) == len(set(listed)) == results_["now.checks.listed"].value
    claims = results_.get("now.checks.claims")
    left = set(results_.workspace.figures["fact_id"]) - set(listed)
    assert len(left) == (0 if claims is None else claims.value)


def test_rises_among_the_reference_rows_are_counted(annual_results):
    key = "2024.funds_in_place.out_of_city.p_reach"
    rows = annual_results.outlook.funds.rows
    published = rows[rows["selection"] == "published_growth"]["growth_pct"]
    assert annual_results[f"{key}.reference_rises"].value == (published > 0).sum()


def test_targets_of_other_years_are_listed_and_counted(tmp_path):
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "district.yaml").write_text("name: {zh: 某区, en: Some}\n", encoding="utf-8")
    (folder / "sources.csv").write_text("source,title,published\na,a,2024-01-15\n", encoding="utf-8")
    (folder / "figures.csv").write_text(
        "source,period,metric,statistic,value,unit\na,2023,agreed_amount,,88,亿元\n"
        "a,2022,agreed_amount,,81,亿元\na,2022,agreed_amount,target,84,亿元\n"
        "a,2021,projects_signed,target,30,个\na,2025,agreed_amount,target,95,亿元\n",
        encoding="utf-8",
    )
    results = results_on(folder, "2023Q4", "2024-03-31")
    kinds = ("totals", "projects", "others", "events", "earlier")
    assert (
        sum(len(tables.figures(results, kind)) for kind in kinds) == results["now.checks.listed"].value == 5
    )
    alone = results["now.checks.not_recomputable"].value
    assert len(tables.not_recomputable(results)) == alone > 0


@pytest.mark.parametrize("rate", ["start_rate", "production_rate"])
def test_a_rate_of_published_counts_says_what_it_is_of(rate):
    count = {"start_rate": "projects_started", "production_rate": "projects_completed"}[rate]
    rows = [figure(count, "6", unit="个"), figure("projects_signed", "8", unit="个")]
    [found] = named_rates(workspace_of(rows), "2023")
    name = TO_SIGNED[rate]
    assert (found.id.name, found.value, found.caveat) == (name, 75, name)


def test_a_distance_to_the_pace_is_in_percentage_points(tmp_path):
    rows = [
        "2024,funds_in_place,,target,district,,165,亿元",
        "2024Q1,funds_in_place,,completion,district,,18.91,%",
        "2024Q1,funds_in_place,,pace_gap,district,,-6.09,百分点",
    ]
    workspace = load_workspace(district_folder(tmp_path, "place", *rows))
    found = reconcile(check_figures(workspace), workspace)
    [gap] = found[found["rule"] == "pace_gap"].to_dict("records")
    assert {gap[name].unit for name in ("published", "computed", "difference")} == {"个百分点"}


def test_a_bound_of_a_growth_is_no_recomputed_growth(tmp_path):
    """Out-of-city funds of 12 that rose by 20 % had a base of 10, so the whole, 18, rose by at most 80 %."""
    rows = [
        "2024,funds_in_place,,,,,18,亿元",
        "2024,funds_in_place,,growth,,,50,%",
        "2024,funds_in_place,origin=out_of_city,,,,12,亿元",
        "2024,funds_in_place,origin=out_of_city,growth,,,20,%",
    ]
    workspace = load_workspace(district_folder(tmp_path, "place", *rows))
    found = reconcile(check_figures(workspace), workspace)
    [bound] = found[found["rule"] == "bases_within"].to_dict("records")
    assert (bound["computed"].low, bound["difference"], bound["verdict"]) == (None, None, "agrees")
    assert bound["computed"].high > 80


def test_a_year_revised_without_its_halves_is_no_contradiction_of_the_ledger_either(tmp_path):
    folder = district_folder(tmp_path, "place")
    rows = [
        "source,period,metric,value,unit,version",
        "first,2021H1,agreed_amount,52.3,亿元,",
        "first,2021H2,agreed_amount,61.1,亿元,",
        "first,2021,agreed_amount,113.4,亿元,",
        "later,2021,agreed_amount,110.2,亿元,restated",
    ]
    (folder / "figures.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    sources = "source,published\nfirst,2022-01-20\nlater,2023-01-20\n"
    (folder / "sources.csv").write_text(sources, encoding="utf-8")
    found = check_figures(load_workspace(folder)).findings
    assert [finding.verdict for finding in found] == ["restated", "restated"]
