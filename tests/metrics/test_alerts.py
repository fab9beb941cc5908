"""Alerts: rule, threshold, since when, which projects, and who may see them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.data.workspace import load_workspace
from jjinvest.metrics.alerts import alerts, restricted, worst
from jjinvest.results.results import Results
from tests.fixtures.district_folders import district_folder
from tests.fixtures.ledgers import ledger

TARGET = "2023,agreed_amount,,target,district,,100,亿元"


def results(tmp_path, *rows, rules="", period="2023Q3"):
    folder = district_folder(tmp_path, "east", *rows)
    if rules:
        (folder / "alerts.yaml").write_text(rules, encoding="utf-8")
    return Results(load_workspace(folder).as_of(date(2023, 12, 1)), period, 1, Assumptions(draws=1000))


def found(results):
    return {(alert.rule, alert.level): alert for alert in results.alerts}


def test_a_completion_behind_the_calendar_raises_an_alert(tmp_path):
    late = results(
        tmp_path,
        TARGET,
        "2023Q1,agreed_amount,,,,,30,亿元",
        "2023H1,agreed_amount,,,,,38,亿元",
        "2023Q1-Q3,agreed_amount,,,,,60,亿元",
    )
    alert = found(late)["behind_linear", "red"]
    # 60 % after 75 % of the year; 38 % after 50 % too; 30 % after 25 % was ahead
    assert (alert.number.value, alert.threshold.value) == (-15.0, -10.0)
    assert (alert.since, alert.since_known) == ("2023H1", True)
    assert alert.facts == (alert.number, alert.threshold)


def test_without_an_earlier_period_the_beginning_is_not_known(tmp_path):
    late = results(tmp_path, TARGET, "2023Q1-Q3,agreed_amount,,,,,70,亿元")
    alert = found(late)["behind_linear", "yellow"]
    assert (alert.since, alert.since_known) == ("2023Q1-Q3", False)


def test_a_target_on_its_pace_raises_none(tmp_path):
    assert found(results(tmp_path, TARGET, "2023Q1-Q3,agreed_amount,,,,,75,亿元")) == {}
    assert worst([]) == ""


@pytest.mark.parametrize(
    ("january", "since"), [("2.1", ("2023-01", True)), ("9.5", ("2023-01..2023-02", True))]
)
def test_january_is_the_first_running_total_of_its_year(tmp_path, january, since):
    rows = (
        TARGET,
        f"2023-01,agreed_amount,,,,,{january},亿元",
        "2023-01..2023-02,agreed_amount,,,,,10,亿元",
        "2023Q1,agreed_amount,,,,,18,亿元",
    )
    alert = found(results(tmp_path, *rows, period="2023Q1"))["behind_linear", "yellow"]
    assert (alert.since, alert.since_known) == since


def test_january_beside_quarters_does_not_part_them(tmp_path):
    rows = (
        TARGET,
        "2023-01,agreed_amount,,,,,9,亿元",
        "2023Q1,agreed_amount,,,,,13,亿元",
        "2023H1,agreed_amount,,,,,30,亿元",
    )
    alert = found(results(tmp_path, *rows, period="2023Q2"))["behind_linear", "red"]
    assert (alert.since, alert.since_known) == ("2023Q1", True)


def test_a_completion_without_the_number_of_its_target_raises_an_alert_too(tmp_path):
    rows = (
        TARGET,
        "2023Q1-Q3,agreed_amount,,,,,72,亿元",
        "2023Q1,agreed_amount,county=east,completion,,,24.9,%",
        "2023H1,agreed_amount,county=east,completion,,,38,%",
        "2023Q1-Q3,agreed_amount,county=east,completion,,,60,%",
        "2023Q1-Q3,agreed_amount,county=west,completion,,,75,%",
    )
    listed = results(tmp_path, *rows).alerts
    assert [(alert.about, alert.level, alert.number.value) for alert in listed] == [
        ("2023q1-q3.agreed_amount.county.east.pace_gap", "red", -15),
        ("2023q1-q3.agreed_amount.pace_gap", "yellow", -3),
    ]
    assert (listed[0].since, listed[0].since_known) == ("2023H1", True)


def test_thresholds_are_data(tmp_path):
    rules = "pace: [{key: behind_linear, zh: 慢了, yellow: 3, red: 20}]\n"
    alert = found(results(tmp_path, TARGET, "2023Q1-Q3,agreed_amount,,,,,70,亿元", rules=rules))
    assert set(alert) == {("behind_linear", "yellow")}
    assert alert["behind_linear", "yellow"].names == ("慢了", "")


def test_rounding_alone_raises_no_alert_where_only_an_interval_is_known(tmp_path):
    open_end = results(tmp_path, "2023Q1-Q3,agreed_amount,,completion,district,>,60,%", TARGET, rules="")
    assert found(open_end) == {}


def test_a_bound_raises_no_alert_and_begins_none(tmp_path):
    rows = (TARGET, "2023Q1,agreed_amount,,,,>,20,亿元", "2023H1,agreed_amount,,,,,45,亿元")
    alert = found(results(tmp_path, *rows, period="2023Q2"))["behind_linear", "yellow"]
    # more than 20 of 100 by March may well be the quarter that was due
    assert (alert.since, alert.since_known) == ("2023H1", False)
    assert found(results(tmp_path / "other", *rows[:2], period="2023Q1")) == {}


def test_about_the_pace_raises_no_alert(tmp_path):
    about = "2023H1,agreed_amount,,,,~,{},亿元"
    assert found(results(tmp_path, TARGET, about.format(48), period="2023Q2")) == {}
    alert = found(results(tmp_path / "less", TARGET, about.format(44), period="2023Q2"))
    assert set(alert) == {("behind_linear", "yellow")}  # 48.4 at most


def test_an_alert_has_the_level_of_the_exact_distance(tmp_path):
    red = found(results(tmp_path, TARGET, "2023H1,agreed_amount,,,,,39.96,亿元", period="2023Q2"))
    assert [f.shown_decimals for f in red["behind_linear", "red"].facts[:1]] == [2]
    even = found(results(tmp_path / "even", TARGET, "2023H1,agreed_amount,,,,,40,亿元", period="2023Q2"))
    assert set(even) == {("behind_linear", "yellow")}


def test_of_one_level_the_furthest_from_its_threshold_comes_first(tmp_path):
    rows = [
        TARGET,
        "2023H1,agreed_amount,,,,,45,亿元",
        "2023,funds_in_place,,target,district,,10,亿元",
        "2023H1,funds_in_place,,,,,4.1,亿元",
        "2023,projects_signed,,target,district,,100,个",
        "2023H1,projects_signed,,,,,10,个",
        "2023,contract_amount,,target,district,,10,亿元",
        "2023H1,contract_amount,,,,,3,亿元",
    ]
    listed = results(tmp_path, *rows, period="2023Q2").alerts
    assert [(alert.level, alert.number.value) for alert in listed] == [
        ("red", -40),
        ("red", -20),
        ("yellow", -9),
        ("yellow", -5),
    ]


@pytest.fixture
def with_ledger(tmp_path):
    day = date(2023, 12, 31)
    rows = ledger(
        [
            ("new", {"stage": "signed", "signed_on": "2023-10-01"}),
            ("half", {"stage": "signed", "signed_on": "2023-06-01"}),
            ("old", {"stage": "signed", "signed_on": "2022-01-01"}),
            ("talk", {"stage": "negotiating", "negotiated_on": "2022-12-01"}),
            ("undated", {"stage": "started"}),
        ]
    ).assign(contract_amount=pd.array([pd.NA] * 5, dtype="Int64"))
    rows["funds_to_date"] = pd.array([0, 5, 0, pd.NA, 0], dtype="Int64")
    state = LedgerState(1, "x.xlsx", "", day, day, 0, 0, rows, pd.DataFrame(), day)
    space = load_workspace(district_folder(tmp_path, "east", TARGET)).as_of(day)
    return replace(space, ledger=state)


def test_projects_that_wait_are_counted_by_level(with_ledger):
    by_rule = {(a.rule, a.level): a for a in alerts(with_ledger, {}, "2023")}
    assert set(by_rule) == {
        ("signed_not_started", "red"),
        ("signed_not_started", "yellow"),
        ("negotiating_not_signed", "red"),
        ("signed_without_funds", "red"),
    }
    old = by_rule["signed_not_started", "red"]
    assert (old.number.value, old.threshold.value, old.threshold.unit) == (1, 365, "天")
    [project] = old.projects
    # signed on 1 January 2022, above 365 days from 2 January 2023 on
    assert (project.name, project.days, project.since) == ("项目old", 729, date(2023, 1, 2))
    assert old.since == "2023-01-02"
    assert [p.name for p in by_rule["signed_without_funds", "red"].projects] == ["项目old"]


def test_red_alerts_come_first(with_ledger):
    found = alerts(with_ledger, {}, "2023")
    assert [a.level for a in found] == sorted((a.level for a in found), key=("red", "yellow").index)
    assert worst(found) == "red"


def test_names_are_for_those_who_may_see_them(with_ledger):
    [talk] = [a for a in alerts(with_ledger, {}, "2023") if a.rule == "negotiating_not_signed"]
    assert [p.tier for p in talk.projects] == ["internal"]
    assert restricted(talk, "government").projects == ()
    assert restricted(talk, "government").number == talk.number
    assert len(restricted(talk, "internal").projects) == 1


def test_a_rate_that_missed_its_target_has_an_alert_once_the_year_is_over(tmp_path):
    """Its card was yellow, and the page of all districts as well, but there was no alert."""
    rows = ("2025,start_rate,,,,,68.4,%", "2025,start_rate,,target,,,70,%")
    workspace = load_workspace(district_folder(tmp_path, "place", *rows))
    results = Results(workspace.as_of(date(2026, 3, 31)), "2025Q4", 1, Assumptions(draws=1000))
    (alert,) = results.alerts
    assert (alert.level, round(alert.number.value, 2)) == ("yellow", -1.6)


def test_a_month_that_is_missing_before_leaves_the_beginning_open(tmp_path):
    rows = [
        TARGET,
        "2023-01..2023-02,agreed_amount,,,,,16,亿元",
        "2023H1,agreed_amount,,,,,45,亿元",  # 5 behind: yellow
        "2023-01..2023-08,agreed_amount,,,,,50,亿元",
        "2023Q1-Q3,agreed_amount,,,,,60,亿元",
    ]
    alert = found(results(tmp_path, *rows))["behind_linear", "red"]
    assert (alert.since, alert.since_known) == (
        "2023-01..2023-08",
        False,
    )  # of January to July nothing is known
    july = "2023-01..2023-07,agreed_amount,,,,,55,亿元"
    alert = found(results(tmp_path / "july", *rows, july))["behind_linear", "red"]
    assert (alert.since, alert.since_known) == ("2023-01..2023-08", True)


def test_a_run_behind_the_pace_begins_behind_a_missing_month(tmp_path):
    rows = [
        TARGET,
        "2023-01..2023-04,agreed_amount,,,,,20,亿元",
        "2023-01..2023-05,agreed_amount,,,,,25,亿元",
        "2023-01..2023-08,agreed_amount,,,,,50,亿元",
        "2023Q1-Q3,agreed_amount,,,,,60,亿元",
    ]
    alert = found(results(tmp_path, *rows))["behind_linear", "red"]
    assert (alert.since, alert.since_known) == ("2023-01..2023-08", False), "June may have been on its pace"
