"""Codes of the last import that another project has now."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from jjinvest.ledger.store.store import Store
from jjinvest.ledger.validation.overrides import Override
from tests.fixtures.workbooks import check, clean_projects, write_ledger

NOW = datetime(2023, 11, 15, tzinfo=UTC)
ANOTHER: dict[str, object] = {
    "project_name": "柑橘深加工园",
    "investor": "橙源农业有限公司",
    "signed_on": date(2023, 9, 1),
    "agreed_amount": 777,
}


def after(folder, changes):
    """Check of an import whose first row differs from the last import's by these cells."""
    store = Store(folder / "private")
    write_ledger(folder / "a.xlsx", clean_projects(4))
    store.add(check(folder / "a.xlsx"), NOW)
    first, *others = clean_projects(4)
    assert changes.keys() <= first.keys()
    write_ledger(folder / "b.xlsx", [{**first, **changes}, *others], title="台账（截至2023年11月）")
    return store, folder / "b.xlsx"


def test_a_code_given_to_another_project_is_one_question(tmp_path):
    store, path = after(tmp_path, ANOTHER)
    name = clean_projects(1)[0]["project_name"]
    result = check(path, today=date(2023, 12, 5), previous=store.previous)
    (said,) = [each for each in result.findings() if each.rule == "code_of_another"]
    assert str(name) in said.what("zh")
    assert result.counts["rejected"] == 1
    accepted = Override("code_of_another", str(clean_projects(1)[0]["project_code"]), "", "accept", "更正", 2)
    again = check(path, today=date(2023, 12, 5), previous=store.previous, overrides=[accepted])
    assert "code_of_another" not in {
        e.rule for row in again.rows if row.status == "rejected" for e in row.findings
    }


@pytest.mark.parametrize("kept", sorted(ANOTHER))
def test_a_project_that_keeps_one_of_these_is_the_same(tmp_path, kept):
    store, path = after(tmp_path, {name: cell for name, cell in ANOTHER.items() if name != kept})
    result = check(path, today=date(2023, 12, 5), previous=store.previous)
    assert "code_of_another" not in {each.rule for each in result.findings()}
