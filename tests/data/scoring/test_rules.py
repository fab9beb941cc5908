"""Rules of scorecards and alerts: the nearest file counts, faults are named."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jjinvest.core.errors import DataError
from jjinvest.data.scoring.rules import EXAMPLE, EXAMPLE_MARK, Indicator, load_rules

SCORECARD = """
district: {indicators: [{metric: agreed_amount, weight: 100, cap: 130}]}
members: {pace: annual, indicators: [{metric: start_rate, method: between, weight: 10}]}
by: [town]
"""


@pytest.fixture
def district(tmp_path):
    folder = tmp_path / "data" / "east"
    folder.mkdir(parents=True)
    (tmp_path / "data" / "group").mkdir()
    return folder


def test_without_rules_of_an_office_there_is_no_scorecard_and_alerts_have_the_packaged_thresholds(district):
    rules = load_rules(district)
    assert rules.scorecards is None
    assert dict(rules.origin) == {"alerts": "packaged"}
    assert set(rules.files.values()) == {"missing"}


def test_the_example_holds_for_nobody_until_the_line_that_names_it_is_deleted(district):
    text = EXAMPLE.read_text(encoding="utf-8")
    (district / "scorecard.yaml").write_text(text, encoding="utf-8")
    rules = load_rules(district)
    assert (rules.scorecards, rules.origin["scorecard"]) == (None, "example")
    (district.parent / "group" / "scorecard.yaml").write_text(SCORECARD, encoding="utf-8")
    assert load_rules(district).origin["scorecard"] == "group"
    own = "".join(line for line in text.splitlines(keepends=True) if not line.startswith(EXAMPLE_MARK))
    (district / "scorecard.yaml").write_text(own, encoding="utf-8")
    rules = load_rules(district)
    assert rules.origin["scorecard"] == "district"
    assert sum(each.weight for each in rules.scorecards.district.indicators) == 100


def test_the_rules_of_the_group_come_before_the_packaged_ones_and_those_of_the_district_first(district):
    (district.parent / "group" / "scorecard.yaml").write_text(SCORECARD, encoding="utf-8")
    assert load_rules(district).origin["scorecard"] == "group"
    own = SCORECARD.replace("130", "150")
    (district / "scorecard.yaml").write_text(own, encoding="utf-8")
    rules = load_rules(district)
    assert dict(rules.origin) == {"scorecard": "district", "alerts": "packaged"}
    assert rules.scorecards.district.indicators[0].cap == Decimal(150)
    assert load_rules(district.parent / "group").scorecards.district.indicators[0].cap == Decimal(130)


def test_a_change_of_the_file_changes_its_hash(district):
    before = load_rules(district).files
    (district / "alerts.yaml").write_text("pace: []\n", encoding="utf-8")
    assert load_rules(district).files["east/alerts.yaml"] != before["east/alerts.yaml"]
    assert load_rules(district).alerts.waiting == ()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("district: [", "YAML"),
        ("", "dict"),
        (SCORECARD.replace("weight: 100", "weight: -1"), "district.indicators.0.weight"),
        (SCORECARD.replace("agreed_amount", "x y"), "district.indicators.0.metric"),
        (SCORECARD.replace("cap: 130", "wieght: 130"), "wieght"),
        (SCORECARD.replace("metric: start_rate", "metric: start_rate, where: sector"), "where"),
    ],
)
def test_a_fault_names_the_file_and_the_entry(district, text, named):
    (district / "scorecard.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_rules(district)
    assert "scorecard.yaml" in str(caught.value)
    assert named in str(caught.value)


def test_one_metric_and_part_cannot_count_twice(district):
    line = "{metric: agreed_amount, weight: 100, cap: 130}"
    (district / "scorecard.yaml").write_text(SCORECARD.replace(line, f"{line}, {line}"), encoding="utf-8")
    with pytest.raises(DataError, match="once"):
        load_rules(district)


def test_the_part_of_an_indicator_is_read_in_pairs():
    indicator = Indicator(
        metric="agreed_amount", where="origin=out_of_city;sector=primary", weight=Decimal(1)
    )
    assert indicator.pairs == (("origin", "out_of_city"), ("sector", "primary"))
