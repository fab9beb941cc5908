"""The one rounding rule: 四舍五入 of the exact number, in decimals; halves go away from zero.

Every number that is shown or written with fewer decimals than it has goes through :func:`round_half_up`.
A binary float cannot hold 2.675, and formats such as ``f"{2.675:.2f}"`` round what it holds instead (2.67).
So a float is read by its 15 significant digits, the digits that a spreadsheet shows of it: an amount of
whole 元 below 10 million 亿元 is exact by them, and the last bits that a sum or a product of floats adds
are not part of the number.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from math import ceil, floor, isfinite
from numbers import Rational
from typing import SupportsFloat

SIGNIFICANT_DIGITS = 15
"""Digits by which a float is read; every decimal number of so many digits survives as a float."""
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)  # wide enough for any float, so that nothing else rounds


def exact(value: SupportsFloat) -> Fraction:
    """Return the number that is meant: an integer, a fraction or a decimal as it is, a float by its digits.

    Raises
    ------
    ValueError, OverflowError
        If the number is not finite.

    Examples
    --------
    >>> exact(2.675), exact(0.1 + 0.2), exact(7)
    (Fraction(107, 40), Fraction(3, 10), Fraction(7, 1))
    """
    if isinstance(value, Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    return Fraction(value if isinstance(value, Decimal) else _as_decimal(float(value)))


def round_half_up(value: SupportsFloat, decimals: int = 0) -> Decimal:
    """Round to a number of decimals: 四舍五入, halves away from zero, on the decimal number.

    Parameters
    ----------
    value
        An integer, a fraction, a decimal, or a float (read by its 15 significant digits). A number that is
        not finite is returned as it is.

    Examples
    --------
    >>> [str(round_half_up(number, 2)) for number in (2.675, 8.235, -2.675, Fraction(2, 3), 6)]
    ['2.68', '8.24', '-2.68', '0.67', '6.00']
    """
    if isinstance(value, Rational):
        size = abs(exact(value)) * Fraction(10) ** decimals
        units = (2 * size.numerator + size.denominator) // (2 * size.denominator)
        return Decimal(-units if value < 0 else units).scaleb(-decimals, _WIDE)
    number = value if isinstance(value, Decimal) else _as_decimal(float(value))
    return number.quantize(Decimal(1).scaleb(-decimals), context=_WIDE) if number.is_finite() else number


def round_bound(value: SupportsFloat, relation: str, decimals: int = 0) -> Decimal:
    """Round a number that bounds another so that it claims no more: a least downwards, a most upwards.

    Parameters
    ----------
    value
        As in :func:`round_half_up`.
    relation
        ``>`` or ``>=`` of a least, ``<`` or ``<=`` of a most; any other is rounded 四舍五入.

    Examples
    --------
    >>> [str(round_bound(15.38, relation, 1)) for relation in (">", "<=", "=")]
    ['15.3', '15.4', '15.4']
    >>> str(round_bound(-15.38, ">=", 1)), str(round_bound(0.1 + 0.2, ">=", 1))
    ('-15.4', '0.3')
    """
    if relation[:1] not in ("<", ">"):
        return round_half_up(value, decimals)
    number = exact(value) * Fraction(10) ** decimals
    units = floor(number) if relation[0] == ">" else ceil(number)
    return Decimal(units).scaleb(-decimals, _WIDE)


def _as_decimal(value: float) -> Decimal:
    return Decimal(f"{value:.{SIGNIFICANT_DIGITS}g}" if isfinite(value) else value)
