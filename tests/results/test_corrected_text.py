"""A corrected text replaces the one of its title, period and publisher."""

from __future__ import annotations

import csv
from pathlib import Path

import jjinvest as jj
from jjinvest.results.acceptance import accept_file
from tests.fixtures.bulletin_folders import new_district, written

_WRONG = """青溪县2026年上半年招商情况
青溪县招商局　2026年7月16日
2026年上半年，全县签约项目25个，到位资金18.9亿元。
"""
_RIGHT = _WRONG.replace("18.9", "18.2")


def _rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _accepted(folder: Path, text: str, tmp_path: Path) -> jj.BulletinReading:
    reading = jj.read(written(tmp_path, text), district=folder)
    sheet = tmp_path / "审阅.xlsx"
    sheet.write_bytes(reading.sheet())
    accept_file(sheet, folder)
    return reading


def test_the_corrected_text_keeps_the_source_and_replaces_its_rows(tmp_path: Path) -> None:
    folder = new_district(tmp_path)
    first = _accepted(folder, _WRONG, tmp_path)
    [source] = _rows(folder, "sources.csv")
    assert (source["published"], source["publisher"]) == ("2026-07-16", "青溪县招商局")
    second = _accepted(folder, _RIGHT.replace("招商情况\n", "招商情况（更正稿）\n"), tmp_path)
    assert second.source == first.source
    assert second.replaces is not None
    assert [row["value"] for row in _rows(folder, "figures.csv")] == ["25", "18.2"]
    [source] = _rows(folder, "sources.csv")
    assert "更正" in source["note"]


def test_another_period_or_office_is_another_text(tmp_path: Path) -> None:
    folder = new_district(tmp_path)
    _accepted(folder, _WRONG, tmp_path)
    for text in (
        _RIGHT.replace("招商局", "商务局"),
        _RIGHT.replace("青溪县2026年上半年", "青溪县").replace("2026年上半年", "2026年一季度"),
        _RIGHT.replace("上半年招商情况", "上半年招商工作情况"),
    ):
        assert jj.read(written(tmp_path, text), district=folder).replaces is None
    assert jj.read(written(tmp_path, _RIGHT), district=folder, source="mine").source == "mine"


def test_a_day_within_the_period_is_not_the_day_of_publication(tmp_path: Path) -> None:
    text = _WRONG.replace("2026年7月16日", "2026年5月16日")
    assert jj.read(written(tmp_path, text)).source_cells["published"] == ""
