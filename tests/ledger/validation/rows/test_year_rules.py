"""A year to date that was not set back in January, holds a month alone, or was not brought up to date."""

from __future__ import annotations

import pytest

from jjinvest.ledger.validation.rows.row_rules import PreviousProject
from jjinvest.ledger.validation.whole.file_findings import PreviousImport
from tests.fixtures.workbooks import check, check_changed, clean_projects, rules_of, write_ledger

FUNDED = next(project for project in clean_projects() if "funds_ytd" in project)
KEY = str(FUNDED["project_code"])


def last(ytd: int | None, total: int | None, month: tuple[int, int]) -> PreviousImport:
    """An import with the project that the tests change; amounts in 万元."""
    yuan = (None if amount is None else amount * 10**4 for amount in (ytd, total))
    return PreviousImport({KEY: PreviousProject(str(FUNDED["project_name"]), "lead", *yuan)}, month)


@pytest.mark.parametrize(("flow", "found"), [(100, True), (1100, False)])
def test_in_january_the_year_to_date_is_that_of_the_month(tmp_path, flow, found):
    path = tmp_path / "l.xlsx"
    funded = {"funds_month": flow, "funds_ytd": 1100, "funds_to_date": 4100}
    blank = {"funds_month": None, "funds_ytd": None, "funds_to_date": None}
    write_ledger(
        path, [p | (funded if p == FUNDED else blank) for p in clean_projects()], title="截至2024年1月"
    )
    assert ("year_not_reset" in dict(rules_of(check(path)))) is found


@pytest.mark.parametrize(
    ("before", "now", "rule"),
    [
        (last(1000, 4000, (2022, 12)), (None, 1100, 4100), "year_not_reset"),
        (last(1000, 4000, (2022, 6)), (None, 1250, 4250), "year_not_reset"),
        (last(1000, 4000, (2022, 12)), (None, 100, 4100), None),
        (last(100, 4000, (2023, 9)), (None, 50, 4050), "flow_in_running_total"),
        (last(100, 4000, (2023, 9)), (None, 150, 4050), None),
        (last(100, 4000, (2023, 9)), (50, 100, 4050), "year_not_updated"),
        (last(100, 4000, (2023, 9)), (0, 100, 4050), None),
    ],
)
def test_the_last_import_proves_a_year_to_date_wrong(tmp_path, before, now, rule):
    change = dict(zip(("funds_month", "funds_ytd", "funds_to_date"), now, strict=True))
    result = check_changed(tmp_path / "l.xlsx", change, previous=lambda _: before)
    rules = {"year_not_reset", "flow_in_running_total", "year_not_updated"}
    assert {name for name, _ in rules_of(result)} & rules == ({rule} if rule else set())
