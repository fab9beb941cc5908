"""Growth on the same part of the year before, and the number that a growth implies."""

from __future__ import annotations

from fractions import Fraction

import pytest

from jjinvest.core.quantity import YI, Definition
from jjinvest.forecasting.year_to_date.running_totals import figures_of
from jjinvest.metrics.growth import from_growth, growths, implied_of_year_before
from tests.fixtures.made_up_figures import figure, workspace_of


def found(rows, period="2023"):
    return {str(fact.id): fact for fact in growths(workspace_of(rows), period)}


def test_parts_of_two_years_have_a_growth_that_says_it_is_computed():
    rows = [
        figure("agreed_amount", "120", scope="sector", subject="secondary"),
        figure("agreed_amount", "100", scope="sector", subject="secondary", period="2022"),
        figure("agreed_amount", "7", scope="sector", subject="primary"),
    ]
    [(name, fact)] = found(rows).items()
    assert name == "2023.agreed_amount.secondary.growth"
    assert fact.value == pytest.approx(20)
    assert (fact.evidence, fact.definition, fact.unit, fact.signed) == (
        "computed",
        "growth_computed",
        "%",
        True,
    )


def test_a_published_growth_is_not_computed_again():
    rows = [
        figure("agreed_amount", "120"),
        figure("agreed_amount", "100", period="2022"),
        figure("agreed_amount", "18", unit="%", statistic="growth"),
    ]
    assert found(rows) == {}


def test_a_part_of_a_year_is_compared_with_the_same_part():
    rows = [
        figure("agreed_amount", "66", period="2023H1"),
        figure("agreed_amount", "60", period="2022H1"),
        figure("agreed_amount", "200", period="2022"),
    ]
    assert found(rows, "2023H1")["2023h1.agreed_amount.growth"].value == pytest.approx(10)


def test_two_units_a_rank_and_zero_are_not_compared():
    rows = [
        figure("agreed_amount", "120"),
        figure("agreed_amount", "1", unit="亿美元", period="2022"),
        figure("projects_signed", "3", unit="个"),
        figure("projects_signed", "0", unit="个", period="2022"),
        figure("rank", "3", unit="名"),
        figure("rank", "5", unit="名", period="2022"),
    ]
    assert found(rows) == {}


def implied(rows, measure="agreed_amount"):
    workspace = workspace_of(rows)
    return implied_of_year_before(workspace, measure, figures_of(workspace, measure, Definition("agreed")))


def test_a_published_growth_gives_the_number_of_the_year_before():
    rows = [
        figure("agreed_amount", "341.7", period="2024Q1-Q3", half_width=Fraction(1, 20)),
        figure(
            "agreed_amount",
            "7.9",
            unit="%",
            statistic="growth",
            period="2024Q1-Q3",
            half_width=Fraction(1, 20),
        ),
    ]
    [(period, amount)] = implied(rows).items()
    assert period == "2023q1-q3"
    assert float(amount.value / YI) == pytest.approx(341.7 / 1.079)
    assert float(amount.low / YI) == pytest.approx(341.65 / 1.0795)
    assert float(amount.high / YI) == pytest.approx(341.75 / 1.0785)
    assert amount.unit == "元"
    assert from_growth(amount.sources)


def test_what_was_published_restated_or_stated_like_for_like_is_not_implied():
    growth = {"unit": "%", "statistic": "growth"}
    now = figure("agreed_amount", "120")
    assert not implied(
        [now, figure("agreed_amount", "20", **growth), figure("agreed_amount", "99", period="2022")]
    )
    assert not implied([now, figure("agreed_amount", "20", version="like_for_like", **growth)])
    assert not implied([now, figure("agreed_amount", "-100", **growth)])
    assert not implied([figure("agreed_amount", "20", **growth)])
    restated = figure("agreed_amount", "118", version="restated", source="later", available_from="2025-01-01")
    assert not implied([now, restated, figure("agreed_amount", "20", **growth)])
    assert implied([now, figure("agreed_amount", "20", **growth)])


def test_a_line_of_a_table_by_industry_is_not_compared_with_one_of_the_three_sectors():
    def sector(amount, subject="primary", **options):
        return figure("agreed_amount", amount, scope="sector", subject=subject, **options)

    industry = figure("agreed_amount", "326.4", scope="industry", subject="制造业", period="2022")
    by_industry = [industry, sector("22.5", period="2022")]
    by_sector = [sector("14.3"), sector("120.5", "tertiary"), sector("387", "secondary")]
    assert found([*by_industry, *by_sector]) == {}
    assert len(found([sector("22.5", period="2022"), *by_sector])) == 1
    same = figure("agreed_amount", "300", scope="industry", subject="制造业")
    assert "2023.agreed_amount.primary.growth" in found([*by_industry, same, sector("14.3")])
