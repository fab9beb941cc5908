"""Running totals filled in only where something was paid: a blank is never a refund nor a smaller sum."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jjinvest.ledger.validation.result import ValidationResult
from jjinvest.ledger.validation.validate import previous_projects
from jjinvest.ledger.validation.whole.file_findings import PreviousImport
from tests.fixtures.workbooks import (
    check,
    clean_projects,
    funds_of,
    import_of_september,
    rules_of,
    write_ledger,
)

FUNDS = ("funds_month", "funds_ytd", "funds_to_date")
YI_WAN = 10**4


def check_first(path: Path, funds: tuple, previous, **changes: object) -> tuple[list, ValidationResult]:
    """Funds in 万元 of the first project as read, of a ledger in which only its funds differ."""
    projects = clean_projects()
    projects[0] |= dict(zip(FUNDS, funds, strict=True)) | changes
    write_ledger(path, projects)
    result = check(path, previous=previous)
    read = next(iter(funds_of(result).values()))
    return [None if yuan is None else yuan // YI_WAN for yuan in read], result


@pytest.mark.parametrize(
    ("funds", "read"),
    [
        ((None, None, None), [None, 1900, 1900]),
        ((60, None, None), [60, 1960, 1960]),
        ((None, None, 1950), [None, 1950, 1950]),
        ((60, 1960, None), [60, 1960, 1960]),
        ((None, None, 0), [None, 0, 0]),
    ],
)
def test_a_blank_running_total_goes_on_from_the_last_import(tmp_path, funds, read):
    assert check_first(tmp_path / "l.xlsx", funds, import_of_september(tmp_path))[0] == read


def test_what_is_taken_is_named_at_its_cell(tmp_path):
    _, result = check_first(tmp_path / "l.xlsx", (60, None, None), import_of_september(tmp_path))
    finding = next(each for each in result.findings() if each.rule == "running_total_carried")
    assert finding.address == "Q3"
    assert "1900 万元" in finding.what("zh")
    assert "1960 万元" in finding.what("zh")


def test_funds_of_a_project_of_an_earlier_year_are_the_rise_of_those_to_date(tmp_path):
    signed = {"negotiated_on": date(2021, 1, 4), "signed_on": date(2022, 1, 5)}
    last = import_of_september(tmp_path, **signed, funds_ytd=900, funds_to_date=2900)
    assert check_first(tmp_path / "l.xlsx", (None, None, 2950), last, **signed)[0] == [None, 950, 2950]


def of_month(last, month: tuple[int, int]):
    return lambda asked: PreviousImport(last(asked).projects, month)


def test_the_year_begins_with_december_and_not_with_an_import_before_it(tmp_path):
    signed = {"negotiated_on": date(2021, 1, 4), "signed_on": date(2022, 1, 5)}
    last = import_of_september(tmp_path, **signed)
    for month, of_year in (((2022, 12), 70), ((2022, 11), None)):
        funds, _ = check_first(tmp_path / "l.xlsx", (None, None, 1970), of_month(last, month), **signed)
        assert funds == [None, of_year, 1970]


def test_a_project_that_is_in_no_import_and_has_no_funds_stays_unknown(tmp_path):
    def none(month):
        return PreviousImport({}, None)

    assert check_first(tmp_path / "l.xlsx", (None, None, None), none)[0] == [None, None, None]


def test_a_column_that_no_row_fills_says_nothing(tmp_path):
    projects = [each | {"funds_ytd": None} for each in clean_projects()]
    write_ledger(tmp_path / "l.xlsx", projects)
    result = check(tmp_path / "l.xlsx", previous=import_of_september(tmp_path))
    assert {of_year for _, of_year, _ in funds_of(result).values()} == {None}
    assert "running_total_carried" not in dict(rules_of(result))


def test_a_new_code_changes_nothing(tmp_path):
    funds, result = check_first(
        tmp_path / "l.xlsx", (None, None, None), import_of_september(tmp_path), project_code="新编-001"
    )
    assert funds == [None, 1900, 1900]
    frame = result.frame()
    assert previous_projects(frame)["新编-001"].funds_to_date == 1900 * YI_WAN


def year_left_blank(path: Path, *, of_year: int | None, previous=None) -> dict[str, object]:
    """Terms of the remark on blank years, of a ledger whose first project is of an earlier year."""
    projects = clean_projects()
    signed = {"negotiated_on": date(2021, 1, 4), "signed_on": date(2022, 1, 5)}
    projects[0] |= {**signed, "funds_month": None, "funds_ytd": of_year, "funds_to_date": 1900}
    write_ledger(path, projects)
    findings = check(path, previous=previous).findings()
    return next((dict(each.terms) for each in findings if each.rule == "years_left_blank"), {})


def test_a_first_import_says_of_how_much_the_year_is_not_known(tmp_path):
    terms = year_left_blank(tmp_path / "l.xlsx", of_year=None)
    assert terms == {"number": "1", "most": "1900 万元", "year": "2023"}
    assert not year_left_blank(tmp_path / "l.xlsx", of_year=0)


def test_a_year_that_the_last_import_says_is_not_called_blank(tmp_path):
    signed = {"negotiated_on": date(2021, 1, 4), "signed_on": date(2022, 1, 5)}
    last = import_of_september(tmp_path, **signed, funds_ytd=900, funds_to_date=1900)
    assert not year_left_blank(tmp_path / "l.xlsx", of_year=None, previous=last)


def test_a_first_import_takes_the_first_year_from_funds_to_date_and_names_no_last_import(tmp_path):
    _, result = check_first(tmp_path / "l.xlsx", (None, None, 1950), None)
    rules = dict(rules_of(result))
    assert "running_total_of_first_year" in rules
    assert "running_total_carried" not in rules
