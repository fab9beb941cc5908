"""Amounts in words: numerals that are one number, and what is said of texts that are none."""

from __future__ import annotations

import pytest

from jjinvest.ledger.reader.values.amount_words import rule_of_words, yuan_in_words
from jjinvest.ledger.reader.values.cells import CellFault, parse_amount
from tests.fixtures.workbooks import check, clean_project, write_ledger


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("叁仟贰佰万元整", 32_000_000),
        ("两亿三千万", 230_000_000),
        ("十二亿元", 1_200_000_000),
        ("一亿零五万元", 100_050_000),
        ("人民币捌佰元", 800),
        ("一万二千亿", 1_200_000_000_000),
    ],
)
def test_numerals_are_read_as_the_number_they_write(text, yuan):
    assert yuan_in_words(text) == yuan


@pytest.mark.parametrize("text", ["五千", "一二万", "一亿五", "万", "三点五亿", "亿达公司", ""])
def test_numerals_without_a_unit_or_with_a_place_left_out_are_no_amount(text):
    assert yuan_in_words(text) is None


@pytest.mark.parametrize(
    ("text", "rule", "number"),
    [
        ("大约4000万", "amount_about", "4000万元"),
        ("7000万元以上", "amount_about", "7000万元"),
        ("近6亿", "amount_about", "6亿元"),
        ("2至4亿元", "amount_range", ""),
        ("8亿（首期3亿）", "amount_two_numbers", "8亿元"),
        ("尚未明确", "amount_no_number", ""),
        ("尚待定", "amount_pending", ""),
        ("待议", "amount_pending", ""),
    ],
)
def test_a_text_without_an_exact_number_breaks_the_rule_that_says_why(text, rule, number):
    fault = parse_amount(text, "万元")
    assert isinstance(fault, CellFault)
    assert (fault.rule, fault.terms["number"]) == (rule, number)


def test_the_rule_of_a_text_does_not_depend_on_blanks():
    assert rule_of_words("约 300 万 元") == rule_of_words("约300万元")


def test_a_signed_project_with_an_amount_in_numerals_counts_with_a_remark(path):
    write_ledger(path, [clean_project(1), clean_project(2, agreed_amount="贰亿元")])
    result = check(path)
    assert result.rows[1].yuan("agreed_amount") == 200_000_000
    assert "amount_in_words" in {each.rule for each in result.rows[1].findings}


def test_an_amount_about_a_number_is_sent_back_with_the_number_as_its_example(path):
    write_ledger(path, [clean_project(1, agreed_amount="2亿元上下")])
    (fault,) = [each for each in check(path).rows[0].findings if each.rule == "amount_about"]
    assert fault.example("zh") == "2亿元"


@pytest.mark.parametrize("text", ["8 000", "8\u3000000万元"])
def test_a_blank_inside_a_number_is_named_as_such(text):
    assert rule_of_words(text)[0] == "amount_spaced"
    assert rule_of_words("约8 000")[0] == "amount_about"
