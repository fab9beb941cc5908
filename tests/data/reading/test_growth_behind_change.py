"""Growth in percent behind a change in numbers: 31个，较上年减少2个，下降6.1%."""

from __future__ import annotations

import pytest

from jjinvest.data.bulletins.extract import read_pasted_text
from jjinvest.results.reading import read_for_review

_HEAD = "某区2025年招商引资情况\n2025年，投产项目31个，"


def _last(words: str) -> tuple[str, str, str]:
    cells = read_for_review(read_pasted_text(_HEAD + words)).review_rows[-1].cells
    return cells.get("metric", ""), cells.get("statistic", ""), cells.get("value", "")


@pytest.mark.parametrize(
    ("words", "growth"),
    [
        ("较上年减少2个，下降6.1%。", "-6.1"),
        ("同比减少2个，下降6.1%。", "-6.1"),
        ("比上年同期增加2个，增长6.9%。", "6.9"),
        ("比去年多2个，同比增长6.9%。", "6.9"),
    ],
)
def test_growth_behind_a_change_is_that_of_the_number_that_changed(words: str, growth: str) -> None:
    assert _last(words) == ("projects_completed", "growth", growth)


@pytest.mark.parametrize("words", ["到位资金较上年减少2亿元，下降6.1%。", "比上月减少2个，下降6.1%。"])
def test_growth_of_what_was_not_counted_is_not_read(words: str) -> None:
    assert _last(words)[0] == ""
