"""Numbers of identity cards in a ledger are remarked on and not kept."""

from __future__ import annotations

from tests.fixtures.workbooks import check, clean_projects, write_ledger


def test_a_number_of_an_identity_card_is_remarked_on_and_not_kept(path):
    projects = clean_projects(3)
    projects[0]["investor"] = "张某（110101199003071234）"
    projects[1]["investor"] = "某某有限公司（911101080123456789）"
    projects[2]["investor"] = "11010119900307123X"
    write_ledger(path, projects)
    result = check(path)
    found = [each for each in result.findings() if each.rule == "personal_number"]
    assert [each.address for each in found] == ["C3", "C5"]
    assert list(result.frame()["investor"]) == [
        "张某（〔身份证号略〕）",
        "某某有限公司（911101080123456789）",
        "〔身份证号略〕",
    ]
    assert not any("19900307" in each.what("zh") + each.found for each in result.findings())
