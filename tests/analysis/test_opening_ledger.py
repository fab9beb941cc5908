from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

import jjinvest as jj
from jjinvest.core.errors import DataError, ParameterError
from tests.fixtures.workbooks import COLUMN, HEADERS, clean_project, clean_projects, write_ledger


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
    assert d.ledger_day.date() == date(2023, 12, 31)
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


def test_rejected_cells_are_listed_with_their_place(tmp_path):
    path = tmp_path / "ledger.xlsx"
    write_ledger(path, [*clean_projects(10), clean_project(11, agreed_amount="about ten")])
    with pytest.raises(DataError) as refused:
        jj.open_ledger(path, month="2023-12")
    text = str(refused.value)
    for expected in ("without_rejected=True", "about ten", COLUMN["agreed_amount"] + "13", "jjinvest check"):
        assert expected in text
    cell = refused.value.problems[1]
    assert cell.row is not None
    assert cell.expected


def test_a_ledger_without_columns_of_funds_and_starts_knows_neither(tmp_path):
    path = tmp_path / "ledger.xlsx"
    left_out = ("funds_month", "funds_ytd", "funds_to_date", "started_on", "in_production_on")
    kept = ("project_code", "project_name", "investor", "origin", "sector", "signed_on", "agreed_amount")
    rows = [{name: each[name] for name in kept} for each in clean_projects(30) if "signed_on" in each]
    write_ledger(path, rows, headers={name: HEADERS[name] for name in kept})
    d = jj.open_ledger(path, month="2023-12")
    assert d.frame("projects_signed")["value"].iloc[0] > 0
    known = set(d.metrics.loc[d.metrics["source"] == "ledger", "metric"])
    assert known == {"projects_signed", "agreed_amount"}
    for metric in ("funds_in_place", "projects_started", "projects_completed", "contract_amount"):
        with pytest.raises(ParameterError, match="agreed_amount") as refused:
            d.frame(metric)
        assert "台账没有" in str(refused.value)
    assert not set(left_out[:3]) & set(d.ledger.dropna(axis="columns", how="all"))


def test_a_frame_in_place_of_a_file_is_refused_with_the_remedy():
    with pytest.raises(ParameterError, match="to_excel"):
        jj.open_ledger(pd.DataFrame({"a": [1]}))
