"""Parts of earlier years and of half-years are compared with the ledger too; what is not is counted."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from jjinvest.metrics import ledger_parts
from tests.fixtures.imports import import_ledger, results_of
from tests.fixtures.pages import build_page
from tests.fixtures.workbooks import HEADERS, clean_project

HEAD = "source,period,metric,where,statistic,value,unit\n"
SOURCES = "source,title,published\ntext,公报,2024-01-10\n"
DAYS = (date(2021, 12, 20), date(2022, 3, 1), date(2022, 9, 1), date(2023, 3, 1), date(2023, 9, 1))


@pytest.fixture
def ledger(district: Path) -> Path:
    """Four projects of 二产 (2 亿元 each) and of 三产 (1 亿元 each) in every half-year from 2022 on."""
    made = []
    for day in DAYS:
        for number in range(4):
            for sector, amount in (("二产", 20_000), ("三产", 10_000)):
                made.append(
                    {
                        "signed_on": day.replace(day=10 + number),
                        "negotiated_on": date(2021, 11, 3),
                        "sector": sector,
                        "agreed_amount": amount,
                        "stage": "签约",
                        "started_on": None,
                        "contract_on": None,
                        "contract_amount": None,
                        "funds_month": None,
                        "funds_ytd": None,
                        "funds_to_date": None,
                    }
                )
    projects = [clean_project(2 * place + 1, **changes) for place, changes in enumerate(made)]
    import_ledger(district, projects, "2023-12", "2024-01-10")
    return district


def compared(district: Path, rows: str):
    (district / "figures.csv").write_text(HEAD + rows, encoding="utf-8")
    (district / "sources.csv").write_text(SOURCES, encoding="utf-8")
    results = results_of(district)
    return results, results.comparison.set_index("fact_id")


def test_parts_of_earlier_years_and_halves_and_other_periods_are_compared(ledger):
    results, found = compared(
        ledger,
        "text,2022,agreed_amount,sector=secondary,,16,亿元\n"
        "text,2022H1,projects_signed,sector=secondary,,5,个\n"
        "text,2023H1,agreed_amount,sector=tertiary,,4,亿元\n"
        "text,2023H1,projects_signed,size=ge_2,,4,个\n"
        "text,2023Q3,projects_signed,,,8,个\n"
        "text,2023,agreed_amount,,,24,亿元\n"
        "text,2023,agreed_amount,,growth,0,%\n",
    )
    assert found["verdict"].to_dict() == {
        "2022.agreed_amount.secondary": "agrees",
        "2022h1.projects_signed.secondary": "differs",
        "2023h1.agreed_amount.tertiary": "agrees",
        "2023h1.projects_signed.tier_ge_2": "agrees",
        "2023q3.projects_signed": "agrees",
        "2023.agreed_amount": "agrees",
    }
    assert found.loc["2022h1.projects_signed.secondary", "from_ledger"].value == 4
    counts = {name: results[f"now.ledger_checks.{name}"].value for name in ("compared", "not_compared")}
    assert counts == {"compared": 6, "not_compared": 1}
    for page in ("00_overview", "10_annual_figures"):
        assert "其余 1 个" in build_page(results, page, "zh").text


def test_only_figures_of_the_ledgers_year_that_differ_from_public_sums_are_to_be_verified(ledger):
    results, found = compared(
        ledger,
        "text,2022,agreed_amount,sector=secondary,,17,亿元\n"
        "text,2023H1,agreed_amount,sector=tertiary,,5,亿元\n"
        "text,2023H1,agreed_amount,size=ge_2,,9,亿元\n"
        "text,2023,agreed_amount,,,24,亿元\n"
        "text,2023,agreed_amount,sector=secondary,,16,亿元\n"
        "text,2023,agreed_amount,sector=tertiary,,8,亿元\n"
        "text,2023,projects_signed,,,17,个\n",
    )
    assert set(found["verdict"][found["verdict"] == "differs"].index) == {
        "2022.agreed_amount.secondary",
        "2023h1.agreed_amount.tertiary",
        "2023h1.agreed_amount.tier_ge_2",
        "2023.projects_signed",
    }
    marked = {name for name, fact in results.facts.items() if fact.caveat == "differs_from_ledger"}
    assert marked == {"2023h1.agreed_amount.tertiary", "2023.projects_signed"}
    assert results["2023.agreed_amount.average"].caveat == "rests_on_differing"
    assert not results["2023.agreed_amount.secondary.share"].caveat
    page = build_page(results, "00_overview", "zh").text
    assert "17 个（待核）" in page
    assert "与台账逐行相加的数不一致" in page


def test_a_ledger_of_other_projects_makes_no_figure_doubtful(ledger):
    rows = "text,2023,agreed_amount,,,24,亿元\ntext,2023,projects_signed,,,58,个\n"
    one_of_two, _ = compared(ledger, rows)
    two_of_three, found = compared(ledger, rows + "text,2023H1,projects_signed,,,30,个\n")
    assert (found["verdict"] == "differs").sum() == 2
    for results, expected in ((one_of_two, {"2023.projects_signed"}), (two_of_three, set())):
        marked = {name for name, fact in results.facts.items() if fact.caveat == "differs_from_ledger"}
        assert marked == expected


def test_what_the_ledger_does_not_hold_is_not_compared(ledger):
    results, found = compared(
        ledger,
        "text,2021,projects_signed,,,8,个\n"
        "text,2023H1,projects_signed,sector=primary,,1,个\n"
        "text,2023,agreed_amount,,,24,亿元\n",
    )
    assert list(found.index) == ["2023.agreed_amount"]
    assert results["now.ledger_checks.not_compared"].value == 2


def test_amounts_of_few_projects_of_a_half_or_of_the_rest_stay_withheld(ledger):
    _, found = compared(
        ledger,
        "text,2023H1,agreed_amount,sector=tertiary,,5,亿元\n"
        "text,2023Q3,agreed_amount,sector=tertiary,,5,亿元\n"
        "text,2023H1,agreed_amount,size=ge_2,,9,亿元\n"
        "text,2023,agreed_amount,,,24,亿元\n",
    )
    tiers = {name: fact.tier for name, fact in found["from_ledger"].items()}
    assert tiers == {
        "2023h1.agreed_amount.tertiary": "public",
        "2023q3.agreed_amount.tertiary": "government",
        "2023h1.agreed_amount.tier_ge_2": "government",
        "2023.agreed_amount": "public",
    }


def test_a_half_whose_rest_is_of_one_project_is_withheld(district):
    days = [date(2023, 2, day) for day in range(1, 6)] + [date(2023, 9, 1)]
    plain = {"stage": "签约", "started_on": None, "contract_on": None, "contract_amount": None}
    projects = [
        clean_project(2 * place + 1, signed_on=day, sector="二产", **plain) for place, day in enumerate(days)
    ]
    import_ledger(district, projects, "2023-12", "2024-01-10")
    _, found = compared(
        district,
        "text,2023H1,agreed_amount,sector=secondary,,99,亿元\ntext,2023,agreed_amount,,,99,亿元\n",
    )
    assert found.loc["2023h1.agreed_amount.secondary", "from_ledger"].tier == "government"
    assert found.loc["2023h1.agreed_amount.secondary", "difference"].tier == "government"


def progress_ledger(district: Path, first: date, *, started: int = 5, undated: bool = False) -> None:
    """A ledger from `first` on: `started` projects of 2022 and two of 2023 started in 2023, one completed."""
    none = dict.fromkeys(("contract_on", "contract_amount", "funds_month", "funds_ytd", "funds_to_date"))
    base = none | {"negotiated_on": None, "stage": "签约", "started_on": None}
    begun = base | {"stage": "开工", "started_on": date(2023, 5, 6)}
    made = [base | {"signed_on": first}]
    made += [begun | {"signed_on": date(2022, 6, 1)} for _ in range(started)]
    made += [begun | {"signed_on": date(2023, 3, 1)} for _ in range(2)]
    made[-1] |= {"stage": "投产", "in_production_on": date(2023, 9, 1)}
    made += [base | {"signed_on": date(2023, 3, 1)} for _ in range(4)]
    projects = [clean_project(2 * place + 1, **changes) for place, changes in enumerate(made)]
    headers = dict(HEADERS)
    if undated:
        del headers["in_production_on"]
    import_ledger(district, projects, "2023-12", "2024-01-10", headers=headers)


STARTS = (
    "text,2023,projects_started,,,8,个\n"
    "text,2023H1,projects_started,,,7,个\n"
    "text,2023,projects_started,cohort=new,,2,个\n"
    "text,2023,projects_completed,,,1,个\n"
    "text,2022,projects_started,,,5,个\n"
)


def test_starts_and_completions_are_compared_by_their_dates(district):
    progress_ledger(district, date(2021, 12, 20))
    _, found = compared(district, STARTS)
    assert found["verdict"].to_dict() == {
        "2023.projects_started": "differs",
        "2023h1.projects_started": "agrees",
        "2023.projects_started.cohort.new": "agrees",
        "2023.projects_completed": "agrees",
    }
    assert found.loc["2023.projects_started", "from_ledger"].value == 7
    assert found.loc["2023.projects_started", "difference"].value == -1


def test_starts_of_projects_that_a_young_ledger_lacks_are_not_compared(district):
    progress_ledger(district, date(2022, 6, 1))
    _, found = compared(district, STARTS)
    assert set(found.index) == {"2023.projects_started.cohort.new"}


def test_completions_without_a_date_are_not_compared(district):
    progress_ledger(district, date(2021, 12, 20), undated=True)
    _, found = compared(district, STARTS)
    assert "2023.projects_completed" not in found.index
    assert "2023.projects_started" in found.index


def test_the_overview_names_what_is_not_compared(district):
    progress_ledger(district, date(2021, 12, 20), undated=True)
    results, _ = compared(district, STARTS)
    page = build_page(results, "00_overview", "zh").text
    assert "其余 2 个没有对照" in page
    assert re.search("没有对照的是：[^。]*2023年[^。]*投产[^。]*2022年[^。]*开工[^。]*。", page), page
    assert "Not compared: " in build_page(results, "00_overview", "en").text


def test_what_is_withheld_of_a_year_is_computed_once_for_all_its_periods(ledger, monkeypatch):
    asked = []

    def counted(state, whole):
        asked.append(whole)
        return withheld_of_year(state, whole)

    withheld_of_year = ledger_parts._withheld
    monkeypatch.setattr(ledger_parts, "_withheld", counted)
    rows = "".join(
        f"text,{period},agreed_amount,size=ge_2,,4,亿元\n"
        for period in ("2022", "2022H1", "2022H2", "2022Q3", "2023", "2023H1", "2023Q1", "2023Q3")
    )
    _, found = compared(ledger, rows)
    assert len(found) > 4
    assert sorted(asked) == ["2022", "2023"]
