"""Metric identities on tiny made-up figures, exact money, and the refusal to mix 口径."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjinvest.core.errors import BasisError
from jjinvest.core.periods import cumulative_period, fact_id, period_end, period_months
from jjinvest.core.quantity import YI, Definition, Quantity, to_yuan, total
from jjinvest.metrics.breakdowns import averages, groups, named_groups, shares, tier_counts
from jjinvest.metrics.concentration import concentration, tier_amounts
from jjinvest.metrics.half_years import second_half
from jjinvest.metrics.published import named_projects
from jjinvest.metrics.targets import growth_needed, pace_gap

AGREED, FUNDS = Definition("agreed"), Definition("funds", "out_of_city")
yuan = st.integers(0, 10**14)


def quantity(
    value: int, half: int = 0, unit: str = "元", definition: Definition = AGREED, source: str = "x"
) -> Quantity:
    return Quantity(
        Fraction(value), Fraction(value - half), Fraction(value + half), unit, definition, (source,)
    )


def figure(
    metric: str,
    value: str,
    *,
    scope: str = "all",
    subject: str = "",
    unit: str = "亿元",
    half: str = "0",
    period: str = "2023",
) -> dict[str, object]:
    basis = "count" if unit == "个" else "agreed"
    row = {"period": period, "metric": metric, "scope": scope, "subject": subject, "statistic": "level"}
    number = to_yuan(value, unit) if unit == "亿元" else int(value)
    width = to_yuan(half, unit) if unit == "亿元" else 0
    made = quantity(number, width, "元" if unit == "亿元" else "个", Definition(basis), fact_id(row))
    return row | {
        "fact_id": fact_id(row),
        "quantity": made,
        "basis": basis,
        "relation": "=",
        "status": "achieved",
        "available_from": "2024-01-01",
    }


def sector_figures(counts: list[int], amounts: list[int]) -> pd.DataFrame:
    rows = [
        figure("projects_signed", str(sum(counts)), unit="个"),
        figure("agreed_amount", str(sum(amounts))),
    ]
    for n, (count, amount) in enumerate(zip(counts, amounts, strict=True)):
        rows.append(figure("projects_signed", str(count), scope="sector", subject=f"s{n}", unit="个"))
        rows.append(figure("agreed_amount", str(amount), scope="sector", subject=f"s{n}"))
    return pd.DataFrame(rows)


@given(st.lists(yuan, min_size=1, max_size=20), st.integers(0, 10**9))
def test_sums_are_exact_and_intervals_add_up(values, half):
    result = total([quantity(value, half) for value in values])
    assert result.value == sum(values)
    assert result.high - result.low == 2 * half * len(values)


@given(yuan, yuan)
def test_subtracting_undoes_adding(a, b):
    assert (quantity(a) + quantity(b) - quantity(b)).value == a


@given(st.integers(1, 10**12), st.integers(1, 10**12), st.integers(0, 10**5), st.integers(0, 10**5))
def test_a_quotient_contains_every_quotient_of_its_ends(a, b, half_a, half_b):
    top, bottom = quantity(a, min(half_a, a - 1)), quantity(b, min(half_b, b - 1))
    result = top.over(bottom)
    for x in (top.low, top.high):
        for y in (bottom.low, bottom.high):
            assert result.low <= x / y <= result.high


def test_different_bases_are_not_added_compared_or_divided():
    agreed, funds = quantity(700 * YI, source="target"), quantity(188 * YI, definition=FUNDS, source="funds")
    for operation in (lambda: agreed + funds, lambda: agreed - funds, lambda: agreed.over(funds)):
        with pytest.raises(BasisError) as error:
            operation()
        assert "agreed/all" in str(error.value)
        assert "funds/out_of_city" in str(error.value)
    assert funds.named_ratio(agreed, "funds_rate_dynamic").definition.measure == "funds_rate_dynamic"


OPERATIONS = {
    "add": lambda a, b: a + b, "subtract": lambda a, b: a - b, "divide": lambda a, b: a.over(b),
    "compare": lambda a, b: a < b, "rank": lambda a, b: sorted([a, b]), "largest": lambda a, b: max(a, b),
}  # fmt: skip


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    "dimension",
    [
        {"basis": "contract"},
        {"scope": "out_of_city"},
        {"counting": "signing_event"},
        {"cohort": "carried_over"},
        {"version": "restated"},
    ],
    ids=lambda dimension: next(iter(dimension)),
)
def test_every_dimension_of_a_basis_is_guarded(operation, dimension):
    usual = Definition("agreed")
    other = replace(usual, **dimension)
    a, b = (
        quantity(700 * YI, definition=usual, source="a@x"),
        quantity(188 * YI, definition=other, source="b@x"),
    )
    with pytest.raises(BasisError) as error:
        OPERATIONS[operation](a, b)
    message = str(error.value)
    assert f"{usual} [元]" in message
    assert f"{other} [元]" in message
    assert next(iter(dimension.values())) in message
    assert "口径不同" in message
    assert "different bases" in message
    assert "a@x" in message
    assert a.named_ratio(b, "funds_rate_cohort").definition.measure == "funds_rate_cohort"


def test_quantities_of_one_basis_are_ranked_by_value():
    small, large = quantity(2), quantity(3)
    assert sorted([large, small]) == [small, large]
    assert max(small, large) is large
    assert small <= small
    assert large >= small
    with pytest.raises(ValueError, match="interval"):
        _ = small < replace(large, value=None)


def test_a_restated_number_adds_up_once_it_is_read_as_the_one_that_stands_now():
    restated = quantity(20, definition=Definition("agreed", vintage="restated"))
    with pytest.raises(BasisError, match="restated"):
        _ = quantity(10) + restated
    assert (quantity(10) + restated.as_now_known()).value == 30


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [("6.4", "亿元", 640_000_000), ("0.1", "万元", 1000), ("191.55", "亿元", 19_155_000_000)],
)
def test_money_is_whole_yuan(text, unit, expected):
    assert to_yuan(text, unit) == expected


@pytest.mark.parametrize("text", ["0.000000001", "NaN", "Infinity"])
def test_money_that_is_not_whole_yuan_is_refused(text):
    with pytest.raises(ValueError, match="whole number"):
        to_yuan(text, "亿元")


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(1, 5000)), min_size=1, max_size=6))
def test_shares_add_up_to_100_and_sums_to_the_total(sectors):
    counts, amounts = [c for c, _ in sectors], [a for _, a in sectors]
    facts = shares(sector_figures(counts, amounts), "2023").set_index("id")
    for metric, whole in (("projects_signed", sum(counts)), ("agreed_amount", sum(amounts))):
        assert facts.loc[f"2023.{metric}.sum_of_sectors", "value"] == whole
        of_sectors = facts.loc[[f"2023.{metric}.s{n}.share" for n in range(len(sectors))], "value"]
        assert of_sectors.sum() == pytest.approx(100)


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(1, 5000)), min_size=1, max_size=6))
def test_averages_lie_between_the_smallest_and_the_largest_group(sectors):
    counts, amounts = [c for c, _ in sectors], [a for _, a in sectors]
    facts = averages(sector_figures(counts, amounts), "2023").set_index("id")["value"]
    parts = [facts[f"2023.agreed_amount.s{n}.average"] for n in range(len(sectors))]
    assert min(parts) - 1e-9 <= facts["2023.agreed_amount.average"] <= max(parts) + 1e-9


def test_nothing_printed_gives_empty_frames_not_errors():
    figures = sector_figures([1], [1]).iloc[:0]
    projects = pd.DataFrame(
        {"project_id": [], "task_force": [], "channel": [], "chain": [], "figure_ids": []}
    )
    for frame in (
        shares(figures, "2023"), averages(figures, "2023"), tier_counts(figures, "2023"),
        concentration(figures, "2023"), second_half(figures, 2023), named_groups(figures, projects, "2023"),
        groups(figures, projects, "2023"),
    ):  # fmt: skip
        assert frame.empty


def test_bounds_of_a_tier_close_when_every_project_is_named(annual):
    tiers = tier_amounts(annual.figures, "2023").set_index("tier")
    assert tiers.loc["tier_50_100", "named_count"] == 7
    assert tiers.loc["tier_50_100", "low"] == 479 * YI
    assert tiers.loc["tier_20_50", "high"] == 408 * YI


def test_later_print_of_a_project_replaces_the_earlier_one(annual, mid_year):
    assert named_projects(annual.figures, "2023")["kangshuo"].value == 20 * YI
    assert named_projects(mid_year.figures, "2023H1")["kangshuo"].value == 10 * YI
    assert named_projects(annual.figures, "2023H1")["kangshuo"].value == 10 * YI


def test_out_of_city_target_is_not_compared_with_contracts(annual):
    needed = set(growth_needed(annual.figures, annual.targets, 2024)["id"])
    assert needed == {"2024.agreed_amount.growth_needed", "2024.funds_in_place.out_of_city.growth_needed"}


def test_growth_needed_with_the_interval_of_the_print(annual):
    facts = growth_needed(annual.figures, annual.targets, 2024).set_index("id")
    funds = facts.loc["2024.funds_in_place.out_of_city.growth_needed"]
    assert funds["value"] == pytest.approx((200 / 188 - 1) * 100)
    assert (funds["low"], funds["high"]) == pytest.approx(((200 / 188.5 - 1) * 100, (200 / 187.5 - 1) * 100))


@pytest.mark.parametrize(
    ("period", "months", "end"),
    [
        ("2023", (1, 12), "2023-12-31"),
        ("2023H1", (1, 6), "2023-06-30"),
        ("2023H2", (7, 12), "2023-12-31"),
        ("2023Q1-Q3", (1, 9), "2023-09-30"),
        ("2024Q1", (1, 3), "2024-03-31"),
    ],
)
def test_periods(period, months, end):
    assert period_months(period) == months
    assert period_end(period).isoformat() == end


@pytest.mark.parametrize(
    ("run", "period"),
    [("2023Q1", "2023Q1"), ("2023Q2", "2023H1"), ("2023Q3", "2023Q1-Q3"), ("2023Q4", "2023")],
)
def test_a_run_reports_the_year_to_date(run, period):
    assert cumulative_period(run) == period


@pytest.mark.parametrize(
    ("completion", "months", "points"),
    [("125.64", 10, "42.31"), ("70.41", 10, "-12.92"), ("93.5", 9, "18.5")],
)
def test_pace_gaps_as_offices_print_them(completion: str, months: int, points: str):
    """Ten months: 125.64 and 70.41 % are +42.31 and −12.92 points; nine months: 93.5 % is +18.5."""
    rate = Quantity.exact(Fraction(completion) / 100, "ratio", Definition("agreed"))
    assert round(float(pace_gap(rate, months).value) * 100, 2) == float(points)
