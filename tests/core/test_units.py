"""Units: one unit at several scales, currencies kept apart, unknown units equal to themselves only."""

from __future__ import annotations

from fractions import Fraction

import pytest

from jjinvest.core.units import is_counted, is_money, unit_scale


@pytest.mark.parametrize(
    ("unit", "base", "scale"),
    [
        ("元", "元", 1),
        ("万元", "元", 10**4),
        ("百万元", "元", 10**6),
        ("千万元", "元", 10**7),
        ("亿元", "元", 10**8),
        ("十亿元", "元", 10**9),
        ("百亿美元", "美元", 10**10),
        ("千亿元", "元", 10**11),
        ("万亿元", "元", 10**12),
        ("万家", "家", 10**4),
        ("亿人次", "人次", 10**8),
        ("亿人民币", "元", 10**8),
        ("万美元", "美元", 10**4),
        ("亿美元", "美元", 10**8),
        ("亿港币", "港元", 10**8),
        ("亿日元", "日元", 10**8),
        ("亿USD", "USD", 10**8),
        ("亿CNY", "元", 10**8),
        ("个", "个", 1),
        ("十亿林吉特", "十亿林吉特", 1),
        ("亿千瓦时", "亿千瓦时", 1),
        ("万吨", "万吨", 1),
    ],
)
def test_base_and_scale(unit, base, scale):
    assert unit_scale(unit) == (base, Fraction(scale))


@pytest.mark.parametrize("unit", ["%", "％", "百分点", "个百分点"])
def test_shares_and_points_are_ratios(unit):
    assert unit_scale(unit) == ("ratio", Fraction(1, 100))
    assert not is_money(unit)
    assert not is_counted(unit)


def test_money_and_counts():
    assert all(is_money(unit) for unit in ("元", "亿元", "万美元", "亿EUR"))
    assert not any(is_money(unit) for unit in ("个", "亩", "倍", "十亿林吉特", "GW", "亿千瓦时"))
    assert all(is_counted(unit) for unit in ("个", "家", "人", "名", "批次", "人次"))
    assert not any(is_counted(unit) for unit in ("亿元", "%", "倍", "亩", "公里"))


def test_currencies_are_kept_apart():
    bases = {unit_scale(unit)[0] for unit in ("亿元", "亿美元", "亿欧元", "亿港元", "亿日元")}
    assert len(bases) == 5
