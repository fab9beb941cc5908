"""The period that a run reports: the year to date at the quarter's end, or the last one known within it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.data.reported_period import reported_period
from jjinvest.data.workspace import load_workspace
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.provenance import explain
from jjinvest.results.results import Results

HEAD = "source,period,metric,statistic,value,unit,version\n"
ROWS = {
    "t,2018,agreed_amount,target,100,亿元,": date(2018, 10, 31),
    "o,2018-01..2018-10,agreed_amount,,80,亿元,": date(2018, 11, 8),
    "o,2018-10,agreed_amount,,9,亿元,": date(2018, 11, 8),
    "n,2018-01..2018-11,agreed_amount,,88.5,亿元,": date(2018, 12, 6),
    "y,2018,agreed_amount,,96,亿元,": date(2019, 2, 1),
    "r,2018-01..2018-10,agreed_amount,,81,亿元,restated": date(2019, 3, 1),
    "s,2018-01..2018-10,agreed_amount,,81,亿元,restated": date(2019, 4, 1),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "figures.csv").write_text(HEAD + "\n".join(ROWS) + "\n", encoding="utf-8")
    sources = {row.partition(",")[0]: day for row, day in ROWS.items()}
    lines = [f"{name},{name},{day}" for name, day in sources.items()]
    (folder / "sources.csv").write_text(
        "source,title,published\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    (folder / "district.yaml").write_text("name: {zh: 某区, en: Some}\n", encoding="utf-8")
    return folder


def results(folder: Path, day: date, quarter: str = "2018Q4") -> Results:
    return Results(load_workspace(folder).as_of(day), quarter, 1, Assumptions(draws=1000))


@pytest.mark.parametrize(
    ("day", "period", "complete"),
    [
        (date(2018, 11, 1), "2018", True),  # only the target is known
        (date(2018, 11, 8), "2018-01..2018-10", False),
        (date(2018, 12, 6), "2018-01..2018-11", False),
        (date(2019, 2, 1), "2018", True),
    ],
)
def test_the_period_is_the_last_year_to_date_known_on_the_day(folder, day, period, complete):
    of_run = results(folder, day)
    assert (of_run.period, of_run.complete_year) == (period, complete)
    assert of_run.outlook.period == period


def test_a_longer_period_of_a_part_of_the_district_does_not_take_it(folder):
    path = folder / "figures.csv"
    path.write_text(
        "where,source,period,metric,statistic,value,unit,version\n"
        + "".join(f",{row}\n" for row in ROWS)
        + "park=east,n,2018-01..2018-11,funds_in_place,,3,亿元,\n"
        + "sector=primary,n,2018-01..2018-11,funds_in_place,,3,亿元,\n",
        encoding="utf-8",
    )
    assert results(folder, date(2018, 11, 8)).period == "2018-01..2018-10"
    lines = path.read_text(encoding="utf-8").splitlines()
    for kept, period in (("park=east", "2018-01..2018-10"), ("sector=primary", "2018-01..2018-11")):
        chosen = [line for line in lines if line.startswith((kept, "where")) or line.startswith(",o")]
        path.write_text("\n".join(chosen) + "\n", encoding="utf-8")
        assert results(folder, date(2019, 2, 1)).period == period


def test_where_there_are_only_parts_they_are_reported(folder):
    (folder / "figures.csv").write_text(
        "source,period,metric,where,value,unit\nn,2018-01..2018-11,agreed_amount,park=east,3,亿元\n",
        encoding="utf-8",
    )
    assert results(folder, date(2019, 2, 1)).period == "2018-01..2018-11"


def test_another_quarter_does_not_take_it(folder):
    assert results(folder, date(2019, 4, 1), "2018Q3").period == "2018Q1-Q3"


@pytest.mark.parametrize(
    ("stands_on", "period"), [(date(2018, 12, 31), "2018"), (date(2018, 11, 30), "2018-01..2018-11")]
)
def test_with_a_ledger_it_ends_with_the_ledgers_month(folder, stands_on, period):
    workspace = load_workspace(folder).as_of(date(2018, 11, 8))
    ledger = SimpleNamespace(stands_on=stands_on)  # nothing else of it counts
    with_ledger = replace(workspace, ledger=ledger)  # type: ignore[arg-type]
    assert reported_period(with_ledger, "2018Q4") == period


def test_numbers_of_a_running_total_are_of_its_months(folder):
    of_run = results(folder, date(2018, 11, 8))
    assert of_run["now.agreed_amount"].id == "2018m01-m10.agreed_amount"
    assert of_run["now.agreed_amount.completion"].value == pytest.approx(80)
    assert of_run["now.agreed_amount.monthly"].value == pytest.approx(8)
    assert of_run["year.agreed_amount.monthly_needed"].value == pytest.approx(10)
    assert Vocabulary("zh", {}).fact_label("2018m01-m10.agreed_amount").startswith("2018年1—10月 · ")


@pytest.mark.parametrize(
    ("day", "reasons"),
    [
        (date(2018, 11, 8), {"r": "after the as-of date", "s": "after the as-of date"}),
        (date(2019, 3, 1), {"o": "a figure published later replaces it", "s": "after the as-of date"}),
        (date(2019, 4, 1), {"o": "a figure published later replaces it"}),
    ],
)
def test_why_a_figure_was_left_out_is_true(folder, day, reasons):
    of_run, key = results(folder, day), "2018m01-m10.agreed_amount"
    text = explain(of_run, load_workspace(folder), key, Vocabulary("en", {}))
    left_out = text.partition("left out:")[2].partition("\n\n")[0].strip().splitlines()
    found = {line.strip().partition("  ")[0]: line for line in left_out}
    assert set(found) == {f"{key}@{source}" for source in reasons}
    assert all(reason in found[f"{key}@{source}"] for source, reason in reasons.items())


def test_of_two_figures_of_one_day_the_later_row_counts(folder):
    path = folder / "figures.csv"
    path.write_text(
        path.read_text(encoding="utf-8") + "n,2018-01..2018-11,agreed_amount,,89,亿元,\n", encoding="utf-8"
    )
    text = explain(
        results(folder, date(2018, 12, 6)),
        load_workspace(folder),
        "2018m01-m11.agreed_amount",
        Vocabulary("en", {}),
    )
    assert "published on the same day and listed after it" in text
    assert "published later" not in text
