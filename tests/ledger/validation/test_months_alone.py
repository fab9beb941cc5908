"""A ledger of the month alone gets a remark on what it leaves out."""

from __future__ import annotations

import pytest

from tests.fixtures.workbooks import HEADERS, check, clean_projects, rules_of, write_ledger


@pytest.mark.parametrize(
    ("left_out", "said"), [(("funds_ytd", "funds_to_date"), True), (("funds_ytd",), False)]
)
def test_funds_of_the_month_alone_are_a_remark(tmp_path, left_out, said):
    headers = {name: text for name, text in HEADERS.items() if name not in left_out}
    path = tmp_path / "l.xlsx"
    write_ledger(path, clean_projects(), headers=headers)
    assert ("funds_of_month_alone" in dict(rules_of(check(path)))) is said
