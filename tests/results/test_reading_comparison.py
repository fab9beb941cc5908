from __future__ import annotations

import shutil
from pathlib import Path

from jjinvest.results.reading_comparison import compare
from tests.fixtures.bulletin_files import docx, paragraph
from tests.fixtures.bulletin_folders import TEXT, written

ROOT = Path(__file__).resolve().parents[2]


def _values(numbers: list) -> list[str]:  # type: ignore[type-arg]
    return [number.cells.get("value") or number.cells["number"] for number in numbers]


def test_same_text_in_another_format_is_the_same(tmp_path: Path) -> None:
    old = written(tmp_path, TEXT)
    new = tmp_path / "公报.docx"
    new.write_bytes(docx(*(paragraph(line) for line in TEXT.splitlines())))
    found = compare(old, new)
    assert found.is_same
    assert found.same == 7
    assert not found.wording


def test_each_kind_of_change(tmp_path: Path) -> None:
    old = written(tmp_path, TEXT)
    text = TEXT.replace("签约项目132个", "签约项目135个").replace("协议引资1088", "协议引资额1088")
    text = text.replace("，同比增长12.3%", "").replace("47亿元", "49亿元")
    new = written(tmp_path, text + "开工项目98个。\n", "新.txt")
    found = compare(old, new)
    assert [_values([a, b]) for a, b in found.changed] == [["132", "135"], ["47亿元", "49亿元"]]
    assert _values(found.only_old) == ["12.3"]
    assert _values(found.only_new) == ["98"]
    assert [_values([a, b]) for a, b in found.wording] == [["1088", "1088"]]
    assert found.same == 4
    assert not found.is_same


def test_another_relation_or_unit_is_a_change_and_another_scale_is_not(tmp_path: Path) -> None:
    old = written(tmp_path, "2023年，全区到位资金81亿元，协议引资120亿元。")
    new = written(tmp_path, "2023年，全区到位资金超81亿元，协议引资1200000万元。", "新.txt")
    found = compare(old, new)
    assert [_values([a, b]) for a, b in found.changed] == [["81", "81"]]
    assert len(found.wording) == 1


def test_tables_of_figures(tmp_path: Path) -> None:
    source = ROOT / "data" / "jiangjin" / "figures.csv"
    text = source.read_text(encoding="utf-8")
    changed = tmp_path / "新.csv"
    changed.write_text(text.replace(",1088,亿元", ",1089,亿元"), encoding="utf-8")
    found = compare(source, changed)
    assert [_values([a, b]) for a, b in found.changed] == [["1088", "1089"]] * len(found.changed)
    assert found.changed
    assert not found.only_old
    folder = tmp_path / "区"
    shutil.copytree(source.parent, folder, ignore=shutil.ignore_patterns("private"))
    assert compare(source, folder).is_same


def test_dates_and_names_are_compared_as_words(tmp_path: Path) -> None:
    old = written(tmp_path, TEXT + "第12届招商大会召开。\n")
    new = written(tmp_path, TEXT + "第13届招商大会召开。\n", "新.txt")
    found = compare(old, new)
    assert found.is_same
    assert len(found.names_only_old) == len(found.names_only_new) == 1
