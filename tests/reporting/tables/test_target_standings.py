"""Which targets are named as missed, ahead of the calendar or behind it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from unittest import mock

from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.tables import target_standings
from jjinvest.reporting.tables.cells import FactName, Term
from jjinvest.reporting.tables.leaders import Standing
from tests.fixtures.circulars import number


def _said(found, *, complete_year, language="zh", facts=()):
    known = {fact.id: fact for fact in facts}
    with mock.patch.object(target_standings, "standings", return_value=found):
        results = SimpleNamespace(complete_year=complete_year, period="2024", facts=known)
        made = target_standings.where_targets_stand(results, Vocabulary(language, {}))
    return {each.key: each.content["items"] for each in made}


def _standing(metric, completion, pace=None):
    gap = None if pace is None else number(f"2024.{metric}.pace_gap", pace, "个百分点")
    done = number(f"2024.{metric}.completion", completion, "%")
    return Standing(FactName(f"2024.{metric}"), completion=done, pace_gap=gap)


def test_a_year_that_is_over_names_what_was_missed():
    found = [_standing("agreed_amount", 85.5), _standing("funds_in_place", 212.5)]
    assert _said(found, complete_year=True) == {"overview.missed": "协议引资"}
    assert _said(found[1:], complete_year=True) == {}


def test_during_the_year_targets_are_held_against_the_calendar():
    found = [
        _standing("projects_signed", 93.6, 1.9),
        _standing("agreed_amount", 93.1, 1.4),
        _standing("funds_in_place", 80.0, -11.7),
        _standing("contract_amount", 101.0, 9.3),
        _standing("foreign_funds", 91.7, 0.0),
    ]
    assert _said(found, complete_year=False) == {
        "overview.reached": "正式合同额",
        "overview.pace_ahead": "项目数、协议引资",
        "overview.pace_even": "实际利用外资",
        "overview.pace_behind": "到位资金",
    }
    english = _said(found, complete_year=False, language="en")
    assert english["overview.pace_ahead"] == "projects, agreed amount"


def test_what_is_only_about_reached_is_named_as_not_certain():
    about = number("2024.agreed_amount.completion", 100, "%", relation="~")
    found = [Standing(FactName("2024.agreed_amount"), completion=replace(about, low=90, high=110))]
    assert _said(found, complete_year=True) == {"overview.not_certain": "协议引资"}
    assert _said(found, complete_year=False) == {}


def test_targets_of_one_measure_are_aims_apart_by_their_authority():
    found = [
        replace(_standing("funds_in_place", 100.3), aim=Term("aim_district")),
        replace(_standing("funds_in_place", 89.98), aim=Term("aim_municipality")),
        replace(_standing("agreed_amount", 85.5), aim=Term("aim_district")),
    ]
    assert _said(found, complete_year=True) == {"overview.missed": "到位资金（市级年度目标）、协议引资"}


def test_targets_without_a_result_are_named_beside_those_that_can_be_judged():
    facts = [
        number(f"2024.{metric}.target", 5, evidence="target")
        for metric in ("agreed_amount", "funds_in_place", "project_size.tier_50_100")
    ]
    found = [replace(_standing("agreed_amount", 120), aim=Term("aim_district"))]
    said = _said(found, complete_year=True, facts=[*facts, number("2024.agreed_amount", 6)])
    assert said == {"overview.no_result": "到位资金"}
    assert _said(found, complete_year=False, facts=facts) == {"overview.reached": "协议引资"}
    nothing_judged = [Standing(FactName("2024.agreed_amount"))]
    assert _said(nothing_judged, complete_year=True, facts=facts) == {}, "there they are stated below"


def test_parts_of_one_measure_share_its_name():
    found = [
        replace(_standing(metric, 70), aim=Term("aim_district"))
        for metric in ("agreed_amount", "agreed_amount.town.west", "agreed_amount.town.north")
    ]
    labels = {"town=west": "西湖镇", "town=north": "柳林镇", "town=": "镇街"}
    known = Vocabulary("zh", labels)
    with mock.patch.object(target_standings, "standings", return_value=found):
        results = SimpleNamespace(complete_year=True, period="2024", facts={})
        said = target_standings.where_targets_stand(results, known)
    assert [each.content["items"] for each in said] == ["协议引资；西湖镇、柳林镇的协议引资"]


def test_the_own_target_says_so_beside_those_of_others():
    found = [
        replace(_standing("funds_in_place", 95.5), aim=Term("aim_district")),
        replace(_standing("funds_in_place", 99.0), aim=Term("aim_municipality")),
    ]
    assert _said(found, complete_year=True) == {
        "overview.missed": "到位资金（本级年度目标）、到位资金（市级年度目标）"
    }
