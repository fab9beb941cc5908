"""In which unit an amount is written: that in which its measure is published."""

from __future__ import annotations

import pandas as pd
import pytest

from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.column_numbers import with_unit
from jjinvest.reporting.words_of import published_units, words_of

IN_WAN = {("foreign_funds", "亿美元"): "万美元"}


def _figures(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["metric", "statistic", "unit"])


def _amount(statistic: str, value: float, evidence: str = "published") -> Fact:
    fact_id = "2023.foreign_funds" + (f".{statistic}" if statistic else "")
    signed = statistic == "excess"
    return Fact(fact_id, value, value, value, "亿美元", "", "", evidence, "2023", signed=signed)


def test_foreign_amounts_published_in_ten_thousands_have_that_unit():
    figures = _figures(
        ("foreign_funds", "level", "万美元"),
        ("foreign_funds", "target", "亿美元"),
        ("agreed_amount", "level", "亿元"),
    )
    assert published_units(figures) == IN_WAN


def test_a_measure_published_in_two_units_has_the_unit_of_all_pages():
    figures = _figures(("foreign_funds", "level", "万美元"), ("foreign_funds", "level", "亿美元"))
    assert published_units(figures) == {}
    assert published_units(_figures(("funds_in_place", "level", "万元"))) == {}, "亿元 is in every head"


@pytest.mark.parametrize(
    ("fact", "style", "zh", "en"),
    [
        (_amount("", 1.06), "", "10600 万美元", "USD 106 mn (10,600 万美元)"),
        (_amount("", 0.0), "", "0 万美元", "USD 0 mn (0 万美元)"),
        (_amount("target", 1.2, "target"), "", "12000 万美元", "USD 120 mn (12,000 万美元)"),
        (_amount("excess", -0.14, "computed"), "signed", "−1400 万美元", "USD −14 mn (−1,400 万美元)"),
        (_amount("monthly_needed", 0.8 / 12, "computed"), "", "667 万美元", "USD 6.667 mn (667 万美元)"),
    ],
)
def test_number_target_and_distance_share_the_unit_of_the_text(fact, style, zh, en):
    assert Vocabulary("zh", {}, IN_WAN).fact(fact, style) == zh
    assert Vocabulary("en", {}, IN_WAN).fact(fact, style) == en


def test_an_estimate_gets_no_digits_by_its_unit():
    median = _amount("forecast.median", 0.98342, "modelled")
    assert Vocabulary("zh", {}, IN_WAN).fact(median) == "9800 万美元"


def test_a_column_of_which_the_head_has_the_unit_keeps_it():
    words = Vocabulary("zh", {}, IN_WAN)
    assert words.fact(_amount("", 1.06), "n") == "1.06"
    assert with_unit(_amount("", 1.06), 2, words) == "10600 万美元"


def test_trillions_stay_trillions():
    words = Vocabulary("zh", {}, {("agreed_amount", "亿元"): "万亿元"})
    total = Fact("2023.agreed_amount", 13200.0, None, None, "亿元", "", "", "published", "2023")
    assert words.fact(total) == "1.32 万亿元"
    in_english = Vocabulary("en", {}, words.published_units).fact(total)
    assert in_english == "CNY 1,320 bn (1.32 万亿元)"


def test_the_words_of_results_are_put_together_once_a_language(annual_results):
    zh, en = (words_of(annual_results, language) for language in ("zh", "en"))
    assert words_of(annual_results, "zh") is zh
    assert (zh.language, en.language) == ("zh", "en")
