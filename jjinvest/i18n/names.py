"""Name metrics, members of dimensions, periods and days in each language.

Messages are in ``locale/<language>.po`` (gettext; ids are keys).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache

from babel.core import Locale
from babel.dates import format_date, get_month_names

from jjinvest.core.errors import JJInvestError
from jjinvest.core.fact_id import OF_TARGET, FactId, label_key
from jjinvest.core.origins import ORIGIN, OUT_OF_CITY
from jjinvest.core.periods import canonical_period, is_event, period_months
from jjinvest.core.size_classes import PREFIX, edge_texts
from jjinvest.i18n.catalog import catalog

_PERIOD_PART = re.compile(r"\d{4}(q[1-4]|h[12]|q1-q[23])")
_OVER_YEAR = re.compile(r"over_((?:19|20)\d{2})")
_IN_CURRENCY = re.compile("(.+)_(cny|rmb|usd)")
_COMPLETION = re.compile("(.+)_completion")
"""A rate of completion that is a metric of its own, as for ranks by it: funds_in_place_completion."""
_NUMBER_PART = re.compile(r"[\d.]+")
_OF_RELEASES = ("released", "since_release")
"""Parts of an id after which a number of an earlier release, or the change since it, is named on its own."""

_PROJECTS = "项目"
"""End of the name of an origin that the name of a metric takes the place of: 市外项目, 市外到位资金."""
_UNWRITTEN = {OUT_OF_CITY: ORIGIN}
"""Members whose dimension ids leave out, beside those of sectors."""
_AUTHORITIES = frozenset(("district", "municipality", "province", "state", "country"))
"""Authorities that set targets; a district may split its figures by dimensions of these names."""
_SAID_ALONE = {"cohort": ("new", "carried_over", "expansion")}
"""Members that say without their dimension what they are: 新签. So does 2019年签约, a district's own label;
cohorts of a ledger are quarters of signing."""
_UNNAMED_PARTS = ("project", "group")
"""Parts of an id that only group others."""
_OF_TERRITORIES = ("country", "economy")
_SHORT_TERRITORIES = {"hk": ("香港", "Hong Kong"), "mo": ("澳门", "Macao"), "tw": ("台湾", "Taiwan")}
_NO_MEMBERS = frozenset(
    ("average", "completion", "excess", "growth", "level", "multiple", "points", "rank", "share", "target")
)
"""Words on statistics: a member of a dimension that has one of these for its key means something else."""
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
class Names:
    """Names of subjects, periods and days in one language.

    Attributes
    ----------
    language
        One of :data:`jjinvest.i18n.catalog.LANGUAGES`.
    labels
        The district's own names by member, and by dimension and member (:func:`label_key`).

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
            if self.has(packaged):
                return self.message(packaged)
            territory = _territory(member, self.language) if dimension in _OF_TERRITORIES else ""
            return territory or self.label(member or dimension)
        top = re.fullmatch(r"top(\d+)", key)
        if top is not None and not self.has(f"term.{key}"):
            return self.message("term.top").replace("{number}", top.group(1))
        if key.startswith("aim_") and not self.has(f"term.{key}"):
            authority = self.label(key.removeprefix("aim_"))
            return self.message("term.aim_other").replace("{authority}", authority)
        money = _IN_CURRENCY.fullmatch(key)
        if money is not None and self.is_named(money[1]) and not self.has(f"term.{key}"):
            template = self.message(f"label.in_{'usd' if money[2] == 'usd' else 'cny'}")
            return template.replace("{metric}", self.label(money[1]))
        rate = _COMPLETION.fullmatch(key)
        if rate is not None and self.is_named(rate[1]) and not self.has(f"term.{key}"):
            joint = "" if self.language == "zh" else " "
            return f"{self.label(rate[1])}{joint}{self.label('completion')}"
        if over := _OVER_YEAR.fullmatch(key):
            return self.message("label.over_year").replace("{year}", over[1])
        edges = edge_texts(key) if key.startswith(PREFIX) else None
        if edges is None:
            general = (f"{kind}.{key}" for kind in ("term", "dimension"))
            return next((self.message(each) for each in general if self.has(each)), key.replace("_", " "))
        low, high = edges
        name = "at_least" if not high else "below" if low == "0" else "between"
        return self.message(f"tier.{name}").replace("{low}", low).replace("{high}", high)

    def member(self, dimension: str, member: str) -> str:
        """Name of a member of a dimension; two dimensions may have a member of one name.

        A member without a label whose key is also that of a dimension or a statistic keeps its own text; a
        term of no dimension, such as an authority, is no such member.

        Examples
        --------
        >>> words = Names("en", {"chain=nev": "New vehicles", "task_force=nev": "Team for vehicles"})
        >>> words.member("chain", "nev"), words.member("task_force", "nev")
        ('New vehicles', 'Team for vehicles')
        >>> Names("zh", {}).member("sector", "primary"), Names("zh", {}).member("task_force", "industry")
        ('第一产业', 'industry')
        >>> Names("zh", {}).member("", "municipality")
        '市级'
        """
        key = label_key(dimension, member)
        if key not in self.labels and member in self.labels:
            return self.labels[member]
        other = dimension and (member in _NO_MEMBERS or self.has(f"dimension.{member}"))
        if other and key not in self.labels and not self.has(f"member.{dimension}.{member}"):
            return member.replace("_", " ")
        return self.label(key)

    def dimension(self, dimension: str) -> str:
        """Name of a dimension: the district's own, a general one, or its own text.

        Examples
        --------
        >>> words = Names("zh", {"county=": "区县"})
        >>> words.dimension("county"), words.dimension("sector"), words.dimension("my_part")
        ('区县', '产业', 'my part')
        """
        own, general = label_key(dimension, ""), f"dimension.{dimension}"
        if own in self.labels or dimension in self.labels or not self.has(general):
            return self.label(own)
        return self.message(general)

    def is_named(self, metric: str) -> bool:
        """Whether a metric has a name: the district's own or a general one."""
        bare = _IN_CURRENCY.sub(
            r"\1", _COMPLETION.sub(r"\1", metric)
        )  # foreign_funds_cny beside foreign_funds
        return any(each in self.labels or self.has(f"term.{each}") for each in (metric, bare))

    def period(self, period: str) -> str:
        """Name of a period, as written in tables or in ids.

        Examples
        --------
        >>> zh, en = Names("zh", {}), Names("en", {})
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
        >>> [Names("en", {}).in_sentence(period) for period in ("2023", "2023H1", "2023-10")]
        ['2023', 'the first half of 2023', 'October 2023']
        """
        name = self.period(period)
        return f"the {name}" if self.language == "en" and name[0].islower() else name

    def _month(self, month: int) -> str:
        """Name of a month inside the name of a period: its number in Chinese."""
        return str(month) if self.language == "zh" else str(get_month_names(locale=_locale("en_GB"))[month])

    def since(self, day: date | None) -> str:
        """Day from which something holds, as a part of a sentence; later, where it is not known."""
        if day is None:
            return self.message("day.later")
        return self.message("day.on").replace("{day}", self.day(day))

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
            if part == "growth" and (after == "sequential" or _OVER_YEAR.fullmatch(after)):
                part = "growth_rate"  # 同比增速 is over the year before
            says_itself = part in _SAID_ALONE and (
                after in _SAID_ALONE[part] or label_key(part, after) in self.labels
            )
            sets = part in _AUTHORITIES and (not after or before in OF_TARGET)  # a target: 市级
            opens = not dimension and part in self._dimensions and not sets
            if not _NUMBER_PART.fullmatch(part) and part not in _UNNAMED_PARTS and not says_itself:
                is_period = _PERIOD_PART.fullmatch(part) is not None
                of = part if opens else dimension or _UNWRITTEN.get(part, "sector")
                name = (
                    self.member(of, part) if dimension else self.label(label_key(of, "" if opens else part))
                )
                of_own = part == "cohort" and after and not _PERIOD_PART.fullmatch(after)  # fair2023
                if opens and (part in _AUTHORITIES or of_own):
                    name = self.dimension(part)
                if before == "rank" and self.has(f"term.among_{part}"):  # who ranks does not set the rank
                    name = self.label(f"among_{part}")
                place, written = _place_of_metric(parts), dimension == ORIGIN
                if of == ORIGIN and not opens and place < len(names) - written:
                    self._add_origin(names, place, name, written=written)
                    if own := self.of_own(parts[place], part):
                        names[place] = own
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

    def of_own(self, metric: str, origin: str) -> str:
        """Name that a metric of an origin has of its own, 合同外资额; empty where it has none.

        Examples
        --------
        >>> zh = Names("zh", {})
        >>> zh.of_own("contract_amount", "abroad"), zh.of_own("agreed_amount", "abroad")
        ('合同外资额', '')
        """
        key = f"term.{metric}_{origin}"
        labelled = metric in self.labels or label_key(ORIGIN, origin) in self.labels
        return self.message(key) if not labelled and self.has(key) else ""

    @cached_property
    def _dimensions(self) -> frozenset[str]:
        """Dimensions with a member that has a label, and those that have a general name."""
        own = (key.partition("=")[0] for key in self.labels if "=" in key)
        return _packaged_dimensions(self.language).union(own)


@cache
def _packaged_dimensions(language: str) -> frozenset[str]:
    """Dimensions that have a general name."""
    return frozenset(key.split(".")[1] for key in catalog(language) if key.startswith("dimension."))


@cache
def _territory(code: str, language: str) -> str:
    """Name of a country or region by its code of two letters, by babel but for the two with a long name.

    Examples
    --------
    >>> [_territory(code, "zh") for code in ("hk", "jp", "德国")]
    ['香港', '日本', '']
    >>> _territory("de", "en")
    'Germany'
    """
    if code in _SHORT_TERRITORIES:
        return _SHORT_TERRITORIES[code][language == "en"]
    named = _locale({"zh": "zh_CN", "en": "en_GB"}[language]).territories
    return str(named.get(code.upper(), "")) if len(code) == len("hk") else ""


@cache
def _locale(name: str) -> Locale:
    """A locale of babel, which looks through the names of all its locales each time it is given a name."""
    return Locale.parse(name)


@lru_cache(maxsize=1000)
def _long_date(day: date, language: str) -> str:
    return str(format_date(day, format="long", locale=_locale({"zh": "zh_CN", "en": "en_GB"}[language])))
