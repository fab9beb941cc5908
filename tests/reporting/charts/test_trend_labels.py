"""Labels of a chart: what is computed has one number of decimals, what is published its own."""

from __future__ import annotations

from dataclasses import replace

from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.column_numbers import column_decimals, with_decimals
from tests.fixtures.circulars import number


def test_labels_of_computed_numbers_have_one_number_of_decimals():
    words, amounts = Vocabulary("zh", {}), (37.9, 37.31, 13.1)
    facts = [number(f"2022q{n}.agreed_amount", amount, "亿元") for n, amount in enumerate(amounts, 1)]
    computed = [replace(fact, evidence="computed") for fact in facts]
    places = column_decimals(computed, words)
    assert [with_decimals(fact, places, words) for fact in computed] == ["37.90", "37.31", "13.10"]
    published = replace(computed[0], evidence="published")
    assert with_decimals(published, places, words) == "37.9"
