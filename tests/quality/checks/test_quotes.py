"""A row and its quote hold one number, in any of its writings; else the check remarks it."""

from __future__ import annotations

import pytest

from tests.quality.checks.figures import check


def remarks(line: str, quote: str) -> list[str]:
    found = check(f"{line} quote~{quote}").findings
    return [finding.zh for finding in found if finding.kind == "quote"]


@pytest.mark.parametrize(
    ("line", "quote"),
    [
        ("2023H1 agreed_amount - level 31.1 亿元", "协议引资31.1亿元"),
        ("2023H1 fixed_asset_investment - level 0.86 亿元", "其中固定资产投资8600万元"),
        ("2023H1 agreed_amount - level 1088 亿元", "协议引资1,088亿元"),
        ("2023H1 agreed_amount - growth -58.7 %", "同比下降58.7%"),
        ("2023H1 agreed_amount - completion 60 %", "完成目标的六成"),
        ("2023H1 agreed_amount - multiple 2.2 倍", "增长1.2倍"),
        ("2023H1 projects_signed - level 2 个", "签约两个项目"),
        ("2023H1 agreed_amount - completion 100 % relation~>", "超额完成1000亿元目标"),
        ("2023H1 agreed_amount - level 31.9 亿元", "导语（第199–207行）"),
        ("2023H1 agreed_amount - rank 1 名", "亮点一（第164–183行）"),
    ],
)
def test_a_quote_with_the_number_in_any_writing_is_no_remark(line, quote):
    assert remarks(line, quote) == []


@pytest.mark.parametrize(
    ("line", "quote", "words"),
    [
        ("2023H1 agreed_amount - level 31.9 亿元", "协议引资31.1亿元", "31.1亿元"),
        ("2023H1 agreed_amount - level 311 亿元", "协议引资31.1亿元，同比下降58.7%", "31.1亿元"),
        ("2023H1 projects_signed - level 24 个", "新签约产业项目42个", "42个"),
        ("2023H1 agreed_amount - growth -57.8 %", "同比下降58.7%", "58.7%"),
    ],
)
def test_a_value_that_is_not_in_its_quote_is_remarked(line, quote, words):
    (said,) = remarks(line, quote)
    assert words in said
