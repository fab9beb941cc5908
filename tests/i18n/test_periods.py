"""Names of periods in both languages, whether written as in tables or as in ids."""

from __future__ import annotations

import pytest

from jjinvest.core.errors import JJInvestError
from jjinvest.i18n.formatting import Vocabulary

ZH, EN = Vocabulary("zh", {}), Vocabulary("en", {})


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        ("2023", "2023年", "2023"),
        ("2023h1", "2023年上半年", "first half of 2023"),
        ("2023Q1-Q3", "2023年前三季度", "first three quarters of 2023"),
        ("2023Q1-Q2", "2023年上半年", "first half of 2023"),
        ("2018-01..2018-10", "2018年1—10月", "January–October 2018"),
        ("2018m01-m10", "2018年1—10月", "January–October 2018"),
        ("2023-10", "2023年10月", "October 2023"),
        ("2023m02", "2023年2月", "February 2023"),
        ("2023-12-27", "2023年12月27日", "27 December 2023"),
    ],
)
def test_every_period_has_a_name(period, zh, en):
    assert (ZH.period(period), EN.period(period)) == (zh, en)


def test_what_is_no_period_is_never_shown():
    with pytest.raises(JJInvestError, match="not a period"):
        ZH.period("2023Q7")
