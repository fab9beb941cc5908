"""Two releases end to end: each forecast moved for stated reasons that add up, the first one is judged."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.pipeline.publishing.leaders_pdf import MAX_SHEETS, print_leaders
from jjinvest.pipeline.publishing.pdf import find_chromium, reader_pages
from jjinvest.pipeline.storage.release import create_release
from tests.fixtures.chromium import launch
from tests.fixtures.runs import ROOT, run

LEADERS = ("00_overview", "20_structure", "30_funds_in_place", "40_pipeline", "50_targets_forecast")
NOTEBOOKS = (*LEADERS, "70_forecast_method")
TALLEST, TALLEST_STRUCTURE = 3600, 5000
"""Pixels that a leaders' page may be long at a width of 1366."""
FEW = "seed: 20230731\nassumptions: {draws: 2000, ledger_draws: 2000, reconstructed_ledgers: 5}\n"
DAYS = {"2023Q2": "2023-07-31", "2023Q4": "2024-03-31"}

pytestmark = pytest.mark.slow


def project(root: Path) -> Path:
    """Make a folder whose data may change, with the leaders' pages and that of methods."""
    for name in ("data", "notebooks", "params", "outputs"):
        (root / name).mkdir(parents=True)
    (root / "requirements").symlink_to(ROOT / "requirements")
    (root / "data" / "context").symlink_to(ROOT / "data" / "context")
    for name in NOTEBOOKS:
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", root / "notebooks")
    for period, day in DAYS.items():
        (root / "params" / f"{period}.yaml").write_text(f"as_of: {day}\n{FEW}", encoding="utf-8")
    return root


def of_figures(data: Path) -> str:
    shutil.copytree(ROOT / "data" / "jiangjin", data / "jiangjin", ignore=shutil.ignore_patterns("private"))
    return "jiangjin"


def of_a_ledger(data: Path) -> str:
    """Write a district that has imported seven ledgers and published nothing."""
    options = ["synth", "--seed", "3", "--projects", "300", "--quarters", "7", "--out", str(data)]
    result = CliRunner().invoke(main, options)
    assert result.exit_code == 0, result.output
    for name in ("figures", "projects"):
        path = data / "synthetic_01" / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    return "synthetic_01"


@pytest.fixture(scope="module", params=[of_figures, of_a_ledger])
def last(request, tmp_path_factory) -> Path:
    """Published folder of the year; its first half was run and released before."""
    root = project(tmp_path_factory.mktemp("releases") / "project")
    district = request.param(root / "data")
    for period in DAYS:
        ended = run(root, period, district=district, languages=("zh",))
        assert ended.code == 0, ended.output
        if period == "2023Q2":
            assert create_release(root, district, period, today=date(2023, 8, 1)).written
    return root / "outputs" / district / "2023Q4"


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / "tables" / f"{table}.zh.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_reasons_of_each_forecast_add_up_as_written(last):
    if not (last / "tables" / "why_each.zh.csv").exists():
        pytest.skip("one forecast alone was released: its chart is on page 50")
    for row in rows(last, "why_each"):
        numbers = [text for name, text in list(row.items())[2:] if text]
        *steps, closing = [Decimal(text.replace("−", "-")) for text in numbers]
        assert len(steps) > 1, row
        assert sum(steps) == closing, row


def test_the_facts_of_each_change_add_up_to_the_shown_digit(last):
    facts = json.loads((last / "facts.json").read_text(encoding="utf-8"))
    values = {fact["id"]: Decimal(str(fact["value"])) for fact in facts if fact["value"] is not None}
    openings = [name for name in values if ".since_release.opening_" in name]
    assert openings
    for opening in openings:
        head, _, kind = opening.partition(".opening_")
        closing = next(values[n] for n in (f"{head}.closing_{kind}", f"{head}.actual_{kind}") if n in values)
        reasons = [value for name, value in values.items() if name.startswith(f"{head}.by_")]
        assert values[opening] + sum(reasons) == closing


def test_the_pages_say_why_and_judge_the_first_release(last):
    overview = (last / "00_overview.zh.html").read_text(encoding="utf-8")
    assert 'id="since_release"' in overview
    assert "期间新签" in overview
    record = rows(last, "track_record")
    assert record
    assert all("上半年" in " ".join(row.values()) for row in record)
    outlook = (last / "50_targets_forecast.zh.html").read_text(encoding="utf-8")
    assert 'id="track"' in outlook
    assert 'id="why"' in outlook


@pytest.mark.browser
def test_the_leaders_pages_are_short_and_fit_on_six_sheets(last, tmp_path):
    pages = reader_pages(last, ["zh"])
    with launch() as browser:
        shown = browser.new_page(viewport={"width": 1366, "height": 900})
        for page in (page for page in pages if page.name.split(".")[0] in LEADERS):
            shown.goto(page.as_uri())
            height = shown.evaluate("document.documentElement.scrollHeight")
            assert height <= (TALLEST_STRUCTURE if "structure" in page.name else TALLEST), page.name
    assert 0 < print_leaders(pages, tmp_path / "leaders.pdf", find_chromium()) <= MAX_SHEETS
