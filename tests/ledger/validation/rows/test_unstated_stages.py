"""Stages that a ledger has no column for: no number, no rate and no alert rests on them."""

from __future__ import annotations

import csv

import pytest

from jjinvest.ledger.store.store import Store
from jjinvest.ledger.validation.rows.unstated_stages import unstated_stages
from tests.fixtures.district_folders import district_folder
from tests.fixtures.imports import import_ledger, results_of
from tests.fixtures.pages import build_page
from tests.fixtures.workbooks import HEADERS, check, clean_projects, write_ledger

DATES = ("stage", "started_on", "in_production_on", "terminated_on")


def headers(*kept: str) -> dict[str, str]:
    return {name: head for name, head in HEADERS.items() if name not in DATES or name in kept}


def signed(number: int = 12) -> list[dict[str, object]]:
    return [project for project in clean_projects(number) if "signed_on" in project]


@pytest.mark.parametrize(
    ("kept", "unstated"),
    [
        ((), ("started", "in_production", "terminated")),
        (("started_on",), ("in_production", "terminated")),
        (("in_production_on",), ("terminated",)),
        (("started_on", "in_production_on", "terminated_on"), ()),
        (("stage",), ()),
    ],
)
def test_a_stage_is_stated_by_a_column_of_stages_or_of_its_dates(path, kept, unstated):
    write_ledger(path, signed(), headers=headers(*kept))
    assert unstated_stages(check(path)) == unstated


def test_a_ledger_without_starts_has_no_rate_of_starts_and_no_project_that_waits_for_one(tmp_path):
    place = district_folder(tmp_path / "data", "place", "2023,agreed_amount,,,,,50,亿元")
    import_ledger(place, signed(), "2023-12", "2024-01-10", headers=headers())
    results = results_of(place)
    known = [fact_id for fact_id in results.ledger.facts if fact_id.metric.endswith("_rate")]
    assert known == []
    assert not any("in_stage.signed" in fact_id for fact_id in results.ledger.facts)
    page = build_page(results, "40_pipeline", "zh")
    assert "没有写明哪些项目已开工" in page.text
    assert "开工率 0" not in page.text
    assert "签约后未开工" not in build_page(results, "00_overview", "zh").text


def test_a_ledger_with_all_columns_keeps_its_rates_of_nothing(tmp_path):
    place = district_folder(tmp_path / "data", "place", "2023,agreed_amount,,,,,50,亿元")
    import_ledger(place, signed(), "2023-12", "2024-01-10")
    ledger = results_of(place).ledger
    assert ledger.get("now.production_rate").value == 0
    assert ledger.get("now.start_rate").value == 100


def test_a_history_from_before_the_stages_were_noted_states_all(tmp_path):
    folder = district_folder(tmp_path / "data", "place", "2023,agreed_amount,,,,,50,亿元")
    import_ledger(folder, signed(), "2023-12", "2024-01-10", headers=headers())
    store = Store(folder / "private")
    assert store.history()[0].unstated == "started in_production terminated"
    path = folder / "private" / "imports.csv"
    lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    kept = [place for place, name in enumerate(lines[0]) if name != "unstated"]
    text = "\n".join(",".join(line[place] for place in kept) for line in lines)
    path.write_text(f"{text}\n", encoding="utf-8")
    assert store.history()[0].unstated == ""
