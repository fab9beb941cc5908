"""A year of which projects left the ledger is not whole: nothing is set against it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jjinvest.reporting.pages.trust import trust_sentences
from tests.fixtures.imports import import_ledger, results_of
from tests.fixtures.workbooks import clean_project, clean_projects

OF_2022 = {"negotiated_on": date(2021, 6, 4), "stage": "签约"} | dict.fromkeys(
    ("contract_on", "contract_amount", "started_on", "funds_month", "funds_ytd", "funds_to_date")
)
FIRST = clean_project(31, **OF_2022 | {"signed_on": date(2021, 12, 20)})
LAST_YEAR = [
    clean_project(number, **OF_2022 | {"signed_on": date(2022, number - 30, 7)}) for number in (32, 33, 34)
]


@pytest.mark.parametrize("changes", [None, {}, {"project_code": "新编-1"}, {"project_name": "另名项目"}])
def test_a_year_with_projects_that_left_gives_no_growth(district: Path, changes: dict | None):
    import_ledger(district, [FIRST, *LAST_YEAR], "2022-12", "2023-01-10")
    *kept, last = LAST_YEAR
    rest = kept if changes is None else [*kept, last | changes]
    import_ledger(district, [FIRST, *rest, *clean_projects(20)], "2023-12", "2024-01-10")
    results = results_of(district)
    is_whole = changes is not None
    assert results.workspace.ledger.gone_signed == (() if is_whole else (date(2022, 4, 7),))
    for name in ("2022.agreed_amount", "2022.projects_signed", "2023.agreed_amount.growth"):
        assert (name in results.facts) is is_whole, name
    said = [each for each in trust_sentences(results) if each.key == "overview.trust_gone_signed"]
    assert [each.content["gone"].value for each in said] == ([] if is_whole else [1])
