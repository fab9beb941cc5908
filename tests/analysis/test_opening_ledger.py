from __future__ import annotations

from datetime import date

import pytest

import jjinvest as jj
from jjinvest.core.errors import DataError, ParameterError
from tests.fixtures.workbooks import clean_project, clean_projects, write_ledger


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "ledger.xlsx"
    write_ledger(path, clean_projects(30))
    return path


def test_a_workbook_is_opened_and_nothing_is_kept(workbook):
    d = jj.open_ledger(workbook, month="2023-12", language="en")
    projects = [each for each in clean_projects(30) if "signed_on" in each]
    expected = sum(int(each["agreed_amount"]) for each in projects) / 10_000
    assert d.frame("agreed_amount")["value"].iloc[0] == pytest.approx(expected)
    assert d.ledger_day == date(2023, 12, 31)
    assert d.ledger["signed"].sum() == len(projects)
    assert [path.name for path in workbook.parent.iterdir()] == ["ledger.xlsx"]


@pytest.mark.parametrize(("month", "choice"), [(None, "2023-10"), ("2023-11", "2023-11"), ("Dec", "2023-12")])
def test_the_month_is_the_last_of_a_quarter(workbook, month, choice):
    with pytest.raises(ParameterError, match=choice):
        jj.open_ledger(workbook, month=month)


def test_rows_with_errors_are_an_error_or_left_out_by_choice(tmp_path):
    path = tmp_path / "ledger.xlsx"
    write_ledger(path, [*clean_projects(10), clean_project(11, agreed_amount="about ten")])
    with pytest.raises(DataError, match="jjinvest check"):
        jj.open_ledger(path, month="2023-12")
    assert len(jj.open_ledger(path, month="2023-12", without_rejected=True).ledger) == 10


def test_a_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(ParameterError, match=r"none\.xlsx"):
        jj.open_ledger(tmp_path / "none.xlsx")
