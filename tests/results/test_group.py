"""All districts, read from their published runs; whoever failed or has not run is listed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jjinvest.core.errors import DataError
from jjinvest.reporting import tables
from jjinvest.results.group import Group
from tests.fixtures.district_folders import amount, district_folder, percent, published_run

RULES = """
district: {pace: annual, indicators: [{metric: agreed_amount, weight: 100, cap: 120}]}
members: {indicators: [{metric: agreed_amount, weight: 1}]}
"""


@pytest.fixture
def root(tmp_path):
    for name in ("east", "west", "north", "south", "late", "empty"):
        district_folder(tmp_path / "data", name, "2023,agreed_amount,,,,,1,亿元")
    group = tmp_path / "data" / "group"
    group.mkdir()
    (group / "scorecard.yaml").write_text(RULES, encoding="utf-8")
    published_run(
        tmp_path,
        "east",
        [
            amount("2023.agreed_amount", 100.0),
            percent("2023.agreed_amount.completion", 110.0),
            amount("2023.contract_amount", 9.0, basis="contract", tier="government"),
            amount("2022.agreed_amount", 50.0),
        ],
    )
    published_run(
        tmp_path, "west", [amount("2023.agreed_amount", 60.0), percent("2023.agreed_amount.completion", 90.0)]
    )
    published_run(tmp_path, "north", [], status="failed")
    published_run(tmp_path, "late", [amount("2023m01-m10.agreed_amount", 5.0)])
    published_run(tmp_path, "late", [], status="failed", started="2024-05-01T08:00:00.000+00:00")
    published_run(tmp_path, "empty", [amount("2023H1.agreed_amount", 5.0)])
    return tmp_path


def test_each_district_is_listed_with_its_state(root):
    group = Group.open("2023Q4", root=root)
    assert {run.folder: run.state for run in group.districts} == {
        "east": "published",
        "west": "published",
        "north": "failed",
        "south": "not_run",
        "late": "outdated",
        "empty": "published",
    }
    assert [run.folder for run in group.reporting] == ["east", "late", "west"]
    assert {run.folder: run.error for run in group.missing} == {"north": "broken", "south": "", "empty": ""}


def test_sums_and_ranks_are_of_the_period_of_most(root):
    group = Group.open("2023Q4", root=root)
    assert group.period == "2023"
    agreed = next(each for each in group.sums if each.measure == "agreed_amount")
    assert (agreed.total.value, agreed.parts) == (160.0, ("east", "west"))
    assert agreed.left_out == {
        "late": "other_period",
        "north": "not_reported",
        "south": "not_reported",
        "empty": "not_reported",
    }
    assert group.counts["no_figures"].value == 1
    assert [(score.unit.parts[-1], score.rank.value) for score in group.league] == [("east", 1), ("west", 2)]
    assert group.facts["2023.all_districts.agreed_amount"].as_of == "2024-03-31"


def test_numbers_name_their_district(root):
    group = Group.open("2023Q4", root=root)
    east = group.reporting[0]
    assert east.viewed["2023.agreed_amount"].id == "2023.in_district.east.agreed_amount"
    assert group.completions["agreed_amount"]["west"].id == "2023.in_district.west.agreed_amount.completion"
    frame = group.frame("completion")
    assert dict(zip(frame["district"], frame["value"], strict=True)) == {"east": 110.0, "west": 90.0}


def test_what_is_above_the_readers_level_is_not_read(root):
    assert "contract_amount" not in Group.open("2023Q4", root=root).measures
    government = Group.open("2023Q4", root=root, tier="government")
    assert "contract_amount" in government.measures


def test_only_listed_members_count_where_there_is_a_list(root):
    members = "members: [{folder: west, zh: 西区}, {folder: absent, zh: 无}]\n"
    (root / "data" / "group" / "group.yaml").write_text(
        "name: {zh: 某市, en: Some City}\n" + members, encoding="utf-8"
    )
    group = Group.open("2023Q4", root=root)
    assert [(run.folder, run.name["zh"]) for run in group.districts] == [("west", "西区"), ("absent", "无")]
    assert group.name == {"zh": "某市", "en": "Some City"}
    assert [run.state for run in group.missing] == ["not_run"]


def test_a_fault_in_the_list_is_named(root):
    (root / "data" / "group" / "group.yaml").write_text("members: [west]\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"group\.yaml"):
        Group.open("2023Q4", root=root)


def test_a_damaged_run_blocks_nothing(root):
    (root / "outputs" / "west" / "2023Q4" / "facts.json").write_text("[{", encoding="utf-8")
    group = Group.open("2023Q4", root=root)
    assert [run.folder for run in group.reporting] == ["east", "late"]


def test_without_any_run_there_is_nothing_but_the_list(tmp_path):
    district_folder(tmp_path / "data", "east", "2023,agreed_amount,,,,,1,亿元")
    group = Group.open("2023Q4", root=tmp_path)
    assert (group.reporting, group.sums, group.league, group.outliers) == ([], [], [], [])
    assert [run.folder for run in group.missing] == ["east"]


def test_the_alerts_of_a_district_are_those_of_its_own_pages(root):
    alerts = [
        amount(f"2023.alert.{name}", value, basis="count", unit="个")
        for name, value in (("red", 2.0), ("total", 5.0))
    ]
    published_run(root, "south", [amount("2023.agreed_amount", 7.0), *alerts])
    group = Group.open("2023Q4", root=root)
    table = tables.matrix(group, lambda folder: folder)
    levels = {
        row["district"]: row["alert"].key for row in table.to_dict("records") if row["alert"] is not None
    }
    assert levels == {"south": "red", "west": "yellow"}  # west is behind the pace of the year


def test_districts_that_report_another_period_are_not_counted_with_most(root):
    group = Group.open("2023Q4", root=root)
    assert (group.counts["reporting"].value, group.counts["same_period"].value) == (3, 2)


def test_what_is_computed_from_a_number_to_verify_is_to_be_verified(root):
    doubtful = replace(amount("2023.agreed_amount", 7.0), caveat="contradicted")
    rate = replace(percent("2023.agreed_amount.completion", 70.0), caveat="rests_on_contradicted")
    published_run(root, "south", [doubtful, rate, amount("2023.contract_amount", 5.0, basis="contract")])
    published_run(root, "more", [amount("2023.contract_amount", 6.0, basis="contract")])
    (root / "data" / "more").mkdir()
    (root / "data" / "more" / "figures.csv").write_text("", encoding="utf-8")
    facts = Group.open("2023Q4", root=root).facts
    assert facts["2023.all_districts.agreed_amount"].caveat == "rests_on_contradicted"
    assert facts["2023.all_districts.contract_amount"].caveat == ""
    caveats = {
        name: facts[f"2023.assessment.in_district.{name}"].caveat for name in ("east", "west", "south")
    }
    assert caveats == {"east": "", "west": "", "south": "rests_on_contradicted"}


@pytest.mark.parametrize(
    ("caveats", "expected"),
    [
        (("differs_from_ledger", ""), "rests_on_differing"),
        (("rests_on_differing", "contradicted"), "rests_on_contradicted"),
    ],
)
def test_a_sum_has_the_reason_of_the_number_to_verify(root, caveats, expected):
    """A number that differs from the ledger contradicts no other published one."""
    (root / "data" / "more").mkdir()
    (root / "data" / "more" / "figures.csv").write_text("", encoding="utf-8")
    for name, caveat in zip(("south", "more"), caveats, strict=True):
        published_run(root, name, [replace(amount("2023.agreed_amount", 7.0), caveat=caveat)])
    assert Group.open("2023Q4", root=root).facts["2023.all_districts.agreed_amount"].caveat == expected
