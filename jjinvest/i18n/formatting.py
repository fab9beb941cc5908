"""Write terms, units, numbers, periods and dates in each language; how many decimals, the fact says.

Messages are in ``locale/<language>.po`` (gettext; ids are keys). A message refers to a number as ``{fact}``
or ``{fact:style}`` and contains none itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import SupportsFloat

from babel.core import Locale
from babel.dates import format_date, get_month_names

from jjinvest.core.errors import JJInvestError
from jjinvest.core.fact_id import OF_TARGET, FactId, label_key, two_edges
from jjinvest.core.facts import Fact
from jjinvest.core.periods import canonical_period, is_event, period_months
from jjinvest.core.rounding import exact, round_bound
from jjinvest.core.units import is_money
from jjinvest.i18n.catalog import catalog
from jjinvest.i18n.fact_styles import STYLES, with_zeros
from jjinvest.i18n.units import (
    RELATION_SIGNS,
    UNIT_OF_ONE_EN,
    UNITS_EN,
    as_displayed,
    currency_code,
    in_yi,
)

PLACEHOLDER = re.compile(r"\{([A-Za-z0-9_][A-Za-z0-9_.\-]*)(?::([a-z_]+))?\}")
_PERIOD_PART = re.compile(r"\d{4}(q[1-4]|h[12]|q1-q[23])")
_NUMBER_PART = re.compile(r"[\d.]+")
_OF_RELEASES = ("released", "since_release")
"""Parts of an id after which a number of an earlier release, or the change since it, is named on its own."""

_ORIGIN = "origin"
"""Dimension whose members stand before the name of the metric: 省外到位资金."""
_PROJECTS = "项目"
"""End of the name of an origin that the name of a metric takes the place of: 市外项目, 市外到位资金."""
_UNWRITTEN = {"out_of_city": _ORIGIN}
"""Members whose dimension ids leave out, beside those of sectors."""
_AUTHORITIES = frozenset(("district", "municipality", "province", "state", "country"))
"""Authorities that set targets; a district may split its figures by dimensions of these names."""
_SAID_ALONE = {"cohort": ("new", "carried_over", "expansion")}
"""Members that say without their dimension what they are: 新签; other cohorts are quarters of signing."""
_UNNAMED_PARTS = ("project", "group")
"""Parts of an id that only group others."""
_OTHER = "other"
"""Dimension of parts that no other dimension has a place for: its members have names, it has none."""


def _place_of_metric(parts: Sequence[str]) -> int:
    """Place of the metric in an id: the first, but for the numbers of a ledger."""
    return 1 if parts[0] == "ledger" else 0


def _with_tiers(parts: Sequence[str]) -> list[str]:
    """Parts of an id with size classes under the name that they have elsewhere: size, ge_1 → tier_ge_1."""
    found = list[str]()
    for part in parts:
        if found and found[-1] == "size":
            found[-1] = f"tier_{part}"
        else:
            found.append(part)
    return found


@dataclass(frozen=True)
class Vocabulary:
    """Words and number formats of one language.

    Attributes
    ----------
    language
        One of :data:`jjinvest.i18n.catalog.LANGUAGES`.
    labels
        The district's own names by member, and by dimension and member (:func:`label_key`).

    Examples
    --------
    >>> fact_id = FactId.of(2023, "agreed_amount")
    >>> fact = Fact(fact_id, 1088.0, None, None, "亿元", "agreed", "all", "published", "2023")
    >>> Vocabulary("en", {}).fact(fact), Vocabulary("zh", {}).fact(fact)
    ('CNY 108.8 bn (1,088 亿元)', '1088 亿元')
    """

    language: str
    labels: Mapping[str, str]

    def has(self, key: str) -> bool:
        """Whether a message of this key exists."""
        return key in catalog(self.language)

    def message(self, key: str) -> str:
        """Return the message of a key.

        Raises
        ------
        JJInvestError
            If there is no such message; an unknown key is never shown.
        """
        try:
            return catalog(self.language)[key]
        except KeyError:
            raise JJInvestError(f"没有这条文字 no such message: {key} ({self.language})") from None

    def column(self, name: str) -> str:
        """Head of a table's column: its own message, or the name of the metric that it holds."""
        key = f"col.{name}"
        return self.message(key) if self.has(key) else self.label(name)

    def label(self, key: str) -> str:
        """Name of a subject: a label of the district, a size tier, or a general term; else its own text."""
        if key in self.labels:
            return self.labels[key]
        if "=" in key:
            dimension, _, member = key.partition("=")
            packaged = f"member.{dimension}.{member}"
            return self.message(packaged) if self.has(packaged) else self.label(member or dimension)
        top = re.fullmatch(r"top(\d+)", key)
        if top is not None and not self.has(f"term.{key}"):
            return self.message("term.top").replace("{number}", top.group(1))
        if key.startswith("aim_") and not self.has(f"term.{key}"):
            authority = self.label(key.removeprefix("aim_"))
            return self.message("term.aim_other").replace("{authority}", authority)
        tier = re.fullmatch(r"tier_(?:(?:ge|(lt))_(\d+(?:_\d+)?)|(\d+(?:_\d+){1,3}))", key)
        if tier is None:
            general = (f"{kind}.{key}" for kind in ("term", "dimension"))
            return next((self.message(each) for each in general if self.has(each)), key.replace("_", " "))
        below, edge, between = tier.groups()
        low, high = two_edges(between) if between else ("", "")
        at_least = None if edge is None or below else edge.replace("_", ".")
        if below:
            low, high = "0", edge.replace("_", ".")
        if at_least:
            return self.message("tier.at_least").replace("{low}", at_least)
        name = "tier.below" if low == "0" else "tier.between"
        return self.message(name).replace("{low}", low).replace("{high}", high)

    def member(self, dimension: str, member: str) -> str:
        """Name of a member of a dimension; two dimensions may have a member of one name.

        Examples
        --------
        >>> words = Vocabulary("en", {"chain=nev": "New vehicles", "task_force=nev": "Team for vehicles"})
        >>> words.member("chain", "nev"), words.member("task_force", "nev")
        ('New vehicles', 'Team for vehicles')
        """
        key = label_key(dimension, member)
        if key not in self.labels and member in self.labels:
            return self.labels[member]
        return self.label(key)

    def dimension(self, dimension: str) -> str:
        """Name of a dimension: the district's own, a general one, or its own text.

        Examples
        --------
        >>> words = Vocabulary("zh", {"county=": "区县"})
        >>> words.dimension("county"), words.dimension("sector"), words.dimension("my_part")
        ('区县', '产业', 'my part')
        """
        own, general = label_key(dimension, ""), f"dimension.{dimension}"
        if own in self.labels or dimension in self.labels or not self.has(general):
            return self.label(own)
        return self.message(general)

    def is_named(self, metric: str) -> bool:
        """Whether a metric has a name: the district's own or a general one."""
        return metric in self.labels or self.has(f"term.{metric}")

    def period(self, period: str) -> str:
        """Name of a period, as written in tables or in ids.

        Examples
        --------
        >>> zh, en = Vocabulary("zh", {}), Vocabulary("en", {})
        >>> [zh.period(p) for p in ("2023", "2023H1", "2018-01..2018-10", "2023-10", "2023-12-27")]
        ['2023年', '2023年上半年', '2018年1—10月', '2023年10月', '2023年12月27日']
        >>> en.period("2018m01-m10"), en.period("2023-10"), en.period("2023-12-27")
        ('January–October 2018', 'October 2023', '27 December 2023')
        """
        try:
            period = canonical_period(period)
        except ValueError:
            raise JJInvestError(f"不是期间 not a period: {period} ({self.language})") from None
        if is_event(period):
            return self.day(date.fromisoformat(period))
        key = f"period.{period[4:] or 'year'}"
        if self.has(key):
            return self.message(key).replace("{year}", period[:4])
        first, last = (self._month(month) for month in period_months(period))
        name = self.message("period.month" if first == last else "period.months")
        return name.replace("{year}", period[:4]).replace("{first}", first).replace("{last}", last)

    def in_sentence(self, period: str) -> str:
        """Name of a period inside a sentence: with its article in English.

        Examples
        --------
        >>> [Vocabulary("en", {}).in_sentence(period) for period in ("2023", "2023H1", "2023-10")]
        ['2023', 'the first half of 2023', 'October 2023']
        """
        name = self.period(period)
        return f"the {name}" if self.language == "en" and name[0].islower() else name

    def _month(self, month: int) -> str:
        """Name of a month inside the name of a period: its number in Chinese."""
        return str(month) if self.language == "zh" else str(get_month_names(locale=_locale("en_GB"))[month])

    def day(self, day: date) -> str:
        """Write a date in the long form of the language."""
        return _long_date(day, self.language)

    def fact_label(self, fact_id: str, *, with_period: bool = True) -> str:
        """Name a fact from the parts of its id: period · metric · subject · statistic; or a period alone."""
        of_fact = FactId(fact_id)
        head = [self.period(of_fact.period)] if with_period else []
        return " · ".join([*head, *self._names(of_fact.parts)])

    def _names(self, parts: Sequence[str]) -> list[str]:
        """Return the names of the parts of an id."""
        for place, part in enumerate(parts):
            if part in _OF_RELEASES:
                return [*self._names(parts[:place]), *self._part_names(parts[place:])]
        if "check" in parts[:-1]:
            place = parts.index("check")
            rule, column = self.label(f"rule_{parts[place + 1]}"), self.message(f"col.{parts[-1]}")
            return [*self._names(parts[:place]), rule, column]
        return self._part_names(parts)

    def _part_names(self, parts: Iterable[str]) -> list[str]:
        """Return a name for each part, but for numbers and parts that only group others.

        A part after its dimension is a member of it; another one may be a member of a dimension that ids
        leave out.
        """
        parts = list(parts)
        if "of" in parts[:-1]:
            place = parts.index("of")
            whole = " · ".join(self._part_names(_with_tiers(parts[place + 1 :])))
            joint = "" if self.language == "zh" else " "
            return [*self._part_names(parts[:place]), f"{self.label('of')}{joint}{whole}"]
        dimension, names = "", list[str]()
        for before, part, after in zip(["", *parts], parts, [*parts[1:], ""], strict=False):
            if part == _OTHER and after and not dimension and not self.has(f"term.{after}"):
                dimension = part
                continue
            says_itself = after in _SAID_ALONE.get(part, ())
            sets = part in _AUTHORITIES and (not after or before in OF_TARGET)  # a target: 市级
            opens = not dimension and part in self._dimensions and not sets
            if not _NUMBER_PART.fullmatch(part) and part not in _UNNAMED_PARTS and not says_itself:
                is_period = _PERIOD_PART.fullmatch(part) is not None
                of = part if opens else dimension or _UNWRITTEN.get(part, "sector")
                name = self.label(label_key(of, "" if opens else part))
                if opens and part in _AUTHORITIES:
                    name = self.dimension(part)
                if before == "rank" and self.has(f"term.among_{part}"):  # who ranks does not set the rank
                    name = self.label(f"among_{part}")
                place, written = _place_of_metric(parts), dimension == _ORIGIN
                if of == _ORIGIN and not opens and place < len(names) - written:
                    self._add_origin(names, place, name, written=written)
                else:
                    names.append(self.period(part.upper()) if is_period else name)
            dimension = part if opens else ""
        return names

    def _add_origin(self, names: list[str], place: int, member: str, *, written: bool) -> None:
        """Put an origin into the name of its metric, and drop the name of the dimension where it is written.

        省外到位资金 is the office's word, not 到位资金 · 投资方所在地 · 省外.
        """
        if written:
            names.pop()
        member = member.removesuffix(_PROJECTS)
        template = self.message("label.of_origin")
        names[place] = template.replace("{member}", member).replace("{metric}", names[place])

    @cached_property
    def _dimensions(self) -> frozenset[str]:
        """Dimensions with a member that has a label, of the district or of the package."""
        own = (key.partition("=")[0] for key in self.labels if "=" in key)
        packaged = (key.split(".")[1] for key in catalog(self.language) if key.startswith("member."))
        return frozenset((*own, *packaged))

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
        words say which way it goes.
        """
        return STYLES[style](self, fact)

    def unit(self, unit: str) -> str:
        """Name of a unit for a column head or an axis."""
        if unit and not self.has(f"unit.{unit}"):
            return f"（{unit}）" if self.language == "zh" else f"({unit})"
        return self.message(f"unit.{unit}") if unit else ""

    def money(self, unit: str) -> str:
        """Name of a unit of amounts; in English with the code of the currency.

        Examples
        --------
        >>> [Vocabulary("en", {}).money(unit) for unit in ("亿元", "亿美元", "十亿林吉特")]
        ['亿元 (CNY 100 million)', '亿美元 (USD 100 million)', '十亿林吉特']
        """
        if self.language == "zh" or not in_yi(unit):
            return unit
        return f"{unit} ({currency_code(unit)} 100 million)"

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
        return ends[0] if ends[0] == ends[1] else "–".join(ends)

    def with_unit(self, number: str, fact: Fact, value: float | None) -> str:
        """Add the unit of a fact to its written number; `value` is None for an interval."""
        if in_yi(fact.unit):
            return (
                f"{number} {fact.unit}" if self.language == "zh" else self._in_billions(number, fact, value)
            )
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

    def _in_billions(self, number: str, fact: Fact, value: float | None) -> str:
        """Write an amount in billions of its currency, with the number in 亿 behind it."""
        code = currency_code(fact.unit)
        if value is not None:
            relation = re.match(r"[≥>≤<≈]?", number)
            sign = relation.group() if relation else ""
            digits = 1 if fact.evidence == "modelled" else 3
            billions = self.number(exact(value) / 10, digits, fact.relation)
            return f"{sign}{code} {billions} bn ({number.removeprefix(sign)} {fact.unit})"
        digits = 1 if fact.evidence == "modelled" else fact.shown_decimals + 2
        low, high = (None if end is None else exact(end) / 10 for end in (fact.low, fact.high))
        outwards, strict = fact.evidence == "computed", fact.relation in "<>"
        ends = self.between(low, high, digits, strict=strict, outwards=outwards)
        sign = ends[0] if ends[0] in "≥>≤<" else ""
        return f"{sign}{code} {ends.removeprefix(sign)} bn ({number.removeprefix(sign)} {fact.unit})"


@cache
def _locale(name: str) -> Locale:
    """A locale of babel, which looks through the names of all its locales each time it is given a name."""
    return Locale.parse(name)


@lru_cache(maxsize=1000)
def _long_date(day: date, language: str) -> str:
    return str(format_date(day, format="long", locale=_locale({"zh": "zh_CN", "en": "en_GB"}[language])))
