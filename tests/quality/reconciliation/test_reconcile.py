"""Reconciliation: no discrepancy in correct figures, each wrong one found, restatements named."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jjinvest.quality.reconciliation.revisions import published_repeatedly, revisions

from jjinvest.data.workspace import load_workspace
from jjinvest.quality.reconciliation.reconcile import reconcile
from jjinvest.reporting import tables

ROOT = Path(__file__).resolve().parents[3]


def verdicts(workspace, **wanted):
    checks = reconcile(workspace)
    for column, value in wanted.items():
        checks = checks[checks[column] == value]
    return list(checks["verdict"])


@pytest.fixture
def altered(tmp_path):
    """Load the district with one cell of figures.csv changed."""

    def change(fact_id: str, value: str):
        for name in ("jiangjin", "context"):
            shutil.copytree(ROOT / "data" / name, tmp_path / name, dirs_exist_ok=True)
        path = tmp_path / "jiangjin" / "figures.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        hits = [n for n, line in enumerate(lines) if line.startswith(f"{fact_id}@")]
        assert hits
        for n in hits:
            cells = lines[n].split(",")
            cells[13] = value
            lines[n] = ",".join(cells)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return load_workspace(tmp_path / "jiangjin")

    return change


def test_the_published_figures_do_not_contradict_one_another(annual):
    results = verdicts(annual)
    assert "contradicts" not in results
    assert results.count("restated") == 1


@pytest.mark.parametrize(
    ("fact_id", "rule"),
    [
        ("2023.projects_signed", "parts_to_whole"),
        ("2023.agreed_amount", "parts_to_whole"),
        ("2023.agreed_amount.completion", "completion_rate"),
        ("2023.contract_amount.out_of_city.completion", "completion_rate"),
        ("2023.funds_in_place.out_of_city.completion", "completion_rate"),
        ("2023.projects_signed.tier_50_100", "tier_against_named"),
        ("2023.agreed_amount.task_force.agri_machinery", "group_against_named"),
        ("2023.agreed_amount.task_force.nev", "group_against_named"),
        ("2023.agreed_amount.task_force.food", "group_against_named"),
        ("2023h1.agreed_amount.group.juwan_ruibiao_maite", "named_sum"),
        ("2023h1.agreed_amount", "half_within_year"),
    ],
)
def test_each_recomputable_figure_is_checked_and_agrees(annual, fact_id, rule):
    assert verdicts(annual, fact_id=fact_id, rule=rule) == ["agrees"]


def test_the_restated_project_is_named_with_both_amounts(annual):
    checks = reconcile(annual)
    row = checks[checks["verdict"] == "restated"].iloc[0]
    assert row["fact_id"] == "2023.agreed_amount.project.kangshuo"
    assert (row["published"].value, row["computed"].value, row["difference"].value) == (20, 10, 10)


@pytest.mark.parametrize(
    ("fact_id", "value", "rule"),
    [
        ("2023.agreed_amount", "1080", "parts_to_whole"),
        ("2023.agreed_amount.secondary", "869.6", "parts_to_whole"),
        ("2023.projects_signed.primary", "6", "parts_to_whole"),
        ("2023.contract_amount.out_of_city.completion", "140", "completion_rate"),
        ("2023.funds_in_place.out_of_city.completion", "123.5", "completion_rate"),
        ("2023.projects_signed.tier_50_100", "6", "tier_against_named"),
        ("2023.agreed_amount.task_force.agri_machinery", "20.5", "group_against_named"),
        ("2023h1.agreed_amount", "1534", "half_within_year"),
        ("2023h1.projects_signed.tier_ge_50", "12", "half_within_year"),
        ("2023.projects_signed.tier_20_50", "28", "tiers_within_total"),
    ],
)
def test_a_slip_in_a_published_figure_is_a_contradiction(altered, fact_id, value, rule):
    assert "contradicts" in verdicts(altered(fact_id, value), rule=rule)


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
    assert set(visible_on.sources["source_id"]) <= set(visible_on.figures["source_id"])
    earlier = everything.as_of(day - timedelta(days=30))
    assert set(earlier.figures["figure_id"]) <= visible


def test_project_details_of_a_later_text_are_blank_before(mid_year):
    row = mid_year.projects.set_index("project_id").loc["kangshuo"]
    assert (row["channel"], row["task_force"], row["note"]) == ("", "", "")
    assert "huajian" not in set(mid_year.projects["project_id"])


def test_every_publication_of_a_figure_is_kept_with_its_day(annual):
    history = published_repeatedly(annual)
    twice = history[history["fact_id"] == "2023h1.projects_signed.tier_ge_10"]
    assert list(twice["value"]) == [14, 14]
    assert list(twice["used"]) == [False, True]
    assert list(revisions(reconcile(annual))["fact_id"]) == ["2023.agreed_amount.project.kangshuo"]


@pytest.mark.parametrize("results", ["annual_results", "mid_year_results"])
def test_every_published_number_is_listed_once(request, results):
    results_ = request.getfixturevalue(results)
    listed = [
        cell.id
        for kind in ("totals", "projects", "others")
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
