from __future__ import annotations

import shutil

import pandas as pd
import pytest

import jjinvest as jj
from jjinvest.core.errors import ParameterError
from jjinvest.results.group import Group
from tests.fixtures.runs import ROOT


@pytest.fixture
def two_districts(tmp_path):
    """Folder of Jiangjin and of a district that has published a number of projects alone."""
    shutil.copytree(ROOT / "data" / "jiangjin", tmp_path / "data" / "jiangjin")
    bare = tmp_path / "data" / "bare"
    bare.mkdir()
    for name in ("district.yaml", "sources.csv"):
        shutil.copy(ROOT / "data" / "jiangjin" / name, bare)
    rows = pd.read_csv(ROOT / "data" / "jiangjin" / "figures.csv", dtype="str", keep_default_na=False)
    counts = rows[(rows["metric"] == "projects_signed") & (rows["where"] == "") & (rows["period"] == "2023")]
    counts[counts["statistic"].isin(["", "level"])].to_csv(bare / "figures.csv", index=False)
    return tmp_path


@pytest.mark.parametrize("by", [None, "sector"])
def test_a_district_without_the_number_has_a_row_without_a_value(two_districts, by):
    frame = jj.compare(["jiangjin", "bare"], "agreed_amount", "2023", by=by, root=two_districts)
    assert frame.groupby("district", sort=False)["value"].sum().to_dict() == {"jiangjin": 1088.0, "bare": 0}
    bare = frame[frame["district"] == "bare"]
    assert bare["value"].isna().to_list() == [True]
    assert bare["unit"].to_list() == ["亿元"]
    if by is None:
        assert bare["period"].to_list() == ["2023"]
    assert next(iter(frame)) == "district"
    assert frame.attrs["units"] == {"value": "亿元"}
    for shown in (frame.attrs["missing"]["bare"], repr(frame), frame._repr_html_()):
        assert "agreed_amount" in shown


def test_amounts_are_compared_in_the_unit_asked_for(two_districts):
    frame = jj.compare(["jiangjin"], "agreed_amount", "2023", unit="万元", root=two_districts)
    assert (frame["value"].to_list(), frame["unit"].to_list()) == ([10_880_000.0], ["万元"])
    with pytest.raises(ParameterError, match="万元"):
        jj.compare(["jiangjin"], "agreed_amount", "2023", unit="斤", root=two_districts)


def test_a_district_that_does_not_exist_is_refused():
    for districts in (["jiangjin", "jiangjn"], "jiangjn"):
        with pytest.raises(ParameterError, match="near: jiangjin"):
            jj.compare(districts, "agreed_amount", "2023Q4", root=ROOT)


def test_all_districts_are_read_as_they_published(tmp_path):
    folder = tmp_path / "data" / "east"
    folder.mkdir(parents=True)
    (folder / "district.yaml").write_text("name: {zh: 东区, en: East}\n", encoding="utf-8")
    group = jj.municipality("2023Q4", root=tmp_path)
    frame = group.frame()
    assert frame.empty
    for expected in ("east: not_run", "jjinvest run 2023Q4"):
        assert expected in repr(frame)
    assert [(each.folder, each.state) for each in group.missing] == [("east", "not_run")]


def test_what_is_open_already_is_compared(both):
    named = {"ours": both, "theirs": "jiangjin"}
    frame = jj.compare(named, "agreed_amount", "2023Q4", by="sector", root=ROOT)
    own = both.frame("agreed_amount", by="sector")  # a quarter means its year to date, as where it is opened
    assert frame.loc[frame["district"] == "ours", "value"].sum() == pytest.approx(own["value"].sum())
    assert frame.loc[frame["district"] == "theirs", "value"].sum() == pytest.approx(1088.0)
    alone = jj.compare([both, both], "agreed_amount")
    assert alone["district"].nunique() == 2
    assert alone["value"].tolist() == [both.frame("agreed_amount")["value"].iloc[0]] * 2


def test_two_periods_stand_side_by_side():
    frame = jj.compare("jiangjin", "agreed_amount", ["2023Q2", "2023Q4"], root=ROOT)
    assert frame[["period", "value"]].to_numpy().tolist() == [["2023H1", 534.0], ["2023", 1088.0]]
    by_sector = jj.compare("jiangjin", "agreed_amount", ["2023Q2", "2023Q4"], by="sector", root=ROOT)
    assert by_sector.loc[by_sector["value"].isna(), "period"].to_list() == ["2023H1"]
    assert set(by_sector.loc[by_sector["value"].notna(), "period"]) == {"2023"}
    assert "jiangjin 2023Q2" in repr(by_sector)
    d = jj.open("jiangjin", "2023Q4", root=ROOT)
    opened = jj.compare(d, "agreed_amount", ["2023Q2", "2023Q4"])
    assert opened[["period", "value"]].to_numpy().tolist() == frame[["period", "value"]].to_numpy().tolist()
    with pytest.raises(ParameterError, match="2023Q4"):
        jj.compare("jiangjin", "agreed_amount", root=ROOT)


def test_what_is_to_be_said_of_a_district_stays_with_its_rows(monkeypatch):
    sample = jj.load_sample()
    frame = sample.frame("funds_in_place")
    frame.attrs["notes"] = "一部分月份不明"
    monkeypatch.setattr(sample, "frame", lambda *_, **__: frame)
    monkeypatch.setattr("jjinvest.analysis.comparing.open_district", lambda *_, **__: sample)
    both = jj.compare(["a", "b"], "funds_in_place", "2023Q4")
    assert both.attrs["notes"].splitlines() == ["a: 一部分月份不明", "b: 一部分月份不明"]


def test_all_districts_are_shown_in_a_few_lines(tmp_path):
    for folder in ("east", "west"):
        (tmp_path / "data" / folder).mkdir(parents=True)
        (tmp_path / "data" / folder / "district.yaml").write_text("name: {zh: 区, en: X}\n", encoding="utf-8")
    shown = repr(jj.municipality("2023Q4", root=tmp_path))
    assert shown.splitlines()[:2] == [
        "2023Q4  有公布数 published: —",
        "没有 without: east: not_run; west: not_run",
    ]


def test_a_frame_of_all_districts_names_those_without_a_run(tmp_path, monkeypatch):
    (tmp_path / "data" / "east").mkdir(parents=True)
    (tmp_path / "data" / "east" / "district.yaml").write_text(
        "name: {zh: 东区, en: East}\n", encoding="utf-8"
    )
    group = jj.municipality("2023Q4", root=tmp_path)
    rows = pd.DataFrame({"district": ["west"], "value": [1.0]})
    monkeypatch.setattr(Group, "frame", lambda *_: rows)
    assert "east: not_run" in repr(group.frame())
