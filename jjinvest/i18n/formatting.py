"""Write numbers with their units in each language; how many decimals, the fact says.

A message refers to a number as ``{fact}`` or ``{fact:style}`` and contains none itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import SupportsFloat

from jjinvest.core.facts import Fact
from jjinvest.core.rounding import exact, round_bound
from jjinvest.core.units import is_money
from jjinvest.i18n.fact_styles import BARE_STYLES, SMALL_IN_YI, STYLES, with_zeros
from jjinvest.i18n.names import Names
from jjinvest.i18n.units import (
    IN_ENGLISH,
    RELATION_SIGNS,
    SCALES_IN_ENGLISH,
    UNIT_OF_ONE_EN,
    UNITS_EN,
    amount_scale,
    as_displayed,
    currency_code,
    in_unit,
    in_yi,
)

DIGITS_OF_WAN = 4
"""Digits by which a number in 万 is larger than the same in 亿."""
PLACEHOLDER = re.compile(r"\{([A-Za-z0-9_][A-Za-z0-9_.\-]*)(?::([a-z_]+))?\}")


@dataclass(frozen=True)
class Vocabulary(Names):
    """Words and number formats of one language.

    Attributes
    ----------
    language
        One of :data:`jjinvest.i18n.catalog.LANGUAGES`.
    labels
        The district's own names by member, and by dimension and member (:func:`label_key`).
    published_units
        Unit in which an amount is published where that is not 亿, by its metric and its unit in 亿.

    Examples
    --------
    >>> from jjinvest.core.fact_id import FactId
    >>> fact_id = FactId.of(2023, "agreed_amount")
    >>> fact = Fact(fact_id, 1088.0, None, None, "亿元", "agreed", "all", "published", "2023")
    >>> Vocabulary("en", {}).fact(fact), Vocabulary("zh", {}).fact(fact)
    ('CNY 108.8 bn (1,088 亿元)', '1088 亿元')
    """

    published_units: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def number(self, value: SupportsFloat, digits: int, relation: str = "=") -> str:
        """Write a number 四舍五入 to at most `digits` decimals, no trailing zeros, a true minus sign, no −0.

        One that bounds another (`relation`) is rounded so that it claims no more than is known.

        Examples
        --------
        >>> Vocabulary("zh", {}).number(2.675, 2), Vocabulary("en", {}).number(-1234.5, 0)
        ('2.68', '−1,235')
        >>> Vocabulary("zh", {}).number(15.38, 1, ">=")
        '15.3'
        """
        rounded = round_bound(value, relation, digits)
        text = f"{rounded:,f}" if self.language == "en" else f"{rounded:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text in ("-0", "0") else text.replace("-", "−")

    def fact(self, fact: Fact, style: str = "") -> str:
        """Write a fact with its unit.

        Styles: n (without unit), signed, signed_n, chance, range, range_n; size is without the sign, where
        words say which way it goes. With its unit an amount stands in that in which it is published.
        """
        return STYLES[style](self, fact if style in BARE_STYLES else self.as_published(fact))

    def as_published(self, fact: Fact) -> Fact:
        """Return an amount in the unit in which its measure is published: 10600 万美元, not 1.06 亿美元.

        Examples
        --------
        >>> words = Vocabulary("zh", {}, {("foreign_funds", "亿美元"): "万美元"})
        >>> paid = Fact("2023.foreign_funds", 1.06, None, None, "亿美元", "", "", "published", "2023")
        >>> words.fact(paid), words.fact(paid, "n")
        ('10600 万美元', '1.06')
        """
        metric = next((part for part in fact.id.parts if part != "ledger"), "")
        unit = self.published_units.get((metric, fact.unit))
        return fact if unit is None else in_unit(fact, unit)

    def unit(self, unit: str) -> str:
        """Name of a unit for a column head or an axis."""
        if unit and not self.has(f"unit.{unit}"):
            return f"（{unit}）" if self.language == "zh" else f"({unit})"
        return self.message(f"unit.{unit}") if unit else ""

    def money(self, unit: str) -> str:
        """Name of a unit of amounts; in English with the code of the currency.

        Examples
        --------
        >>> [Vocabulary("en", {}).money(unit) for unit in ("亿元", "万美元", "十亿林吉特")]
        ['亿元 (CNY 100 million)', '万美元 (USD 10,000)', '十亿林吉特']
        """
        scale = amount_scale(unit)
        if self.language == "zh" or not scale:
            return unit
        return f"{unit} ({currency_code(unit)} {SCALES_IN_ENGLISH[scale]})"

    def bare(self, fact: Fact) -> str:
        """Write a fact without its unit: the value with its relation, or the bounds."""
        digits = fact.shown_decimals
        if fact.value is None:
            return self.ends(fact, digits)
        written = self.number(as_displayed(fact, fact.value), digits, fact.relation)
        beside_published = is_money(fact.unit) or "check" in fact.id.parts  # 34.0 again beside 34.0
        of_figures = fact.evidence == "published" or (fact.evidence == "computed" and beside_published)
        if of_figures and fact.decimals is not None:
            written = with_zeros(written, fact.decimals)
        return RELATION_SIGNS[fact.relation] + written

    def ends(self, fact: Fact, digits: int) -> str:
        """Write the bounds of a fact; of what was computed they are rounded outwards, and stay strict (>)."""
        return self.between(
            fact.low, fact.high, digits, strict=fact.relation in "<>", outwards=fact.evidence == "computed"
        )

    def between(
        self,
        low: SupportsFloat | None,
        high: SupportsFloat | None,
        digits: int,
        *,
        strict: bool = False,
        outwards: bool = False,
    ) -> str:
        """Write an interval; it is one-sided where an end is open.

        Parameters
        ----------
        strict
            Whether the end of a one-sided interval is not attained.
        outwards
            Whether the ends bound the number for certain, so that rounding must not narrow them.

        Examples
        --------
        >>> zh = Vocabulary("zh", {})
        >>> zh.between(1.26, 2.34, 1), zh.between(1.26, 2.34, 1, outwards=True), zh.between(60, None, 0)
        ('1.3–2.3', '1.2–2.4', '≥60')
        """
        if low is None and high is None:
            return "—"
        if high is None:
            return f"{'>' if strict else '≥'}{self.number(low or 0.0, digits, '>=')}"
        if low is None:
            return f"{'<' if strict else '≤'}{self.number(high, digits, '<=')}"
        ways = (">=", "<=") if outwards and exact(low) != exact(high) else ("=", "=")
        ends = [self.number(end, digits, way) for end, way in zip((low, high), ways, strict=True)]
        most = max(len(end.partition(".")[2]) for end in ends)
        if ends[0] != ends[1] and most:  # both ends of a range with the decimals of the finer one
            ends = [with_zeros(end, most) for end in ends]
        negative = ends[0].startswith("−") or ends[1].startswith("−")  # −16.8–12.8 has signs enough
        return ends[0] if ends[0] == ends[1] else self.message("range.to" if negative else "range").join(ends)

    def with_unit(self, number: str, fact: Fact, value: float | None) -> str:
        """Add the unit of a fact to its written number; `value` is None for an interval."""
        if self.language == "en" and amount_scale(fact.unit):
            return self._in_billions(number, fact, value)
        if in_yi(fact.unit):
            foreign = fact.unit != "亿元"
            if foreign and value is not None and 0 < abs(value) < SMALL_IN_YI:
                return self._in_wan(number, fact, value)
            return f"{number} {fact.unit}"
        if fact.unit == "概率":
            return number
        if self.language == "en" and fact.unit == "名":
            return f"top {number.removeprefix('≤')}" if number.startswith("≤") else f"rank {number}"
        if self.language == "en":
            name = UNITS_EN.get(fact.unit, f" {fact.unit}")
            return number + (UNIT_OF_ONE_EN.get(name, name) if number == "1" else name)
        if fact.unit == "名":
            return f"前 {number.removeprefix('≤')} 名" if number.startswith("≤") else f"第 {number} 名"
        if fact.unit == "%":
            return f"{number}%"
        return f"{number} {fact.unit}" if fact.unit else number

    def _in_wan(self, number: str, fact: Fact, value: float) -> str:
        """Write a small amount in 万, as it is published: 42 万美元, not 0.0042 亿美元."""
        signs = re.match(r"[≥>≤<≈]?\+?", number)
        digits = max(len(number.partition(".")[2]) - DIGITS_OF_WAN, 0)
        written = self.number(exact(value) * 10**DIGITS_OF_WAN, digits, fact.relation)
        return f"{signs.group() if signs else ''}{written} 万{fact.unit[1:]}"

    def _in_billions(self, number: str, fact: Fact, value: float | None) -> str:
        """Write an amount in billions or millions of its currency, with the number as published behind it."""
        code, scale = currency_code(fact.unit), amount_scale(fact.unit)
        name, factor, more = IN_ENGLISH[scale]
        if value is not None:
            relation = re.match(r"[≥>≤<≈]?", number)
            sign = relation.group() if relation else ""
            digits = max(fact.shown_decimals + more, 0) if fact.evidence == "modelled" else 3
            written = self.number(exact(value) * factor, digits, fact.relation)
            if scale == "亿" and 0 < abs(value) < SMALL_IN_YI:  # 0.0042 亿 are no 0 billion
                written, name = self.number(exact(value) * 100, 2, fact.relation), "mn"
            return f"{sign}{code} {written} {name} ({number.removeprefix(sign)} {fact.unit})"
        digits = max(fact.shown_decimals + (more if fact.evidence == "modelled" else 2), 0)
        low, high = (None if end is None else exact(end) * factor for end in (fact.low, fact.high))
        outwards, strict = fact.evidence == "computed", fact.relation in "<>"
        ends = self.between(low, high, digits, strict=strict, outwards=outwards)
        sign = ends[0] if ends[0] in "≥>≤<" else ""
        return f"{sign}{code} {ends.removeprefix(sign)} {name} ({number.removeprefix(sign)} {fact.unit})"
