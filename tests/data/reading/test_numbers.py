from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjinvest.data.bulletins.quantities.numbers import numbers


def one(text):
    (number,) = numbers(text)
    return f"{number.relation}{number.digits}{number.unit}" + (f"..{number.high}" if number.high else "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一亿二千万元", "=1.2亿元"),
        ("两亿元", "=2亿元"),
        ("一点二亿元", "=1.2亿元"),
        ("1亿2千万元", "=1.2亿元"),
        ("1亿2000万元", "=1.2亿元"),  # a library reads 220,020,000
        ("2万5千元", "=2.5万元"),  # a library reads 45,000
        ("壹仟零捌拾捌亿元", "=1088亿元"),
        ("廿一个", "=21个"),
        ("十几亿元", ">10亿元"),
        ("两千余万元", ">2000万元"),
        ("5个亿", "=5亿元"),
        ("三点二亿元", "=3.2亿元"),
        ("12.3万亿元", "=123000亿元"),
        ("3千余万元", ">3000万元"),
        ("百分之十二点五", "=12.5%"),
        ("近七成", "<70%"),
        ("翻一番", "=2倍"),
        ("翻两番", "=4倍"),
        ("翻了一番多", ">2倍"),
        ("四分之一", "=0"),
        ("20亿元至50亿元", "=20亿元..50"),
        ("50至100亿元", "=50亿元..100"),
        ("5%—8%", "=5%..8"),
        ("上百亿", ">=100亿元"),
        ("30余个", ">30个"),
        ("超600亿元", ">600亿元"),
        ("700亿元以上", ">=700亿元"),
        ("约12个", "~12个"),
        ("不足3亿元", "<3亿元"),
        ("不低于40个", ">=40个"),
        ("180亿元左右", "~180亿元"),
        ("1005136万元", "=1005136万元"),
        ("425.0亿美元", "=425.0亿美元"),
        ("8.3个百分点", "=8.3个百分点"),
        ("前十", "<=10名"),
        ("第三位", "=3名"),
    ],
)
def test_a_number_with_its_qualifier_and_unit(text, expected):
    assert one(text) == expected


@pytest.mark.parametrize("text", ["一带一路", "四川省", "一批项目", "万众一心", "第三产业", "一季度", "三产"])
def test_numerals_inside_words_are_no_numbers(text):
    assert numbers(text) == []


def test_about_is_not_read_from_the_end_of_signing():
    (number,) = numbers("签约132个")
    assert number.relation == "="


@given(st.text(alphabet="签约0123456789.万亿元百千一二三几余多至第前翻番以上超近%个成级点", max_size=40))
def test_every_digit_is_in_one_number(text):
    found = numbers(text)
    spans = [(number.start, number.end) for number in found]
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    for at, letter in enumerate(text):
        if letter.isdigit():
            assert sum(start <= at < end for start, end in spans) == 1


@pytest.mark.parametrize(
    ("text", "digits", "unit", "half_width"),
    [
        ("1.32万亿元", "13200", "亿元", "50"),
        ("1.30万亿元", "13000", "亿元", "50"),
        ("一点三万亿元", "13000", "亿元", "500"),
        ("3.5千家", "3500", "家", "50"),
        ("0.5百亿美元", "50", "亿美元", "5"),
        ("13200亿元", "13200", "亿元", ""),
        ("3.5万家", "3.5", "万家", ""),
    ],
)
def test_a_number_in_a_coarser_unit_keeps_its_rounding(text, digits, unit, half_width):
    (number,) = numbers(text)
    assert (number.digits, number.unit, number.half_width) == (digits, unit, half_width)
