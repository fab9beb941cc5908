"""What a frame says of numbers that others contradict."""

from __future__ import annotations

import pytest

from jjinvest.analysis.opening import analysis_of
from jjinvest.core.errors import ParameterError
from jjinvest.data.workspace import load_workspace
from tests.fixtures.district_folders import district_folder
from tests.fixtures.pages import results_of

SECTORS = (
    "2023,agreed_amount,,,,,879.6,亿元",
    "2023,agreed_amount,sector=primary,,,,29.3,亿元",
    "2023,agreed_amount,sector=secondary,,,,{secondary},亿元",
    "2023,agreed_amount,sector=secondary,share,,,68.5,%",
    "2023,agreed_amount,sector=tertiary,,,,247.9,亿元",
)
SWAPPED, RIGHT = "620.4", "602.4"


def opened(folder, secondary):
    rows = (row.format(secondary=secondary) for row in SECTORS)
    return analysis_of(results_of(load_workspace(district_folder(folder, "place", *rows))), "zh")


def test_a_frame_and_a_table_name_the_numbers_to_verify(tmp_path):
    d = opened(tmp_path, SWAPPED)
    for shown in (d.frame("agreed_amount", by="sector", overlap="keep"), d.table("sectors")):
        assert "待核" in shown.attrs["notes"]
        assert "第二产业 620.4 亿元" in shown.attrs["notes"]
        assert "247.9" not in shown.attrs["notes"]
    marked = d.facts[d.facts["caveat"] == "contradicted"]
    assert marked["id"].tolist() == ["2023.agreed_amount.secondary"]


def test_parts_that_exceed_their_whole_are_not_said_to_overlap(tmp_path):
    with pytest.raises(ParameterError) as refused:
        opened(tmp_path, SWAPPED).frame("agreed_amount", by="sector")
    assert "parts exceed the whole" in str(refused.value)
    assert "2023.agreed_amount.secondary" in str(refused.value)
    assert "overlap\n" not in str(refused.value)


def test_numbers_that_agree_need_no_note(tmp_path):
    d = opened(tmp_path, RIGHT)
    assert "待核" not in str(d.frame("agreed_amount", by="sector").attrs.get("notes"))
    assert not d.facts["caveat"].eq("contradicted").any()
