"""The rounding of a figure is half its last digit, or what the table states; the provenance shows which."""

from __future__ import annotations

from fractions import Fraction

import pytest

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import YI
from jjinvest.data.workspace import load_workspace
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.provenance import Tracer
from jjinvest.reporting.register import Register
from tests.fixtures.broken_data import FIGURES, copy_data, put

BY_DIGITS = {
    "2023.agreed_amount@jj2023": Fraction(YI, 2),
    "2023.agreed_amount.secondary@jj2023": Fraction(YI, 20),
    "2023.projects_signed@jj2023": Fraction(0),
    "2023.agreed_amount.target@jj2023": Fraction(0),
    "2023.funds_in_place.out_of_city.completion.municipality@jj2023": Fraction(1, 2000),
}


@pytest.fixture
def district(tmp_path):
    return copy_data(tmp_path)


def test_half_the_last_digit_is_taken(district):
    figures = load_workspace(district).figures.set_index("figure_id")
    for figure_id, half in BY_DIGITS.items():
        quantity = figures.loc[figure_id, "quantity"]
        assert quantity.high - quantity.value == quantity.value - quantity.low == half, figure_id
    assert set(figures["precision"]) == {"by_digits"}


def test_a_stated_half_width_replaces_it(district):
    put(district, FIGURES, 3, "half_width", "2")
    put(district, FIGURES, 2, "half_width", "1")
    figures = load_workspace(district).figures
    amount, count = figures["quantity"].iloc[1], figures["quantity"].iloc[0]
    assert (amount.low, amount.high) == (1086 * YI, 1090 * YI)
    assert (count.low, count.high) == (131, 133)
    assert figures["precision"].tolist()[:3] == ["stated", "stated", "by_digits"]


@pytest.mark.parametrize(
    ("relation", "low", "high"),
    [("~", "979.2", "1196.8"), (">", 1088, None), (">=", 1088, None), ("<", None, 1088), ("<=", None, 1088)],
)
def test_a_relation_widens_or_opens_the_interval(district, relation, low, high):
    put(district, FIGURES, 3, "relation", relation)
    quantity = load_workspace(district).figures["quantity"].iloc[1]
    ends = [None if end is None else Fraction(end) * YI for end in (low, high)]
    assert [quantity.low, quantity.high] == ends


def test_the_provenance_names_it(district):
    known = load_workspace(district)
    words = Vocabulary("en", {str(k): str(v) for k, v in known.labels["en"].items()})
    fact = Fact(
        FactId.of(2023, "agreed_amount"),
        1088.0,
        1087.5,
        1088.5,
        "亿元",
        "agreed",
        "all",
        "published",
        "2023",
        as_of="2024-03-31",
        sources=("2023.agreed_amount@jj2023",),
    )
    used = Tracer(Register.of(known, "2023Q4"), words).trace(fact).used[0]
    assert "±0.5" in used.published
    assert used.place == "Introduction, lines 199–207"
