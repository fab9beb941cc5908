"""Growth of a ledger's agreed amount from its quarters, and where pages and the circular state it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jjinvest.metrics.ledger_quarters import growth_of_quarters
from jjinvest.pipeline.publishing.circular import PublishedRun, make_circular
from jjinvest.reporting.circular.blocks import markdown
from tests.fixtures.district_folders import district_folder
from tests.fixtures.imports import import_ledger, results_of
from tests.fixtures.pages import build_page
from tests.fixtures.workbooks import clean_project

PER_QUARTER = 4
PUBLISHED = (
    "2023,agreed_amount,,,,,160,亿元",
    "2023,projects_signed,,,,,16,个",
    "2023,funds_in_place,,,,,30,亿元",
    "2023,funds_in_place,,growth,,,20,%",
)


def projects(first_day: int = 8) -> list[dict[str, object]]:
    """Four projects a quarter: 20 亿元 each in 2022 from a day of January on, 10 亿元 each in 2023."""
    rows = []
    for year, amount in ((2022, 200_000), (2023, 100_000)):
        for quarter in range(4):
            for n in range(PER_QUARTER):
                day = first_day if (year, quarter, n) == (2022, 0, 0) else 20
                signed = date(year, 3 * quarter + 1 + min(n, 2), day)
                rows.append(
                    clean_project(len(rows) + 1) | {"signed_on": signed, "agreed_amount": amount + len(rows)}
                )
    later = ("negotiated_on", "contract_on", "contract_amount", "started_on")
    unpaid = ("funds_month", "funds_ytd", "funds_to_date")
    return [row | dict.fromkeys((*later, *unpaid)) | {"stage": "签约"} for row in rows]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = district_folder(tmp_path_factory.mktemp("quarters"), "place", *PUBLISHED, published="2024-01-20")
    import_ledger(folder, projects(), "2023-12", "2024-01-10")
    return results_of(folder)


def test_growth_follows_from_the_quarters_of_both_years(results):
    growth = results["2023.ledger.agreed_amount.growth"]
    assert growth.value == pytest.approx(-50, abs=0.01)
    assert (growth.tier, growth.caveat) == ("public", "earlier_years_of_ledger")
    state = results.workspace.ledger
    half = growth_of_quarters(state, "2023H1")[0]
    assert (str(half.id), half.value) == ("2023h1.agreed_amount.growth", pytest.approx(-50, abs=0.01))
    assert growth_of_quarters(state, "2023-01..2023-10") == []


def test_a_ledger_that_begins_after_january_gives_none(results):
    state = results.workspace.ledger
    later = state.projects[state.projects["signed_on"] > "2022-02-15"]
    assert growth_of_quarters(replace(state, projects=later), "2023") == []


def test_the_ledgers_growth_stands_where_only_another_one_was_published(results):
    page = build_page(results, "00_overview", "zh").text
    assert "到位资金同比 +20%。" in page
    assert "协议引资同比 −50%（台账）。" in page
    assert "按台账，同比 −50%。" in page
    known = (*results.facts.values(), *results.ledger.facts.values())
    run = PublishedRun(tuple(f for f in known if f.tier == "public"), date(2024, 3, 31), "public", None)
    text = markdown(make_circular(run, results.workspace, "2023Q4", "zh"), ["1.png"] * 9)
    assert "据招商项目台账，协议引资同比下降50%" in text
