from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import jjinvest as jj
from jjinvest.core.errors import DataError, ParameterError
from jjinvest.data.bulletins.extract import read_pasted_text
from jjinvest.results.reading import BulletinReading, read_for_review
from tests.fixtures.bulletin_folders import TEXT, new_district, written


@pytest.fixture
def reading(tmp_path: Path) -> BulletinReading:
    return jj.read(written(tmp_path, TEXT))


def test_every_number_is_in_one_of_three_lists(reading: BulletinReading) -> None:
    data = reading.as_data()
    assert [row["value"] for row in data["rows"]] == ["132", "1088", "12.3", "5", "95", "32"]
    assert [piece["words"] for piece in data["not_understood"]] == ["47亿元"]
    assert {piece["words"] for piece in data["dates_and_names"]} == {"2023年"}
    first = data["rows"][0]
    assert (first["period"], first["metric"], first["statistic"], first["place"]) == (
        "2023",
        "projects_signed",
        "level",
        "第2行",
    )


def test_frame_is_corrected_in_place_and_accepted(reading: BulletinReading, tmp_path: Path) -> None:
    folder = new_district(tmp_path)
    frame = reading.frame
    row = frame.index[frame["value"] == "47"][0]
    frame.loc[row, ["metric", "period", "unit", "accepted"]] = ["tax_sources", "2023", "亿元", True]
    frame.loc[frame["statistic"] == "growth", "accepted"] = False
    result = reading.accept("x", title="亮点回眸", published="2024-01-12", root=tmp_path)
    assert {row.metric for row in result.imported.added} == {
        "projects_signed",
        "agreed_amount",
        "tax_sources",
    }
    assert "growth" not in (folder / "figures.csv").read_text(encoding="utf-8")
    assert "亮点回眸,2024-01-12" in (folder / "sources.csv").read_text(encoding="utf-8")


def test_accepted_wording_is_used_by_the_next_reading_and_marked(
    tmp_path: Path, reading: BulletinReading
) -> None:
    new_district(tmp_path)
    frame = reading.frame
    row = frame.index[frame["value"] == "47"][0]
    frame.loc[row, ["metric", "period", "accepted"]] = ["tax_sources", "2023", True]
    reading.accept("x", root=tmp_path)
    later = written(tmp_path, TEXT.replace("2023", "2024").replace("47", "58"), "后一篇.txt")
    assert [piece["words"] for piece in jj.read(later).as_data()["not_understood"]] == ["58亿元"]
    data = jj.read(later, district="x", root=tmp_path).as_data()
    assert data["not_understood"] == []
    learned = next(row for row in data["rows"] if row["metric"] == "tax_sources")
    assert (learned["value"], learned["period"], learned["unit"]) == ("58", "2024", "亿元")
    assert learned["confidence"] != "high"
    assert "已接收的说法" in learned["note"]


def test_corrected_metric_is_learned_and_the_reading_of_the_rules_stays_visible(tmp_path: Path) -> None:
    new_district(tmp_path)
    reading = jj.read(written(tmp_path, TEXT))
    frame = reading.frame
    frame.loc[frame["value"] == "1088", "metric"] = "contract_amount"
    frame.loc[frame["statistic"] == "growth", "accepted"] = False
    reading.accept("x", root=tmp_path)
    later = written(tmp_path, TEXT.replace("2023", "2024").replace("1088", "990"), "后一篇.txt")
    row = next(
        r for r in jj.read(later, district="x", root=tmp_path).as_data()["rows"] if r["value"] == "990"
    )
    assert row["metric"] == "contract_amount"
    assert [each["metric"] for each in row["readings"]] == ["contract_amount", "agreed_amount"]
    assert row["confidence"] == "medium"
    assert "规则读作 agreed_amount" in row["note"]


def test_named_project_takes_the_name_that_the_district_has(tmp_path: Path) -> None:
    folder = new_district(tmp_path)
    (folder / "dimensions.csv").write_text(
        "dimension,member,zh,en,complete\nproject,juwan,巨湾技研XFC电池,,\nproject,tuobor,拓博尔轨道装备,,\n",
        encoding="utf-8",
    )
    path = written(tmp_path, "2023年，成功引进投资72亿元的巨湾技研XFC极速充电电池重庆基地项目。")
    row = jj.read(path, district="x", root=tmp_path).as_data()["rows"][0]
    assert row["where"] == "project=juwan"
    assert "dimensions.csv" in row["note"]
    assert "juwan" not in jj.read(path).as_data()["rows"][0]["where"]


def test_unknown_district_is_refused_and_not_made(tmp_path: Path, reading: BulletinReading) -> None:
    new_district(tmp_path)
    with pytest.raises(ParameterError, match="没有这个地区"):
        reading.accept("z", root=tmp_path)
    assert not (tmp_path / "data" / "z").exists()
    with pytest.raises(ParameterError, match="没有这个地区"):
        jj.read(tmp_path / "公报.txt", district="z", root=tmp_path)


@pytest.mark.parametrize("path", ["../elsewhere", "data/x", "..", " "])
def test_a_district_named_by_a_text_is_no_path(tmp_path: Path, reading: BulletinReading, path: str) -> None:
    new_district(tmp_path)
    with pytest.raises(ParameterError, match="Path"):
        reading.accept(path, root=tmp_path / "data" / "x")
    with pytest.raises(ParameterError, match="Path"):
        jj.read(tmp_path / "公报.txt", district=path, root=tmp_path)


def test_text_without_a_year_takes_the_stated_one(tmp_path: Path) -> None:
    path = written(tmp_path, "全区签约项目132个，协议引资1088亿元。")
    assert jj.read(path).proposal.needs_year
    assert {row["period"] for row in jj.read(path, year=2021).as_data()["rows"]} == {"2021"}


def test_accepting_without_a_period_names_the_row(tmp_path: Path) -> None:
    folder = new_district(tmp_path)
    reading = jj.read(written(tmp_path, "全区签约项目132个，协议引资1088亿元。"))
    reading.frame["accepted"] = True
    with pytest.raises(DataError, match="period"):
        reading.accept("x", root=tmp_path)
    assert not (folder / "figures.csv").exists()


def test_import_of_the_package_stays_light() -> None:
    import subprocess
    import sys

    code = (
        "import sys, jjinvest; print('bs4' in sys.modules, 'cn2an' in sys.modules, 'pandas' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.split() == ["False"] * 3


def test_the_frame_has_statistics_and_relations_as_the_facts_have_them(reading, tmp_path):
    assert {"level"} <= set(reading.frame["statistic"])
    assert (reading.frame["relation"] != "").all()
    district = new_district(tmp_path)
    reading.accept(district, published="2024-01-05")
    written_rows = pd.read_csv(district / "figures.csv", dtype=str, keep_default_na=False)
    assert len(written_rows)
    assert "level" not in set(written_rows.get("statistic", []))


def test_a_total_over_several_years_is_listed_with_the_reason(tmp_path):
    text = "青溪县2031年招商情况\n2031年，全县到位资金18亿元。2027年至2031年累计到位资金81亿元。\n"
    text += "五年累计签约项目160个。\n"
    folder = new_district(tmp_path)
    reading = read_for_review(read_pasted_text(text), folder=folder)
    left = {row.number: row for row in reading.review_rows if row.confidence == "none"}
    assert set(left) == {"81亿元", "160个"}
    assert all("跨年" in row.remark and not row.is_proposed for row in left.values())
    assert {each["reason"][:3] for each in reading.as_data()["not_understood"]} == {"跨年的"}
    assert "跨年" in reading.csv().decode("utf-8-sig")
