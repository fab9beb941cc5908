"""A changed year of signing, origin or sector is named; a renamed project is not missing."""

from __future__ import annotations

from datetime import date

import pytest

from jjinvest.ledger.validation.validate import previous_projects
from jjinvest.ledger.validation.whole.file_findings import PreviousImport
from tests.fixtures.workbooks import COLUMN, check, check_changed, clean_projects, rules_of, write_ledger


@pytest.fixture
def september(tmp_path) -> PreviousImport:
    path = tmp_path / "sep.xlsx"
    write_ledger(path, clean_projects(), title="截至2023年9月")
    frame = check(path, today=date(2023, 12, 31)).frame()
    return PreviousImport(previous_projects(frame), (2023, 9), {}, frame)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"origin": "境外"}, "origin"),
        ({"sector": "一产"}, "sector"),
        ({"signed_on": date(2013, 2, 2)}, "signed_on"),
        ({"signed_on": date(2023, 2, 3)}, None),
        ({"park": "物流园"}, None),
    ],
)
def test_a_project_of_another_group_than_last_month_is_named(tmp_path, september, change, named):
    result = check_changed(tmp_path / "l.xlsx", change, previous=lambda _: september)
    found = [cell for rule, cell in rules_of(result) if rule == "group_changed"]
    assert found == ([f"{COLUMN[named]}3"] if named else [])


def test_a_renamed_project_is_not_missing(tmp_path, september):
    renamed = {"project_code": "NEW-1", "project_name": "全新名称"}
    result = check_changed(tmp_path / "l.xlsx", renamed, previous=lambda _: september)
    assert "missing_from_import" not in dict(rules_of(result))
    other = renamed | {"agreed_amount": 99999}
    result = check_changed(tmp_path / "l.xlsx", other, previous=lambda _: september)
    assert "missing_from_import" in dict(rules_of(result))
