"""A distance to the calendar that all other figures contradict decides nothing: the completion does.

Nor does the distance of a completion that they contradict: what they require of it does.
"""

from __future__ import annotations

import pytest

from jjinvest.data.workspace import load_workspace
from jjinvest.pipeline.publishing.circular import make_circular
from jjinvest.reporting.tables.leaders import standings
from tests.fixtures.circulars import run_of, text_of
from tests.fixtures.district_folders import district_folder
from tests.fixtures.pages import build_page, results_of

ROWS = (
    "2011,funds_in_place,,target,,,260,亿元",
    "2011-01..2011-08,funds_in_place,,,,,186.42,亿元",
    "2011-01..2011-08,funds_in_place,,completion,,,71.70,%",
)
WRONG = "2011-01..2011-08,funds_in_place,,pace_gap,,,-3.30,百分点"
"""That of nine months; 71.70 − 66.67 = 5.03."""


def results_with(tmp_path, *rows):
    folder = district_folder(tmp_path / "data", "place", *ROWS, *rows, published="2011-09-14")
    return results_of(load_workspace(folder))


def test_headline_light_and_alerts_follow_the_completion(tmp_path):
    results = results_with(tmp_path, WRONG)
    page = build_page(results, "00_overview", "zh")
    assert "快于序时进度：到位资金" in page.text
    assert "比序时进度快 5.04 个百分点" in page.text
    assert "\n慢于序时进度" not in page.text
    assert [each for each in results.alerts if each.rule == "behind_linear"] == []


def test_what_was_printed_stays_where_figures_are_listed_with_its_unit(tmp_path):
    results = results_with(tmp_path, WRONG)
    assert "−3.30 个百分点（待核）" in build_page(results, "10_annual_figures", "zh").text
    trust = build_page(results, "00_overview", "zh").text.partition("数据是否可靠")[2]
    assert "公布 −3.3 个百分点，按其他公布数应为 5.04 个百分点" in trust


def test_a_distance_that_nothing_contradicts_is_taken_as_printed(tmp_path):
    results = results_with(tmp_path, WRONG.replace("-3.30", "5.03"))
    assert "比序时进度快 5.03 个百分点" in build_page(results, "00_overview", "zh").text
    assert results.accused == []


@pytest.mark.parametrize(("rows", "said"), [((WRONG,), False), ((WRONG.replace("-3.30", "5.03"),), True)])
def test_a_circular_says_no_pace_that_others_contradict(tmp_path, rows, said):
    results = results_with(tmp_path, *rows)
    circular = make_circular(run_of(results.facts.values()), results.workspace, results.run_period, "zh")
    assert ("序时进度" in text_of(circular)) is said


SWAPPED = (
    *ROWS[:2],
    ROWS[2].replace("71.70", "17.70"),
    "2010-01..2010-08,funds_in_place,,,,,150.00,亿元",
    "2011-01..2011-08,funds_in_place,,growth,,,24.28,%",
    "2011H1,funds_in_place,,,,,140.40,亿元",
    "2011H1,funds_in_place,,completion,,,54.00,%",
)
"""A completion with its digits swapped: growth holds the amount, the half-year the target."""


def test_a_completion_that_others_contradict_alone_makes_no_target_late(tmp_path):
    folder = district_folder(tmp_path / "data", "place", *SWAPPED, published="2011-09-14")
    results = results_of(load_workspace(folder))
    text = build_page(results, "00_overview", "zh").text
    assert "快于序时进度：到位资金" in text
    assert "\n慢于序时进度" not in text
    assert "比序时进度快 5" in text
    assert "17.70%（待核）" in text
    listed = build_page(results, "10_annual_figures", "zh").text
    assert "−49" not in listed
    assert "+5 个百分点（待核）" in listed
    assert [each for each in results.alerts if each.rule == "behind_linear"] == []
    circular = make_circular(run_of(results.facts.values()), results.workspace, results.run_period, "zh")
    assert "序时进度" not in text_of(circular)


THREE_DISAGREE = (
    "2011,agreed_amount,,target,,,40,亿元",
    "2011-01..2011-09,agreed_amount,,,,,29.6,亿元",
    "2011-01..2011-09,agreed_amount,,completion,,,98.7,%",
)


def test_a_completion_that_may_be_wrong_has_no_light_of_its_own(tmp_path):
    """29.6 of 40 is 74.0 %, behind the calendar; the published 98.7 % is ahead: yellow, marked, no green."""
    folder = district_folder(tmp_path / "data", "place", *THREE_DISAGREE, published="2011-10-14")
    results = results_of(load_workspace(folder), period="2011Q3")
    (standing,) = standings(results)
    assert (standing.light.colour, standing.light.reason) == ("yellow", "contradicted")
    text = build_page(results, "00_overview", "zh").text
    assert "快于序时进度：协议引资（待核）。" in text
    assert "公布数相互矛盾，不能确定快慢" in text
