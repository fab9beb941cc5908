"""The effective import of a period, and the payments between imports."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.errors import ParameterError
from jjinvest.ledger.reader.headers import load_spellings
from jjinvest.ledger.store.select_import import load_without_rows
from jjinvest.ledger.store.store import Store
from jjinvest.ledger.validation.validate import validate
from jjinvest.reporting import tables
from jjinvest.results.results import Results
from tests.fixtures.imports import REPORT_DAY, import_ledger, results_of
from tests.fixtures.workbooks import HEADERS, clean_project, clean_projects, write_ledger


def test_only_the_ledger_of_the_last_month_of_the_period_is_used(district: Path):
    import_ledger(district, clean_projects(20), "2023-11", "2023-12-05")
    with pytest.raises(ParameterError, match="2023-11"):
        results_of(district)


def test_a_month_that_ends_no_quarter_is_explained_with_what_to_do(district: Path):
    import_ledger(district, clean_projects(20), "2023-09", "2023-10-05")
    import_ledger(district, clean_projects(20), "2023-11", "2023-12-05")
    with pytest.raises(ParameterError) as refused:
        results_of(district)
    for text in ("2023-11 is not that month", "import the ledger of 2023-12", "or run 2023Q3"):
        assert text in str(refused.value)


def test_nothing_is_known_before_the_month_has_ended(district: Path):
    import_ledger(district, clean_projects(20), "2023-12", "2023-12-28")
    with pytest.raises(ParameterError):
        results_of(district, day=date(2023, 12, 30))
    assert results_of(district, day=date(2023, 12, 31)).rests_on_ledger


def test_of_two_imports_of_a_month_the_last_known_one_is_used(district: Path):
    import_ledger(district, clean_projects(20), "2023-12", "2024-01-10")
    import_ledger(district, clean_projects(18), "2023-12", "2024-04-20")
    assert results_of(district).workspace.ledger.number == 1
    assert results_of(district, day=date(2024, 5, 1)).workspace.ledger.number == 2


def test_a_past_ledger_that_was_imported_later_is_used(district: Path):
    import_ledger(district, clean_projects(20), "2023-12", "2026-01-10")
    assert results_of(district).workspace.ledger.number == 1


def test_payments_are_the_growth_between_two_months(district: Path):
    first = [clean_project(n) for n in range(1, 6)]
    later = [
        clean_project(n, funds_ytd=2_000 + n + 50, funds_to_date=2_000 + n + 50, funds_month=50)
        for n in range(1, 6)
    ]
    import_ledger(district, first, "2023-11", "2023-12-05")
    import_ledger(district, later, "2023-12", "2024-01-10")
    ledger = results_of(district).workspace.ledger
    in_month = ledger.payments.groupby(ledger.payments["month"].dt.strftime("%Y-%m"))["amount"].sum()
    assert in_month["2023-12"] == 5 * 50 * 10_000
    assert in_month.sum() == ledger.projects["funds_to_date"].sum()
    assert ledger.funds_known_from == date(2023, 11, 1)


def test_a_project_whose_code_changed_has_not_paid_again(district: Path):
    first = [clean_project(n) for n in range(1, 6)]
    again = [
        *first[:4],
        first[4] | {"project_code": "新码-1", "funds_ytd": 2_055, "funds_to_date": 2_055, "funds_month": 50},
    ]
    import_ledger(district, first, "2023-11", "2023-12-05")
    import_ledger(district, again, "2023-12", "2024-01-10")
    ledger = results_of(district).workspace.ledger
    assert ledger.payments["amount"].sum() == ledger.projects["funds_to_date"].sum()
    renamed = ledger.payments[ledger.payments["project_code"] == "新码-1"]
    before = renamed["month"] < "2023-12-01"
    assert renamed.loc[before, "amount"].sum() == 2_005 * 10_000
    assert renamed.loc[~before, "amount"].tolist() == [50 * 10_000]


def test_names_of_groups_are_shown_as_the_clerk_wrote_them(district: Path, tmp_path: Path):
    projects = [clean_project(n, park="<b>双福</b>工业园") for n in range(1, 6)]
    path = tmp_path / "parks.xlsx"
    write_ledger(path, projects, headers=HEADERS | {"park": "承接平台"}, title="台账（截至2023年12月）")
    result = validate(path, load_spellings(district), today=date(2024, 1, 10))
    Store(district / "private").add(result, datetime(2024, 1, 10).astimezone())
    results = results_of(district)
    key = tables.by_group(results, "park")["group"].iloc[0].key
    assert results.workspace.labels.loc[key, "zh"] == "<b>双福</b>工业园"


def test_without_rows_the_period_the_figures_and_the_files_are_the_same(district: Path):
    import_ledger(district, clean_projects(20), "2023-12", "2024-01-10")
    whole = results_of(district)
    visible = load_without_rows(district, "2023Q4", REPORT_DAY)
    alone = Results(visible, "2023Q4", 1, Assumptions())
    assert (alone.period, alone.rests_on_ledger) == (whole.period, whole.rests_on_ledger)
    assert alone.bounds == whole.bounds
    assert dict(visible.files) == dict(whole.workspace.files)
    assert len(visible.ledger.projects) == 0


def test_without_rows_nothing_known_is_the_same_error(district: Path):
    import_ledger(district, clean_projects(20), "2023-11", "2023-12-05")
    with pytest.raises(ParameterError, match="2023-11"):
        load_without_rows(district, "2023Q4", REPORT_DAY)
