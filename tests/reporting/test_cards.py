"""What a card states beside its number follows from the one judgement that gives it its light."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jjinvest.metrics.lights import Light
from jjinvest.quality.reconciliation.accused import MARKED
from jjinvest.reporting.cards import standing_card, standing_sentences
from jjinvest.reporting.html import plain
from jjinvest.reporting.report import Report
from jjinvest.reporting.tables.cells import FactName, Term
from jjinvest.reporting.tables.leaders import Standing
from tests.fixtures.circulars import number

EXCESS, COMPLETION = "2023.agreed_amount.excess", "2023.agreed_amount.completion"


def said(gap=None, completion=None, **more):
    standing = Standing(
        FactName("2023.agreed_amount"),
        Term("aim_district"),
        actual=number("2023.agreed_amount", 80),
        target=number("2023.agreed_amount.target", 80, evidence="target"),
        completion=completion or number(COMPLETION, 100, "%"),
        gap=gap,
        **more,
    )
    return [sentence.key for sentence in standing_sentences(standing)]


@pytest.mark.parametrize(
    ("ends", "relation", "key"),
    [
        ((0, -0.05, 0.05), "=", "standing.met"),
        ((0, -8, 8), "~", "standing.rate"),
        ((0, 0, None), ">=", "standing.at_least"),
        ((0, 0, None), ">", "standing.exceeded"),
        ((5, 5, None), ">=", "standing.over"),
        ((-5, -5, None), ">=", "standing.rate"),
        ((-0.04, -0.045, -0.035), "=", "standing.short"),
        ((20, 12, 28), "~", "standing.over"),
    ],
)
def test_a_target_is_stated_as_far_as_it_is_known(ends, relation, key):
    gap = replace(
        number(EXCESS, ends[0]), value=ends[0], low=ends[1], high=ends[2], relation=relation, signed=True
    )
    assert said(gap) == [key]


@pytest.mark.parametrize(
    ("value", "relation", "low", "high", "key"),
    [
        (-0.02, "=", -0.025, -0.015, "pace_behind"),
        (0, "=", -1, 1, "pace_even"),
        (0, ">", 0, None, "pace_ahead_of_calendar"),
        (0, ">=", 0, None, "pace_kept"),
        (3, "=", 2, 4, "pace_ahead"),
        (-2, "~", -6, 2, None),
    ],
)
def test_the_pace_is_stated_as_far_as_it_is_known(value, relation, low, high, key):
    pace = replace(number("2023h1.agreed_amount.pace_gap", value, "个百分点"), low=low, high=high)
    found = said(
        number(EXCESS, -40),
        number(COMPLETION, 50, "%"),
        pace_gap=replace(pace, relation=relation),
        light=Light("yellow", "pace_gap", "yellow"),
    )
    assert found[1:] == ([] if key is None else [f"standing.{key}"])


@pytest.mark.parametrize(
    ("growth", "key"), [(-0.03, "standing.flat"), (0, "standing.flat"), (0.05, "standing.growth")]
)
def test_a_growth_of_nothing_is_neither_up_nor_down(growth, key):
    rate = number("2023.agreed_amount.growth", growth, "%", signed=True)
    assert said(number(EXCESS, 0), growth=rate)[1:] == [key]


def test_a_light_that_rests_on_a_doubtful_number_is_marked(in_progress):
    """Its colour may be another one by the number that contradicts it."""
    report = Report.of_results(in_progress, "zh")
    sound = number("2023.agreed_amount", 182.4)
    light = Light("yellow", "completion", "yellow")
    for actual, mark in ((sound, "黄灯 接近"), (replace(sound, caveat=MARKED[0]), "黄灯（待核） 接近")):
        standing = Standing(FactName("2023.agreed_amount"), actual=actual, light=light)
        assert mark in plain(standing_card(report, report.renderer(), standing, "协议引资"))
