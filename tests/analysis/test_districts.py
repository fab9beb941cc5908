from __future__ import annotations

import jjinvest as jj
from tests.fixtures.plain_frames import assert_works
from tests.fixtures.runs import ROOT


def test_every_folder_of_a_district_is_listed_with_its_quarters():
    listed = jj.districts(ROOT)
    assert_works(listed)
    assert set(listed["district"]) == {path.parent.name for path in (ROOT / "data").glob("*/district.yaml")}
    row = listed.set_index("district").loc["jiangjin"]
    assert row["name_zh"] == "江津区"
    assert jj.open("jiangjin", row["quarters"].split(", ")[0], root=ROOT).period == "2023"


def test_a_folder_without_districts_gives_no_rows(tmp_path):
    assert jj.districts(tmp_path).empty
