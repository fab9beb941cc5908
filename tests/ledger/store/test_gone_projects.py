"""Last year's numbers hold the projects that left the ledger, as the last ledger with them had them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jjinvest.analysis.opening import analysis_of
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


YI = 10**4


def both_years(district: Path, rest: list[dict], **more: object):
    """Results of 2023 where the ledger of December 2022 had all of :data:`LAST_YEAR`."""
    import_ledger(district, [FIRST, *LAST_YEAR], "2022-12", "2023-01-10")
    import_ledger(district, [FIRST, *rest, *clean_projects(20)], "2023-12", "2024-01-10")
    return results_of(district, **more)


@pytest.mark.parametrize("changes", [None, {}, {"project_code": "新编-1"}, {"project_name": "另名项目"}])
def test_last_year_holds_the_projects_that_left_and_says_so(district: Path, changes: dict | None):
    *kept, last = LAST_YEAR
    results = both_years(district, kept if changes is None else [*kept, last | changes])
    is_gone = changes is None
    assert results.workspace.ledger.lacks(date(2022, 1, 1), date(2022, 12, 31)) == is_gone
    total = sum(project["agreed_amount"] for project in LAST_YEAR) / YI
    assert results.facts["2022.agreed_amount"].value == pytest.approx(total)
    assert results.facts["2022.projects_signed"].value == len(LAST_YEAR)
    this_year = results.facts["2023.agreed_amount"].value
    assert results.facts["2023.agreed_amount.growth"].value == pytest.approx(100 * (this_year / total - 1))
    caveat = "with_gone_projects" if is_gone else "earlier_years_of_ledger"
    assert results.facts["2022.agreed_amount"].caveat == caveat
    said = [each for each in trust_sentences(results) if each.key == "overview.trust_gone_signed"]
    assert [(each.content["gone"].value, each.content["until"]) for each in said] == [
        (1, "2022-12")
    ] * is_gone


def test_frames_hold_them_in_years_before_alone_and_note_it(district: Path):
    d = analysis_of(both_years(district, LAST_YEAR[:1]), "zh")
    by_year = d.frame("agreed_amount", by="year").set_index("year")["value"]
    assert by_year[2022] == pytest.approx(sum(project["agreed_amount"] for project in LAST_YEAR) / YI)
    assert "含以前的台账中有、本次台账已不列的 2 个项目" in d.frame("agreed_amount", by="year").attrs["notes"]
    growth = d.frame("agreed_amount", statistic="growth")
    assert growth["value"].iloc[0] == pytest.approx((by_year[2023] / by_year[2022] - 1) * 100)
    assert "2 个项目" in growth.attrs["notes"]
    alone = d.frame("agreed_amount")
    assert alone["value"].iloc[0] == pytest.approx(by_year[2023])
    assert "已不列" not in (alone.attrs.get("notes") or "")
    assert len(d.results.workspace.ledger.projects) == 1 + 1 + 20


def test_a_project_gone_within_its_year_was_in_no_total_of_it(district: Path):
    import_ledger(district, [FIRST, *LAST_YEAR], "2022-06", "2022-07-10")
    import_ledger(district, [FIRST, *LAST_YEAR[1:]], "2022-12", "2023-01-10")
    import_ledger(district, [FIRST, *LAST_YEAR[2:], *clean_projects(20)], "2023-12", "2024-01-10")
    results = results_of(district)
    assert results.facts["2022.projects_signed"].value == 2
    assert results.workspace.ledger.gone_rows["project_code"].tolist() == [LAST_YEAR[1]["project_code"]]


def test_what_a_project_that_left_did_in_the_year_itself_is_not_counted(district: Path):
    """Its contract of March belongs to this year, of which the ledger speaks without it."""
    import_ledger(district, [FIRST, *LAST_YEAR], "2022-12", "2023-01-10")
    contract = {"contract_on": date(2023, 3, 4), "contract_amount": LAST_YEAR[0]["agreed_amount"]}
    import_ledger(district, [FIRST, LAST_YEAR[0] | contract, *LAST_YEAR[1:]], "2023-03", "2023-04-10")
    import_ledger(district, [FIRST, *LAST_YEAR[1:], *clean_projects(20)], "2023-12", "2024-01-10")
    results = results_of(district)
    own = sum(project.get("contract_amount") or 0 for project in clean_projects(20))
    assert results.facts["2023.contract_amount"].value == pytest.approx(own / YI)
    assert results.facts["2022.projects_signed"].value == len(LAST_YEAR)
    assert results.workspace.ledger.gone_until(2022) == "2023-03"
