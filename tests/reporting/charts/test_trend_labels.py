"""Labels of a chart: what is computed has one number of decimals, what is published its own."""

from __future__ import annotations

from dataclasses import replace

from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.charts.trend import trend
from jjinvest.reporting.column_numbers import column_decimals, with_decimals
from jjinvest.reporting.tables.cells import FactName, cells
from tests.fixtures.circulars import number


def test_labels_of_computed_numbers_have_one_number_of_decimals():
    words, amounts = Vocabulary("zh", {}), (37.9, 37.31, 13.1)
    facts = [number(f"2022q{n}.agreed_amount", amount, "亿元") for n, amount in enumerate(amounts, 1)]
    computed = [replace(fact, evidence="computed") for fact in facts]
    places = column_decimals(computed, words)
    assert [with_decimals(fact, places, words) for fact in computed] == ["37.90", "37.31", "13.10"]
    published = replace(computed[0], evidence="published")
    assert with_decimals(published, places, words) == "37.9"


def test_a_number_known_only_as_a_bound_has_a_hatched_bar_which_is_explained():
    words, head = Vocabulary("zh", {}), "agreed_amount"
    numbers = [
        number(f"2023q{n}.{head}", value, "亿元", evidence="published") for n, value in ((1, 30), (2, 48))
    ]

    def drawn(relation):
        facts = [replace(numbers[0], relation=relation), numbers[1]]
        rows = [{"period": FactName(str(fact.id)), head: fact} for fact in facts]
        [ax] = trend(cells(rows, ["period", head]), words).axes
        return [bool(bar.get_hatch()) for bar in ax.patches], ax.get_xlabel()

    hatched, label = drawn(">")
    assert hatched == [True, False]
    assert words.message("legend.about") in label
    assert drawn("=") == ([False, False], label.partition("\n")[0])
