"""What the public may see of a ledger discloses no project and no two of them, directly or by subtraction.

Amounts are in whole 元 and drawn at random, so a number equals the amount of one or two projects only if it
comes from them.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from jjinvest.core.fact_id import FactId
from jjinvest.results.results import Results
from tests.fixtures.imports import import_ledger, results_of
from tests.fixtures.pages import build_page
from tests.fixtures.workbooks import HEADERS, clean_project

YI = 10**8
END = date(2023, 9, 30)
COLUMNS = ("agreed_amount", "contract_amount", "funds_ytd", "funds_to_date")
PAGES = (
    "00_overview",
    "10_annual_figures",
    "20_structure",
    "30_funds_in_place",
    "40_pipeline",
    "50_targets_forecast",
    "70_forecast_method",
)
FULL = HEADERS | {"park": "承接平台", "task_force": "专班"}
WITH_TOP = {name: text.replace("万元", "元") for name, text in FULL.items()}

TOTALS = {
    f"{period}.{metric}"
    for period in ("2023q1-q3", "2022q1-q3", "2022", "2023h1")
    for metric in ("agreed_amount", "contract_amount", "funds_in_place")
}
COHORT = re.compile(r"\.(cohort|category)\..*\.(agreed_amount|funds_to_date|amount)$")

Rows = list[dict[str, object]]


def ledger(seed: int, number: int) -> Rows:
    """Projects of 2022 and 2023 up to September, some quarters, parks, stages and origins with very few."""
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.full(7, 0.6))
    parks = rng.dirichlet(np.full(5, 0.6))
    stages = rng.choice(["在谈", "签约", "开工", "投产"], number, p=rng.dirichlet(np.full(4, 0.8)))
    origins = rng.choice(["市外", "市内"], number, p=rng.dirichlet(np.full(2, 0.5)))
    rows = []
    for place in range(number):
        quarter = int(rng.choice(7, p=weights))
        signed = date(2022 + quarter // 4, 3 * (quarter % 4) + 1, 1) + timedelta(
            days=int(rng.integers(0, 80))
        )
        agreed = int(rng.integers(10**8, 4 * 10**9))
        contract = int(agreed * rng.uniform(0.6, 1))
        to_date = int(contract * rng.uniform(0.01, 0.9)) if rng.random() < 0.7 else 0
        ytd = to_date if signed.year == 2023 else int(to_date * rng.uniform(0.1, 0.9))
        stage = str(stages[place])
        row = clean_project(
            place * 6 + 1,
            project_name=f"第{place + 1}号{place * 37 % 101}项目",
            stage=stage,
            origin=str(origins[place]),
            sector=("二产", "三产", "一产")[int(rng.choice(3, p=[0.7, 0.25, 0.05]))],
            park=f"园区{int(rng.choice(5, p=parks))}",
            task_force=f"专班{place % 3}",
            negotiated_on=date(2021, 6, 1),
            signed_on=signed,
            agreed_amount=agreed,
            contract_on=min(signed + timedelta(days=20), END),
            contract_amount=contract,
            started_on=min(signed + timedelta(days=30), END) if stage in ("开工", "投产") else None,
            in_production_on=END if stage == "投产" else None,
            funds_month=None,
            funds_ytd=ytd,
            funds_to_date=to_date,
        )
        if stage == "在谈":
            row |= dict.fromkeys(
                ("signed_on", "contract_on", "contract_amount", "funds_ytd", "funds_to_date")
            )
        rows.append(row)
    return rows


def secrets(rows: Rows) -> set[int]:
    """Amounts in 元 of each project and of each two."""
    found = set[int]()
    for name in COLUMNS:
        amounts = [int(row[name]) for row in rows if row[name]]
        found.update(amounts)
        found.update(one + other for one, other in combinations(amounts, 2))
    return found


def disclosed(numbers: Mapping[str, float], rows: Rows) -> list[tuple[str, ...]]:
    """Names of numbers (亿元) that are a secret, or that leave one of a total; a total itself may be one."""
    hidden, known = secrets(rows), {name: round(number * YI) for name, number in numbers.items()}
    totals = {name: number for name, number in known.items() if name in TOTALS and number not in hidden}
    whole_ones = {number for name, number in known.items() if name in TOTALS}
    parts = {name: number for name, number in known.items() if number and number not in whole_ones}
    alone = [(name,) for name, number in parts.items() if number in hidden]
    rests = [
        (total, name)
        for total, whole in totals.items()
        for name, number in parts.items()
        if whole - number in hidden
    ]
    return alone + rests


def public_numbers(results: Results) -> dict[str, float]:
    """Numbers of the ledger that are public; forecasts draw sizes from it and are numbers of their own."""
    counted = [fact for fact in results.facts.values() if fact.tier == "public" and fact.unit == "亿元"]
    of_cohorts = [fact for fact in counted if fact.evidence == "computed" or COHORT.search(fact.id)]
    return {str(fact.id): fact.value for fact in of_cohorts if fact.value is not None}


def imported(folder: Path, rows: Rows) -> Results:
    import_ledger(folder, rows, "2023-09", "2023-10-08", headers=WITH_TOP)
    return results_of(folder, "2023Q3", date(2023, 11, 14))


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
@given(st.integers(0, 10**6), st.integers(4, 34))
@example(7957, 25)  # two projects of earlier years were paid beside a cohort of this year
@example(245110, 15)  # projects of a stage are those of the year but for two
def test_no_public_number_discloses_a_project(seed, number):
    rows = ledger(seed, number)
    with tempfile.TemporaryDirectory() as place:
        results = imported(Path(place) / "district", rows)
        assert disclosed(public_numbers(results), rows) == []


@pytest.mark.parametrize("seed", [1])
def test_no_table_of_a_public_page_discloses_a_project(tmp_path, seed):
    rows = ledger(seed, 26)
    results = imported(tmp_path / "district", rows)
    cells = {
        f"{name} {table['name']} {row[0]} {column}": cell
        for name in PAGES
        for table in build_page(results, name, "zh", tier="public").tables.values()
        for row in table["rows"]
        for column, cell in zip(table["columns"], row, strict=True)
        if isinstance(cell, float) and "预测" not in column
    }
    assert len(cells) > 50
    totals = {name: value for name, value in public_numbers(results).items() if name in TOTALS}
    assert disclosed(totals | cells, rows) == []


def at(results: Results, tier: str) -> Results:
    """The same results for the readers of a tier."""
    return Results(replace(results.workspace, tier=tier), results.run_period, 1, results.assumptions)


def few_in_the_last_quarter() -> Rows:
    """Three projects a quarter of 2022 and of the first half of 2023, then two."""
    days = [date(2022 + q // 4, 3 * (q % 4) + 1, 5 + n) for q in range(7) for n in range(3 if q < 6 else 2)]
    return [
        clean_project(
            6 * n + 1,
            signed_on=day,
            negotiated_on=date(2021, 6, 1),
            contract_on=day,
            started_on=day,
            agreed_amount=10**8 + 1_234_567 * n,
            contract_amount=10**8,
            funds_month=None,
            funds_ytd=None,
            funds_to_date=None,
        )
        for n, day in enumerate(days)
    ]


def test_government_readers_see_in_rows_what_the_sentence_says(tmp_path):
    results = imported(tmp_path / "district", few_in_the_last_quarter())
    for tier, word in (("public", True), ("government", False)):
        page = build_page(at(results, tier), "00_overview", "zh", tier=tier)
        periods = page.tables["recent_periods"]
        assert periods["rows"][-1][0] == "2023年三季度"
        assert (periods["rows"][-1][1] == "不公开") is word
        assert ("此后各期项目少，不公开" in periods["caption"]) is word
        largest = build_page(at(results, tier), "20_structure", "zh", tier=tier)
        assert (largest.tables["largest"]["rows"][0][1] == "不公开") is word
        assert ("最大的项目" in " ".join(largest.sentences)) is not word


def test_talks_without_a_date_are_not_0_projects(tmp_path):
    rows = few_in_the_last_quarter()
    talks = dict.fromkeys(("signed_on", "contract_on", "contract_amount", "started_on", "negotiated_on"))
    rows += [clean_project(601 + 6 * n, stage="在谈", funds_month=None, **talks) for n in range(4)]
    for row in rows[-4:]:
        row |= {"funds_ytd": None, "funds_to_date": None, "agreed_amount": 2 * 10**8}
    results = imported(tmp_path / "district", rows)
    assert results["year.category.undated.number"].value == 4
    assert results["year.category.undated.amount"].value == pytest.approx(8)
    assert results.get("year.category.undated.expected") is None
    assert results.get("year.category.pipeline.number") is None


def test_the_curve_of_funds_and_the_cohorts_have_one_denominator(tmp_path):
    rows = few_in_the_last_quarter()
    for row in rows:
        row |= {"funds_to_date": 6 * 10**7, "funds_ytd": 6 * 10**7 if row["signed_on"].year == 2023 else 0}
    results = imported(tmp_path / "district", rows)
    cohort = results["now.cohort.2022q1.share_in_place"]
    by_age = {FactId(name).name: fact for name, fact in results.facts.items() if "funds_by_age" in name}
    assert by_age["6"].value == pytest.approx(cohort.value)
    assert results["now.funds_quarters_known"].value < 4


def test_a_page_with_a_withheld_number_keeps_its_other_numbers(tmp_path):
    rows = few_in_the_last_quarter()
    for number, row in enumerate(rows):
        row["origin"] = "市内" if number in (12, 13) else "市外"  # both signed in 2023
    results = imported(tmp_path / "district", rows)
    assert results["now.agreed_amount.out_of_city"].tier == "government"
    assert results["now.agreed_amount"].tier == "public"
    public = build_page(at(results, "public"), "00_overview", "zh", tier="public").text
    government = build_page(at(results, "government"), "00_overview", "zh", tier="government").text
    assert "协议引资" in public.partition("走势")[0]
    assert "市外协议引资" not in public
    assert "市外" in government


def test_a_chart_of_withheld_rows_alone_is_a_sentence_that_says_so(tmp_path):
    rows = few_in_the_last_quarter()
    for number, row in enumerate(rows):
        funds = 10**7 + number if number in (2, 3, 4, 13) else 0
        row |= {"funds_to_date": funds, "funds_ytd": funds}
    results = imported(tmp_path / "district", rows)
    page = build_page(at(results, "public"), "30_funds_in_place", "zh", tier="public")
    assert "funds_origin" not in page.tables
    assert "各数涉及的项目不足三个，或可由其推算出此类金额，不公开。" in page.text
