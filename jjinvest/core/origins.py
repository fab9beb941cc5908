"""Origins of investors: one code for each, and which of them lie within which.

市外 is everything from outside the municipality, 省外 and 境外 included; 内资 is all but 境外 and 港澳台.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

ORIGIN, ABROAD, OUT_OF_CITY = "origin", "abroad", "out_of_city"
MEASURES_OF_ORIGINS = frozenset({"contract_amount_abroad"})
"""Measures of one origin with a name of their own, metric and origin: 合同外资额, not 境外正式合同额."""
OUT_OF_CITY_DOMESTIC = "out_of_city_domestic"
"""From outside the municipality and not from abroad: a row of a ledger."""
_WORDS = {
    ABROAD: ("foreign", "overseas", "境外", "国外", "海外", "外资", "外商"),
    OUT_OF_CITY: ("市外",),
    "in_city": ("市内", "in_municipality"),
    "out_of_province": ("省外", "外省"),
    "in_province": ("省内",),
    "in_province_out_of_city": ("省内市外", "市外省内"),
    "domestic": ("境内", "内资", "国内"),
    "hk_macao_taiwan": ("港澳台",),
    "out_of_district": ("区外", "县外"),
    "in_district": ("区内", "县内"),
}
ORIGIN_WORDS = {word: code for code, words in _WORDS.items() for word in words}
"""Word for an origin, in Chinese or by an older code, and its code."""
_FAR = frozenset({"province", "abroad", "hk_macao_taiwan"})
_ABROAD = _FAR - {"province"}
_PLACES = {
    "in_district": frozenset({"district"}),
    "in_city": frozenset({"district", "city"}),
    "in_province": frozenset({"district", "city", "near"}),
    "in_province_out_of_city": frozenset({"near"}),
    "in_province_out_of_district": frozenset({"city", "near"}),
    "out_of_district": frozenset({"city", "near"}) | _FAR,
    OUT_OF_CITY: frozenset({"near"}) | _FAR,
    OUT_OF_CITY_DOMESTIC: frozenset({"near", "province"}),
    "domestic": frozenset({"district", "city", "near", "province"}),
    ABROAD: _ABROAD,
    "hk_macao_taiwan": frozenset({"hk_macao_taiwan"}),
}
"""Places that an origin takes in: the district, the rest of its city, of its province, of the country …"""
_OUT_OF_PROVINCE = "out_of_province"
"""省外, of which some offices count 境外 as a part and others do not."""


def plain_origin(member: str) -> str:
    """Return the one code of an origin; any other text as it is.

    Examples
    --------
    >>> plain_origin("境外"), plain_origin("foreign"), plain_origin("市外"), plain_origin("长三角")
    ('abroad', 'abroad', 'out_of_city', '长三角')
    """
    return ORIGIN_WORDS.get(member, member)


def plain_member(dimension: str, member: str) -> str:
    """Return the one code of a member of a dimension, of which only origins have several words."""
    return plain_origin(member) if dimension == ORIGIN else member


def is_within(member: str, other: str, among: Iterable[str] = ()) -> bool:
    """Whether an origin is for certain a part of another one.

    Parameters
    ----------
    among
        Origins published beside them: 省外 beside 内资 is that of 内资.

    Examples
    --------
    >>> is_within("abroad", "out_of_city"), is_within("abroad", "out_of_province")
    (True, False)
    """
    inner, outer = _most(member, among), _least(other)
    return member != other and bool(inner) and inner <= outer


def outermost(members: Iterable[str]) -> set[str] | None:
    """Origins that are within no other of them, which can be added; None where two of these may overlap.

    Examples
    --------
    >>> outermost(["abroad", "out_of_city", "out_of_province"]), outermost(["abroad", "out_of_province"])
    ({'out_of_city'}, None)
    """
    names = set(members)
    outer = {name for name in names if not any(is_within(name, other, names) for other in names)}
    if any(_most(one, names) & _most(other, names) for one, other in combinations(outer, 2)):
        return None
    return outer


def _least(member: str) -> frozenset[str]:
    return frozenset({"province"}) if member == _OUT_OF_PROVINCE else _PLACES.get(member, frozenset())


def _most(member: str, among: Iterable[str]) -> frozenset[str]:
    if member == _OUT_OF_PROVINCE:
        return _least(member) if "domestic" in among else _FAR
    return _PLACES.get(member, frozenset())
