"""The overview's panels of a ledger are of what was signed, with every class that has projects."""

from __future__ import annotations

from pathlib import Path

import pytest

from jjinvest.reporting.tables import parts_of_total
from tests.fixtures.imports import import_ledger, results_of
from tests.fixtures.workbooks import HEADERS, clean_project


def imported(district: Path, large: int) -> Path:
    """Projects of two forces, some of a larger size, which have received nothing."""
    projects = [
        clean_project(2 * number + 1, task_force=("甲专班", "乙专班")[number % 2]) for number in range(1, 20)
    ]
    projects = [project for project in projects if project["stage"] == "开工"]
    for project in projects[:large]:
        project |= {"agreed_amount": 300_000, "contract_amount": None, "contract_on": None}
        project |= {"funds_month": 0, "funds_ytd": 0, "funds_to_date": 0}
    import_ledger(district, projects, "2023-12", "2024-01-10", headers=HEADERS | {"task_force": "专班"})
    return district


@pytest.fixture
def ledger(district: Path) -> Path:
    """A ledger with one project of a size of its own."""
    return imported(district, 1)


def test_a_withheld_class_leads_to_projects_and_not_to_funds(ledger):
    results = results_of(ledger)
    parts = dict(parts_of_total.composition(results))
    assert results["now.agreed_amount.tier_20_50"].tier == "government"
    assert parts["tier"].columns[1] == "projects_signed"
    assert parts["task_force"].columns[1] == "agreed_amount"


def test_every_class_with_projects_is_named(ledger):
    results = results_of(ledger)
    named = {term.key for term in dict(parts_of_total.composition(results))["tier"]["group"]}
    own = results.figures[
        (results.figures["scope"] == "tier") & (results.figures["metric"] == "projects_signed")
    ]
    assert named == set(own["subject"])


@pytest.mark.parametrize(("large", "shown"), [(1, False), (3, True)])
def test_that_a_class_has_received_nothing_is_shown_of_three_projects_and_not_of_one(district, large, shown):
    results = results_of(imported(district, large))
    funds = parts_of_total._parts(results, "tier", ("funds_in_place",))
    assert {term.key for term in funds["group"]} == ({"tier_1_10", "tier_20_50"} if shown else set())
