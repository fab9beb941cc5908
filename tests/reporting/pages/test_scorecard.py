"""Sections of scorecard and alerts: shown where there is something to show, marked with whose rules hold."""

from __future__ import annotations

from datetime import date
from unittest import mock

import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.facts import Fact
from jjinvest.data.workspace import load_workspace
from jjinvest.metrics.alerts import Alert
from jjinvest.reporting.output_records import MIME
from jjinvest.reporting.pages import scorecard
from jjinvest.reporting.rehearsal import rehearsing
from jjinvest.reporting.report import Report
from jjinvest.reporting.tables.scorecard import alert_list
from jjinvest.results.results import Results
from tests.fixtures.district_folders import district_folder

TARGETS = (
    "2023,agreed_amount,,target,district,,100,亿元",
    "2023,agreed_amount,,,,,80,亿元",
    "2023,agreed_amount,park=east,target,district,,50,亿元",
    "2023,agreed_amount,park=east,,,,60,亿元",
    "2023,agreed_amount,park=west,target,district,,50,亿元",
    "2023,agreed_amount,park=west,,,,20,亿元",
)


RULES = (
    "district: {indicators: [{metric: agreed_amount, weight: 20, cap: 120}]}\n"
    "members: {indicators: [{metric: agreed_amount, weight: 30, cap: 120}]}\n"
)


def shown(tmp_path, *rows, rules=RULES, language="zh"):
    """Text and tables of the sections for a district with these figures."""
    folder = district_folder(tmp_path, "place", *rows)
    if rules:
        (folder / "scorecard.yaml").write_text(rules, encoding="utf-8")
    results = Results(load_workspace(folder).as_of(date(2024, 3, 1)), "2023Q4", 1, Assumptions(draws=1000))
    displayed = []
    with mock.patch("IPython.display.display", lambda data, **_: displayed.append(data)):
        report = Report.of_results(results, language)
        scorecard.summary(report)
        scorecard.pace_alerts(report)
        scorecard.waiting_alerts(report)
        scorecard.scorecard(report)
        report.end()
    records = [data[MIME] for data in displayed]
    found = {r["table"]["name"]: r["table"]["rows"] for r in records if "table" in r}
    return "".join(data["text/plain"] for data in displayed), found, results


def test_a_score_and_a_league_with_their_inputs(tmp_path):
    text, tables, results = shown(tmp_path, *TARGETS)
    assert "本地的考核办法" in text
    assert tables["scorecard"] == [["协议引资", 80.0, 100.0, 80.0, 20.0, 120.0, 16.0]]
    # 120 % is the cap, 40 % of the other
    assert [row[:3] for row in tables["league_park"]] == [[1.0, "east", 120.0], [2.0, "west", 40.0]]
    assert tables["alerts"][0][:2] == ["红", "未完成年度目标"]  # the year is over: nobody is behind a pace
    assert results.facts["2023.assessment"].value == 80
    assert results["2023.assessment.park.west.rank"].value == 2


def test_within_the_year_a_target_is_behind_its_pace(tmp_path):
    rows = ("2023H1,agreed_amount,,,,,20,亿元", "2023,agreed_amount,,target,district,,100,亿元")
    folder = district_folder(tmp_path, "place", *rows)
    results = Results(load_workspace(folder).as_of(date(2023, 8, 1)), "2023Q2", 1, Assumptions(draws=1000))
    [row] = alert_list(results.alerts, results.facts).to_dict("records")
    assert (row["rule"].key, row["since"] is not None) == ("alert_behind_linear", True)


def test_an_alert_names_whose_target_is_behind_where_another_is_not(tmp_path):
    rows = ("2023H1,agreed_amount,,,,,50,亿元", "2023,agreed_amount,,target,district,,200,亿元")
    folder = district_folder(tmp_path, "place", *rows, "2023,agreed_amount,,target,municipality,,90,亿元")
    results = Results(load_workspace(folder).as_of(date(2023, 8, 1)), "2023Q2", 1, Assumptions(draws=1000))
    [row] = alert_list(results.alerts, results.facts).to_dict("records")
    assert row["authority"].key == "aim_own"


def test_an_alert_behind_the_season_names_whose_target_it_is_too(tmp_path):
    earlier = ("2022H1,funds_in_place,,,,,45,亿元", "2022,funds_in_place,,,,,90,亿元")
    rows = ("2023H1,funds_in_place,,,,,50,亿元", "2023,funds_in_place,,target,district,,200,亿元", *earlier)
    folder = district_folder(tmp_path, "place", *rows, "2023,funds_in_place,,target,municipality,,90,亿元")
    results = Results(load_workspace(folder).as_of(date(2023, 8, 1)), "2023Q2", 1, Assumptions(draws=1000))
    rules = alert_list(results.alerts, results.facts)
    assert {row["rule"].key for row in rules.to_dict("records")} >= {"alert_behind_seasonal"}
    assert {row["authority"].key for row in rules.to_dict("records")} == {"aim_own"}


def test_without_rules_one_line_says_so_and_a_check_names_it(tmp_path):
    text, tables, results = shown(tmp_path, *TARGETS, rules="")
    assert "没有本单位的考核办法" in text
    assert not {"scorecard", "league_park"} & set(tables)
    assert not [name for name in results.facts if "assessment" in name]
    with rehearsing(results):
        report = Report.of_results(results, "en")
        scorecard.scorecard(report)
    assert [key for key, _ in report.left_out()] == ["scorecard"]
    assert "no rules of the office" in dict(report.left_out())["scorecard"]


def test_the_example_and_a_part_of_the_weights_give_no_score(tmp_path):
    text, tables, _ = shown(tmp_path / "example", *TARGETS, rules="example: true\n" + RULES)
    assert "考核办法还是示例" in text
    assert not {"scorecard", "league_park"} & set(tables)
    few = RULES.replace("[{metric: agreed", "[{metric: funds_in_place, weight: 80}, {metric: agreed")
    text, tables, results = shown(tmp_path / "few", *TARGETS, rules=few)
    assert "已知指标的权重低于" in text
    assert "考核得分 " not in text
    assert not [name for name in results.facts if name.endswith(".assessment")]


def test_a_score_of_a_part_of_the_weights_says_so(tmp_path):
    part = RULES.replace("[{metric: agreed", "[{metric: funds_in_place, weight: 10}, {metric: agreed", 1)
    text, _, results = shown(tmp_path, *TARGETS, rules=part)
    assert results["2023.assessment"].value == 80
    assert "已知指标占全部权重的 66.7%" in text
    assert "由下表各项相加得出" not in text


def test_the_overview_has_the_score_with_its_light_the_league_and_three_alerts(tmp_path):
    further = [
        row.replace("=east", f"={name}").replace(",60,", ",10,")
        for row in TARGETS[2:4]
        for name in ("north", "south")
    ]
    text, tables, results = shown(tmp_path, *TARGETS, *further)
    assert "红灯 得分偏低" in text
    assert "考核得分 80 分，按本地考核规则计" in text
    assert "承接平台考核：east居首（120 分），south居末（20 分）" in text
    assert len(results.alerts) > 3
    assert f"预警事项 {len(results.alerts)} 个" in text
    assert len(tables["first_alerts"]) == 3
    assert [row[0] for row in tables["first_alerts"]] == ["红"] * 3


@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_targets_there_is_nothing(tmp_path, language):
    text, tables, results = shown(tmp_path, "2023,agreed_amount,,,,,80,亿元", language=language)
    assert (text, tables) == ("", {})
    assert not scorecard.has_content(results)


def test_of_each_target_one_alert_comes_first():
    def alert(name: str, rule: str) -> Alert:
        number = Fact(name, -5.0, -5.0, -5.0, "个百分点", "agreed", "all", "computed", "2024H1")
        return Alert(rule, "yellow", number.id, number, number, "2024H1", since_known=True)

    raised = [
        alert(f"2024h1.{metric}.{statistic}", rule)
        for statistic, rule in (("pace_gap", "behind_linear"), ("pace_gap_seasonal", "behind_seasonal"))
        for metric in ("agreed_amount", "foreign_funds")
    ]
    own = alert("2024h1.funds_in_place.pace_gap_seasonal.province", "behind_seasonal")
    assert scorecard.first_alerts([*raised, own]) == [raised[0], raised[1], own]
    assert scorecard.first_alerts(raised) == raised[:3]
    assert scorecard.first_alerts(raised[::2]) == raised[::2]
