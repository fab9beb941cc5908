"""Parts that a correction moved away from their whole: which one, and by how much."""

from __future__ import annotations

from datetime import date

import pytest

from jjinvest.data.workspace import load_workspace
from jjinvest.metrics.corrected_parts import corrected_parts
from jjinvest.reporting.circular.published_facts import PublishedFacts
from jjinvest.reporting.tables.corrected_parts import parts_apart
from jjinvest.reporting.words_of import words_of
from tests.fixtures.district_folders import district_folder
from tests.fixtures.pages import build_page, results_of

ROWS = [
    "2024,agreed_amount,,,,,3256.8,亿元,",
    "2024,agreed_amount,county=baisha,,,,412.6,亿元,",
    "2024,agreed_amount,county=heyuan,,,,2844.2,亿元,",
]
PART = "2024,agreed_amount,county=baisha,,,,404.4,亿元,restated"
WHOLE = "2024,agreed_amount,,,,,3248.6,亿元,restated"


def district(tmp_path, *later, complete="yes"):
    folder = district_folder(tmp_path, "city", *ROWS)
    table = folder / "figures.csv"
    text = table.read_text("utf-8").replace("unit\n", "unit,version\n", 1)
    table.write_text(text + "".join(f"later,{row}\n" for row in later), "utf-8")
    with (folder / "sources.csv").open("a", encoding="utf-8") as sources:
        sources.write("later,Correction,2025-03-05\n")
    names = [f"county,baisha,白沙县,Baisha,{complete}", f"county,heyuan,河源县,Heyuan,{complete}"]
    lines = ["dimension,member,zh,en,complete", "county,,区县,counties,", *names]
    (folder / "dimensions.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return load_workspace(folder)


def found(workspace):
    return {fact.id: fact for fact in corrected_parts(workspace.as_of(date(2025, 6, 30)), "2024")}


def test_a_corrected_part_is_named_with_what_its_whole_lacks(tmp_path):
    workspace = district(tmp_path, PART)
    facts = found(workspace)
    assert facts["2024.agreed_amount.parts_sum.county"].value == pytest.approx(3248.6)
    assert facts["2024.agreed_amount.parts_gap.county"].value == pytest.approx(-8.2)
    results = results_of(workspace, date(2025, 6, 30), "2024Q4")
    said = (
        "白沙县的数已修订，合计未随之修订：协议引资按区县分之和为 3248.6 亿元，比合计 3256.8 亿元少 8.2 亿元"
    )
    assert said in build_page(results, "20_structure", "zh").text
    published = PublishedFacts(results.facts.values(), "2024Q4")
    words = words_of(results, "zh")
    assert list(parts_apart(published.by_id.values(), published.by_id.get, "2024", words)) == ["county"]


def test_a_corrected_whole_is_named_where_its_parts_stand(tmp_path):
    workspace = district(tmp_path, WHOLE)
    assert found(workspace)["2024.agreed_amount.parts_gap.county"].value == pytest.approx(8.2)
    text = build_page(results_of(workspace, date(2025, 6, 30), "2024Q4"), "20_structure", "zh").text
    assert "合计已修订，各区县的数未随之修订" in text


@pytest.mark.parametrize("later", [(), (PART, WHOLE)])
def test_parts_that_add_up_have_no_gap(tmp_path, later):
    assert not found(district(tmp_path, *later))


def test_members_that_do_not_make_up_the_whole_are_not_added_up(tmp_path):
    assert not found(district(tmp_path, PART, complete=""))
