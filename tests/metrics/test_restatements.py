"""Totals of a period with the amounts that its projects have in the total of the year."""

from __future__ import annotations

from fractions import Fraction

import pytest

from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.metrics.half_years import RESTATED_FIRST_HALF, second_half
from jjinvest.metrics.restatements import restated_count, restated_total, restatements
from tests.fixtures.made_up_figures import figure, workspace_of

JULY, OCTOBER, JANUARY = "2023-07-20", "2023-10-20", "2024-01-20"


def amount(value, period="2023", day=JANUARY, project=""):
    where = {"scope": "project", "subject": project} if project else {}
    return figure("agreed_amount", value, period=period, available_from=day, source=f"text_{day}", **where)


def large(value, tier, period="2023", day=JANUARY):
    return figure(
        "projects_signed",
        value,
        scope="tier",
        subject=tier,
        unit="个",
        period=period,
        available_from=day,
        source=f"text_{day}",
    )


def restated_of(rows, period):
    restated = restatements(workspace_of(rows)).get(period, [])
    return {each.project: float(each.change.value / YI) for each in restated}


def test_a_total_counts_its_projects_at_the_amounts_of_its_own_day():
    rows = [
        amount("534", "2023H1", JULY),
        amount("10", "2023H1", JULY, "alloys"),
        amount("30", "2023H1", JULY, "motors"),
        amount("1088"),
        amount("20", project="alloys"),
        amount("30", project="motors"),
        amount("55", project="cells"),
    ]
    workspace = workspace_of(rows)
    restated = restatements(workspace)["2023H1"]
    assert {each.project: each.change.value for each in restated} == {"alloys": 10 * YI}
    total = restated_total(workspace.latest["2023h1.agreed_amount"], restated)
    assert total.value == 544 * YI
    assert {source.partition("@")[0] for source in total.sources} == {
        "2023h1.agreed_amount",
        "2023h1.agreed_amount.project.alloys",
        "2023.agreed_amount.project.alloys",
    }
    assert "2023" not in restatements(workspace)
    facts = {fact.id: fact for fact in second_half(workspace, 2023)}
    assert facts["2023h2.agreed_amount"].value == 544
    assert facts["2023h1.agreed_amount.share_of_year"].value == pytest.approx(50)
    assert facts["2023h2.agreed_amount"].caveat == RESTATED_FIRST_HALF


def test_totals_of_any_period_are_compared_with_the_longest_of_the_year():
    rows = [
        amount("100", "2023Q1", "2023-04-20"),
        amount("8", "2023Q1", "2023-04-20", "alloys"),
        amount("260", "2023H1", JULY),
        amount("12", "2023H1", JULY, "alloys"),
        amount("140", "2023Q3", OCTOBER),
        amount("400", "2023Q1-Q3", OCTOBER),
        amount("15", "2023Q1-Q3", OCTOBER, "alloys"),
    ]
    assert restated_of(rows, "2023Q1") == {"alloys": 7}
    assert restated_of(rows, "2023H1") == {"alloys": 3}
    assert restated_of(rows, "2023Q3") == {}
    assert restated_of(rows, "2023Q1-Q3") == {}
    assert restated_of(rows, "2022Q1") == {}


def test_a_first_half_that_was_published_again_counts_the_later_amount():
    first = [amount("40", "2023H1", JULY), amount("10", "2023H1", JULY, "alloys")]
    year = [amount("100"), amount("20", project="alloys")]
    assert restated_of([*first, *year], "2023H1") == {"alloys": 10}
    corrected = [amount("50", "2023H1", JANUARY), amount("20", "2023H1", JANUARY, "alloys")]
    assert restated_of([*first, *corrected, *year], "2023H1") == {}
    repeated = amount("40", "2023H1", JANUARY)
    assert restated_of([*first, repeated, *corrected[1:], *year], "2023H1") == {"alloys": 10}


def test_amounts_that_agree_by_rounding_are_not_restated():
    rounded = amount("10", "2023H1", JULY, "alloys")
    quantity = rounded["quantity"]
    rounded["quantity"] = Quantity(
        quantity.value, quantity.value - YI / 2, quantity.value + YI / 2, "元", quantity.definition
    )
    rows = [amount("40", "2023H1", JULY), rounded, amount("100"), amount("10.3", project="alloys")]
    assert restated_of(rows, "2023H1") == {}


def test_without_a_total_of_either_period_nothing_is_restated():
    named = [amount("10", "2023H1", JULY, "alloys"), amount("20", project="alloys")]
    assert restated_of([*named, amount("40", "2023H1", JULY)], "2023H1") == {}
    assert restated_of([*named, amount("100")], "2023H1") == {}
    assert restated_of([], "2023H1") == {}


@pytest.mark.parametrize(
    ("before", "after", "second"), [("40", "60", 2), ("60", "70", 3), ("60", "40", 4), ("10", "20", 3)]
)
def test_a_project_restated_across_the_edge_is_no_project_of_the_second_half(before, after, second):
    rows = [
        amount("534", "2023H1", JULY),
        amount(before, "2023H1", JULY, "alloys"),
        large("4", "tier_ge_50", "2023H1", JULY),
        amount("1088"),
        amount(after, project="alloys"),
        large("7", "tier_50_100"),
    ]
    facts = {fact.id: fact for fact in second_half(workspace_of(rows), 2023)}
    fact = facts["2023h2.projects_signed.tier_ge_50"]
    assert fact.value == second
    assert (fact.caveat == RESTATED_FIRST_HALF) == (second != 3)


def test_an_amount_known_on_one_side_leaves_an_interval():
    rows = [
        amount("534", "2023H1", JULY),
        amount("10", "2023H1", JULY, "alloys"),
        amount("1088"),
        amount("40", project="alloys"),
    ]
    forty = Fraction(40 * YI)
    rows[-1]["quantity"] = Quantity(forty, forty, None, "元", Definition("agreed"), ("over",))
    (over,) = restated = restatements(workspace_of(rows))["2023H1"]
    assert (over.change.value, over.change.low, over.change.high) == (None, 30 * YI, None)
    three = Quantity.exact(3, "个", Definition("count"))
    count = restated_count(three, 50 * YI, restated)
    assert (count.value, count.low, count.high) == (None, 3, 4)
    assert restated_count(three, 30 * YI, restated).value == 4
