"""The trend of the overview: what its title says of the last number, and with which it compares."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jjinvest.core.facts import Fact
from jjinvest.reporting.pages.overview import trend_message
from jjinvest.reporting.tables.cells import FactName, cells
from tests.fixtures.pages import build_page


def with_numbers(*ends: tuple[float, float]):
    facts = [
        Fact(
            f"202{n}.agreed_amount",
            (low + high) / 2,
            low,
            high,
            "亿元",
            "agreed",
            "all",
            "published",
            f"202{n}",
        )
        for n, (low, high) in enumerate(ends)
    ]
    rows = [{"period": FactName(fact.id), "agreed_amount": fact} for fact in facts]
    return cells(rows, ["period", "agreed_amount"])


@pytest.mark.parametrize(
    ("ends", "key"),
    [
        ([(1, 1), (2, 2), (3, 3)], "highest"),
        ([(3, 3), (2, 2), (1, 1)], "lowest"),
        ([(3, 3), (1, 1), (2, 2)], "above"),
        ([(1, 1), (3, 3), (2, 2)], "below"),
        ([(1, 1), (1.5, 2.5), (2, 3)], "unclear"),
        ([(1, 1), (3, 3), (2, 2), (2, 2)], "last"),
        ([(1, 1), (2, 2)], "above"),
        ([(2, 2), (1, 1)], "below"),
    ],
)
def test_the_trend_is_stated_only_where_intervals_leave_no_doubt(ends, key):
    assert trend_message(with_numbers(*ends)).key == f"trend.{key}"


def test_a_number_published_as_less_than_another_is_above_none():
    frame = with_numbers((271, 272), (320, 320))
    upper = replace(frame["agreed_amount"].iloc[-1], low=None, relation="<")
    frame["agreed_amount"] = [frame["agreed_amount"].iloc[0], upper]
    assert trend_message(frame).key == "trend.unclear"


@pytest.mark.parametrize(
    ("held", "public", "government"),
    [
        ((3,), "last_before", "highest"),
        ((2,), "last", "highest"),
        ((0,), "above", "highest"),
    ],
)
def test_the_trend_speaks_of_the_last_number_that_may_be_seen(held, public, government):
    frame = with_numbers((1, 1), (2, 2), (3, 3), (4, 4))
    frame["agreed_amount"] = [
        replace(fact, tier="government") if place in held else fact
        for place, fact in enumerate(frame["agreed_amount"])
    ]
    sentence = trend_message(frame)
    assert sentence.key == f"trend.{public}"
    shown = [fact for fact in frame["agreed_amount"] if fact.tier == "public"]
    assert sentence.content["number"] == shown[-1]
    assert trend_message(frame, "government").key == f"trend.{government}"


def test_days_of_events_are_not_called_periods():
    frame = with_numbers((1, 1), (3, 3), (2, 2))
    frame["period"] = [FactName(f"2023-04-{day}.agreed_amount") for day in ("03", "10", "21")]
    assert trend_message(frame).key == "trend.below_event"


def test_events_that_were_found_are_not_called_a_trend(annual_results):
    page = build_page(annual_results, "00_overview", "zh")
    assert page.text.count("只列有公布数的活动") == 1
    # a block of its own would stand under the other half of the row, not beside the chart
    assert not any(text.strip().startswith("只列有公布数的活动") for text in page.sentences)
    assert "走势" not in "".join(page.sentences).replace("不能看作走势", "")


@pytest.mark.parametrize(
    ("periods", "key"),
    [(("2025H1", "2026H1"), "above_same"), (("2025H2", "2026H1"), "last"), (("2025", "2026"), "above")],
)
def test_the_same_part_of_the_year_before_is_named_so(periods, key):
    frame = with_numbers((1, 1), (2, 2))
    frame["period"] = [FactName(f"{period}.agreed_amount") for period in periods]
    assert trend_message(frame).key == f"trend.{key}"


@pytest.mark.parametrize(
    ("numbers", "key"),
    [
        ((5, 9, 8, 7, 6), "above_year_ago"),
        ((6, 9, 4, 3, 5), "below_year_ago"),
        ((5, 9, 8, 7, 5), "last_year_ago"),
        ((5, 6, 8, 7, 9), "highest_year_ago"),
        ((5, 9, 8, 7, 4), "lowest_year_ago"),
    ],
)
def test_a_quarter_is_compared_with_that_of_the_year_before(numbers, key):
    frame = with_numbers(*((number, number) for number in numbers))
    quarters = ("2024Q1", "2024Q2", "2024Q3", "2024Q4", "2025Q1")
    frame["period"] = [FactName(f"{quarter}.agreed_amount") for quarter in quarters]
    sentence = trend_message(frame)
    assert sentence.key == f"trend.{key}"
    assert sentence.content["before"].value == numbers[0]
