"""A dimension that counts a project in several members: its parts may exceed the whole, none alone may."""

from __future__ import annotations

from pathlib import Path

import pytest

from jjinvest.data.figure_rows import read_figure_tables
from jjinvest.quality.checks.report import CheckReport, report
from tests.fixtures.district_folders import district_folder

ROWS = (
    "2024,agreed_amount,,,,,95.3,亿元",
    "2024,agreed_amount,chain=nev,,,,43.5,亿元",
    "2024,agreed_amount,chain=med,,,,30,亿元",
    "2024,agreed_amount,chain=ai,,,,25,亿元",
)


def checked(folder: Path, said: str, *rows: str) -> CheckReport:
    place = district_folder(folder, "place", *rows, published="2025-01-20")
    (place / "dimensions.csv").write_text(
        f"dimension,member,zh,en,complete\nchain,nev,新能源汽车,NEV,{said}\n", encoding="utf-8"
    )
    tables = read_figure_tables(place)
    assert tables.problems == []
    return report(tables.figures, tables.dimensions.divided, listed=tables.dimensions.listed)


@pytest.mark.parametrize("said", ["overlap", "重叠", "可重叠"])
def test_overlapping_parts_may_exceed_the_whole_together(tmp_path, said):
    assert checked(tmp_path, said, *ROWS).verdict == "consistent"


@pytest.mark.parametrize("said", ["", "no"])
def test_otherwise_they_are_a_contradiction_that_names_the_remedy(tmp_path, said):
    found = checked(tmp_path, said, *ROWS)
    assert found.verdict == "contradiction"
    assert "complete 一栏填“重叠”" in found.findings[0].zh


def test_one_part_above_the_whole_is_a_contradiction_all_the_same(tmp_path):
    rows = [*ROWS[:3], ROWS[3].replace("25", "125")]
    assert checked(tmp_path, "overlap", *rows).verdict == "contradiction"
