"""A corrected text replaces the one of its title, period and publisher."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import jjinvest as jj
from jjinvest.core.errors import DataError
from jjinvest.data.figure_rows import read_figure_tables
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


_NOTICE = """青溪县2026年上半年招商情况（更正）
青溪县招商局　2026年9月10日
经核定，2026年上半年全县到位资金由18.9亿元修订为18.2亿元，同比增长6.1%。
"""


def _values(folder: Path) -> dict[tuple[str, str], str]:
    rows = read_figure_tables(folder).figures
    return {(str(row.fact_id), row.source): f"{row.digits} {row.version}".strip() for row in rows}


def test_a_notice_of_a_few_numbers_keeps_what_it_corrects(tmp_path: Path) -> None:
    folder = new_district(tmp_path)
    whole = _WRONG.replace("18.9亿元", "18.9亿元，同比增长9.9%")
    first = _accepted(folder, whole, tmp_path)
    before = _values(folder)
    second = _accepted(folder, _NOTICE, tmp_path)
    assert second.replaces is None
    assert second.corrects is not None
    assert second.corrects.source == first.source
    after = _values(folder)
    assert {key: after[key] for key in before} == before
    assert {key[0]: value for key, value in after.items() if key[1] == second.source} == {
        "2026h1.funds_in_place": "18.2 restated",
        "2026h1.funds_in_place.growth": "6.1 restated",
    }
    days = {row["source"]: row["published"] for row in _rows(folder, "sources.csv")}
    assert days == {first.source: "2026-07-16", second.source: "2026-09-10"}


def test_a_whole_text_of_a_later_day_leaves_the_earlier_one_on_its_day(tmp_path: Path) -> None:
    folder = new_district(tmp_path)
    first = _accepted(folder, _WRONG, tmp_path)
    later = _RIGHT.replace("7月16日", "8月20日").replace("招商情况\n", "招商情况（更正稿）\n")
    second = _accepted(folder, later, tmp_path)
    assert (second.source != first.source, second.replaces) == (True, None)
    values = _values(folder)
    assert values["2026h1.projects_signed", second.source] == "25"
    assert values["2026h1.funds_in_place", second.source] == "18.2 restated"
    assert values["2026h1.funds_in_place", first.source] == "18.9"


def test_rows_that_a_sheet_lacks_are_removed_only_if_asked(tmp_path: Path) -> None:
    folder = new_district(tmp_path)
    first = _accepted(folder, _WRONG, tmp_path)
    notice = jj.read(written(tmp_path, _NOTICE), district=folder, source=first.source)
    sheet = tmp_path / "审阅.xlsx"
    sheet.write_bytes(notice.sheet())
    before = _values(folder)
    with pytest.raises(DataError, match=r"2026h1\.projects_signed 25个") as refused:
        accept_file(sheet, folder)
    assert "--with-removals" in str(refused.value)
    assert _values(folder) == before
    accept_file(sheet, folder, with_removals=True)
    assert "2026h1.projects_signed" not in {key[0] for key in _values(folder)}


def test_a_row_turned_down_in_the_sheet_goes(tmp_path: Path) -> None:
    folder = new_district(tmp_path)
    _accepted(folder, _WRONG, tmp_path)
    reading = jj.read(written(tmp_path, _WRONG), district=folder)
    reading.frame.loc[reading.frame["metric"] == "projects_signed", "accepted"] = False
    reading.source = next(iter(read_figure_tables(folder).sources))
    reading.accept(folder)
    assert {key[0] for key in _values(folder)} == {"2026h1.funds_in_place"}
