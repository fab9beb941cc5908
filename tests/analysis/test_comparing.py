from __future__ import annotations

import pytest

import jjinvest as jj
from jjinvest.core.errors import ParameterError
from tests.fixtures.runs import ROOT


def test_districts_stand_in_one_frame_and_missing_ones_say_why():
    frame = jj.compare(["jiangjin", "nowhere"], "agreed_amount", "2023Q4", by="sector", root=ROOT)
    assert set(frame["district"]) == {"jiangjin"}
    assert frame["value"].sum() == pytest.approx(1088.0)
    assert next(iter(frame)) == "district"
    assert "nowhere" in frame.attrs["missing"]
    assert frame.attrs["units"] == {"value": "亿元"}
    with pytest.raises(ParameterError, match="nowhere"):
        jj.compare("nowhere", "agreed_amount", "2023Q4", root=ROOT)


def test_all_districts_are_read_as_they_published(tmp_path):
    folder = tmp_path / "data" / "east"
    folder.mkdir(parents=True)
    (folder / "district.yaml").write_text("name: {zh: 东区, en: East}\n", encoding="utf-8")
    group = jj.municipality("2023Q4", root=tmp_path)
    assert group.frame().empty
    assert [(each.folder, each.state) for each in group.missing] == [("east", "not_run")]


def test_a_district_without_the_number_is_named_below_the_frame():
    frame = jj.compare(["jiangjin", "nowhere"], "agreed_amount", "2023Q4", root=ROOT)
    assert "nowhere" in repr(frame)
    assert "nowhere" in frame._repr_html_()


def test_what_is_to_be_said_of_a_district_stays_with_its_rows(monkeypatch):
    sample = jj.load_sample()
    frame = sample.frame("funds_in_place")
    frame.attrs["notes"] = "一部分月份不明"
    monkeypatch.setattr(sample, "frame", lambda *_, **__: frame)
    monkeypatch.setattr("jjinvest.analysis.comparing.open_district", lambda *_, **__: sample)
    both = jj.compare(["a", "b"], "funds_in_place", "2023Q4")
    assert both.attrs["notes"].splitlines() == ["a: 一部分月份不明", "b: 一部分月份不明"]
