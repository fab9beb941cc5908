"""Published totals of the first months of a year: they add up, and only those of one definition do."""

from __future__ import annotations

import pytest

from jjinvest.core.quantity import YI, Definition
from jjinvest.forecasting.year_to_date.running_totals import figures_of, linear_projection, year_to_date
from tests.fixtures.workspaces import AGREED, amounts


def test_quarters_add_up_from_the_start_of_the_year():
    result = year_to_date(amounts(**{"2024q1": 100, "2024q2": 150, "2024q3": 50}), 2024)
    assert (result.months, float(result.amount.value / YI), result.period) == (9, 300, "2024Q1-Q3")
    result = year_to_date(amounts(**{"2024h1": 260, "2024q3": 50}), 2024)
    assert (result.months, float(result.amount.value / YI)) == (9, 310)


def test_a_missing_quarter_ends_the_run():
    assert year_to_date(amounts(**{"2024q2": 150, "2024q3": 50}), 2024) is None
    assert year_to_date(amounts(**{"2024q1": 100, "2024q3": 50}), 2024).months == 3
    assert year_to_date(amounts(**{"2024q1": 100, "2023h1": 50}), 2024).months == 3


@pytest.mark.parametrize(
    ("published", "months", "amount", "period"),
    [
        ({"2024m01-m08": 80}, 8, 80, "2024-01..2024-08"),
        ({"2024m01": 7}, 1, 7, "2024-01"),
        ({"2024h1": 60, "2024m07": 9, "2024m08": 11}, 8, 80, "2024-01..2024-08"),
        ({"2024h1": 60, "2024m01-m08": 81}, 8, 81, "2024-01..2024-08"),
        ({"2024m01-m05": 50, "2024m06": 9, "2024q3": 30}, 9, 89, "2024Q1-Q3"),
        ({"2024h1": 60, "2024m08": 11}, 6, 60, "2024H1"),
        ({"2024q1": 30, "2024-02-14": 12, "2024": 100}, 3, 30, "2024Q1"),
    ],
)
def test_months_and_quarters_add_up_from_january(published, months, amount, period):
    result = year_to_date(amounts(**published), 2024)
    assert (result.months, float(result.amount.value / YI), result.period) == (months, amount, period)
    assert linear_projection(result) == pytest.approx(12 / months * amount)


def test_only_figures_of_one_definition_and_two_sided_ones_count(everything):
    result = figures_of(everything, "agreed_amount", AGREED)
    assert set(result) == {"2023", "2023h1", "2017m01-m08"}
    assert figures_of(
        everything, "contract_amount.out_of_city", Definition("contract", "out_of_city")
    ).keys() == {"2023"}
    assert not figures_of(everything, "intended_amount.pipeline", Definition("intended"))
