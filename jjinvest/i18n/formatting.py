"""Two languages from one vocabulary: terms, sentences, units, numbers and dates for figures, tables and prose.

Messages live in ``locale/<language>.po`` (gettext; ids are keys). A sentence takes its numbers as ``{fact}`` or
``{fact:style}`` and never holds one itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from jjinvest.core.errors import JJInvestError
from jjinvest.core.facts import Fact
from jjinvest.i18n.catalog import catalog

PLACEHOLDER = re.compile(r"\{([A-Za-z0-9_][A-Za-z0-9_.\-]*)(?::([a-z_]+))?\}")
_UNIT_EN = {
    "个": "", "名": "", "天": " days", "期": " sessions", "批次": " trips", "家": " companies", "%": "%", "个百分点": " pp",
    "次/月": " per month", "次/周": " per week", "次/旬": " per ten days", "": "", "概率": "",
}  # fmt: skip
_RELATION = {"=": "", "~": "≈", ">=": "≥", ">": ">", "<=": "≤", "<": "<"}
_PERIOD_PART = re.compile(r"\d{4}(q[1-4]|h[12]|q1-q[23])")
_DIGITS_ZH = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Vocabulary:
    """Words and number formats of one language; `labels` are the district's own names by key."""

    language: str
    labels: Mapping[str, str]

    def has(self, key: str) -> bool:
        """Whether a message of this key exists."""
        return key in catalog(self.language)

    def message(self, key: str) -> str:
        """Return the message of a key; an unknown key is an error, never shown as it stands."""
        try:
            return catalog(self.language)[key]
        except KeyError:
            raise JJInvestError(f"没有这条文字 no such message: {key} ({self.language})") from None

    def label(self, key: str) -> str:
        """Name of a subject: a district's own label, a size tier, or a general term."""
        if key in self.labels:
            return self.labels[key]
        top = re.fullmatch(r"top(\d+)", key)
        if top is not None and not self.has(f"term.{key}"):
            return self.message("term.top").replace("{number}", top.group(1))
        tier = re.fullmatch(r"tier_(?:ge_(\d+)|(\d+)_(\d+))", key)
        if tier is None:
            return self.message(f"term.{key}")
        at_least, low, high = tier.groups()
        if at_least:
            return self.message("tier.at_least").replace("{low}", at_least)
        name = "tier.below" if low == "0" else "tier.between"
        return self.message(name).replace("{low}", low).replace("{high}", high)

    def period(self, period: str) -> str:
        """Name of a period: 2023 → 2023年, 2023H1 → 2023年上半年."""
        part = period[4:].upper()
        return self.message(f"period.{part or 'year'}").replace("{year}", period[:4])

    def day(self, day: date) -> str:
        """Write a date out in the language's own form."""
        return str(format_date(day, format="long", locale={"zh": "zh_CN", "en": "en_GB"}[self.language]))

    def fact_label(self, fact_id: str, *, with_period: bool = True) -> str:
        """Name a fact from the parts of its id: period · metric · subject · statistic."""
        base, derived, rest = _derived(fact_id)
        if derived:
            names = self._part_names([derived, *filter(None, rest.split("."))])
            return " · ".join([self.fact_label(base, with_period=with_period), *names])
        base, is_check, check = fact_id.partition(".check.")
        if is_check:
            rule, _, column = check.partition(".")
            name = f"{self.fact_label(base, with_period=with_period)} · {self.label(f'rule_{rule}')}"
            return f"{name} · {self.message('col.' + column.rpartition('.')[2])}"
        period, *parts = fact_id.split(".")
        head = [self.period(period.upper())] if with_period else []
        return " · ".join([*head, *self._part_names(parts)])

    def _part_names(self, parts: Iterable[str]) -> list[str]:
        """Names of the parts of an id; numbers and words that only group are not named."""
        return [
            self.period(part.upper()) if _PERIOD_PART.fullmatch(part) else self.label(part)
            for part in parts
            if not part.isdecimal() and part not in ("project", "group")
        ]

    def number(self, value: float, digits: int) -> str:
        """Write a number with at most `digits` decimals, no trailing zeros, a true minus sign, never −0."""
        text = f"{value:,.{digits}f}" if self.language == "en" else f"{value:.{digits}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text in ("-0", "0") else text.replace("-", "−")

    def fact(self, fact: Fact, style: str = "") -> str:
        """Write a fact out, with its unit; styles: n (bare), signed, chance, range, approx."""
        return _STYLES[style](self, fact)

    def unit(self, unit: str) -> str:
        """Name of a unit for a column head or an axis."""
        return self.message(f"unit.{unit}") if unit else ""

    def bare(self, fact: Fact) -> str:
        """Write a fact without unit: its value with relation, or its bounds."""
        digits = digits_of(fact)
        if fact.value is None:
            return self.between(fact.low, fact.high, digits)
        return _RELATION[fact.relation] + self.number(shown(fact, fact.value), digits)

    def between(self, low: float | None, high: float | None, digits: int) -> str:
        """Write an interval, one-sided where an end is open."""
        if low is None and high is None:
            return "—"
        if high is None:
            return f"≥{self.number(low or 0.0, digits)}"
        if low is None:
            return f"≤{self.number(high, digits)}"
        ends = self.number(low, digits), self.number(high, digits)
        return ends[0] if ends[0] == ends[1] else "–".join(ends)

    def with_unit(self, number: str, fact: Fact, value: float | None) -> str:
        """Put the unit of a fact to a number already written."""
        if fact.unit == "亿元":
            if self.language == "zh":
                return f"{number} 亿元"
            if value is not None:
                relation = re.match(r"[≥>≤<≈]?", number)
                sign = relation.group() if relation else ""
                return f"{sign}CNY {self.number(value / 10, 1 if fact.evidence == 'modelled' else 3)} bn ({number.removeprefix(sign)} 亿元)"
            digits = 1 if fact.evidence == "modelled" else digits_of(fact) + 2
            low, high = self.number((fact.low or 0) / 10, digits), self.number((fact.high or 0) / 10, digits)
            ends = low if low == high else f"{low}–{high}"
            return f"CNY {ends} bn ({number} 亿元)"
        if fact.unit == "概率":
            return number
        if self.language == "en" and fact.unit == "名":
            return f"top {number.removeprefix('≤')}" if number.startswith("≤") else f"rank {number}"
        if self.language == "en":
            return number + _UNIT_EN.get(fact.unit, f" {fact.unit}")
        if fact.unit == "名":
            return f"前 {number.removeprefix('≤')} 名" if number.startswith("≤") else f"第 {number} 名"
        if fact.unit == "%":
            return f"{number}%"
        return f"{number} {fact.unit}" if fact.unit else number


def _derived(fact_id: str) -> tuple[str, str, str]:
    """Split the id of a number of an release, or of a change since one, from that of the number it belongs to."""
    match = re.fullmatch(r"(.+?)\.(released|since_release)(?:\.(.+))?", fact_id)
    return ("", "", "") if match is None else (match[1], match[2], match[3] or "")


def shown(fact: Fact, number: float) -> float:
    """Scale a number for showing: probabilities in %."""
    return 100 * number if fact.unit == "概率" else number


def digits_of(fact: Fact) -> int:
    """Decimals worth showing (:attr:`jjinvest.core.facts.Fact.shown_decimals`)."""
    return fact.shown_decimals


def _plain(words: Vocabulary, fact: Fact) -> str:
    if fact.unit == "概率":
        low, high = (fact.value, fact.value) if fact.value is not None else (fact.low, fact.high)
        return (
            _percent(words, low or 0.0)
            if low == high
            else f"{_percent(words, low or 0.0)}–{_percent(words, high or 0.0)}"
        )
    return words.with_unit(words.bare(fact), fact, fact.value)


def _bare(words: Vocabulary, fact: Fact) -> str:
    return words.bare(fact)


def _signed_bare(words: Vocabulary, fact: Fact) -> str:
    if fact.value is None:
        return words.bare(fact)
    return _with_sign(words.number(fact.value, digits_of(fact)))


def _with_sign(number: str) -> str:
    return number if number.startswith("−") or number == "0" else f"+{number}"


def _signed(words: Vocabulary, fact: Fact) -> str:
    if fact.value is None or fact.unit == "概率":
        return _plain(words, fact)
    if fact.unit == "亿元" and words.language == "en":
        billions = _with_sign(words.number(fact.value / 10, digits_of(fact) + 1))
        return f"CNY {billions} bn ({_signed_bare(words, fact)} 亿元)"
    return words.with_unit(_signed_bare(words, fact), fact, fact.value)


def _range_bare(words: Vocabulary, fact: Fact) -> str:
    return words.between(
        fact.low, fact.high, digits_of(fact) + (fact.evidence == "computed" and fact.unit != "个")
    )


def _range(words: Vocabulary, fact: Fact) -> str:
    """Bounds of a fact, also where it has a value."""
    if fact.unit == "概率":
        return f"{_percent(words, fact.low or 0.0)}–{_percent(words, fact.high or 0.0)}"
    return words.with_unit(_range_bare(words, fact), fact, None)


def _chance(words: Vocabulary, fact: Fact) -> str:
    """Write a probability in words: about 6 in 10; a range where there is no point."""
    if fact.value is None:
        low, high = _tenths(fact.low or 0.0), _tenths(fact.high or 0.0)
        if words.language == "zh":
            return (
                f"{_DIGITS_ZH[low]}成到{_DIGITS_ZH[high]}成之间"
                if low > 0 and high < 10
                else _plain(words, fact)
            )
        return f"between {low} and {high} in 10"
    if fact.value >= 0.95:
        return words.message("chance.almost_certain")
    if fact.value < 0.05:
        return words.message("chance.almost_none")
    tenths = _tenths(fact.value)
    return f"约{_DIGITS_ZH[tenths]}成" if words.language == "zh" else f"about {tenths} in 10"


def _percent(words: Vocabulary, probability: float) -> str:
    """Write a probability in whole %, never as 0 or 100 % when it is neither."""
    if 0.995 <= probability < 1:
        return ">99%"
    if 0 < probability < 0.005:
        return "<1%"
    return f"{words.number(100 * probability, 0)}%"


def _tenths(probability: float) -> int:
    return round(10 * probability)


_STYLES: dict[str, Callable[[Vocabulary, Fact], str]] = {
    "": _plain,
    "n": _bare,
    "signed": _signed,
    "signed_n": _signed_bare,
    "range": _range,
    "range_n": _range_bare,
    "chance": _chance,
}
