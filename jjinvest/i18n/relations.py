"""Bounds in sentences: 超过60个, more than 60, where a table and a chart have the sign (>60)."""

from __future__ import annotations

import re

_ZH = {"≥": "{}以上", ">": "超过{}", "≤": "不超过{}", "<": "不足{}", "≈": "约{}"}
_ZH_NEGATIVE = {"≥": "不低于{}", ">": "高于{}", "≤": "不高于{}", "<": "低于{}", "≈": "约{}"}
"""Of a negative number: −0.9 or nearer to nothing is no 超过."""
_ZH_NEEDED = {"≤": "至多{}", "<": "不到{}"}
"""Of what is needed or missing: 须不超过 would forbid more."""
_BEFORE_SIZE = ("的", "快", "慢", "差", "进度")
"""Words that 超过 cannot follow: 快5个百分点以上, not 快超过5个百分点."""
_EN = {"≥": "at least ", ">": "more than ", "≤": "at most ", "<": "less than ", "≈": "about "}
_EN_NEGATIVE = {**_EN, ">": "above ", "<": "below "}
_BEFORE = "|".join(
    sorted(
        {word.partition("{")[0] for word in (*_ZH.values(), *_ZH_NEGATIVE.values(), *_ZH_NEEDED.values())}
        - {""}
    )
)
_SPACE_BEFORE = re.compile(rf"(?<=[\u4e00-\u9fff]) (?=(?:<[^>]+>|[*])*(?:(?:{_BEFORE}) ?[−+\d]|（\d))")
"""Space between a Chinese word and the word of a bound, also where markup stands between them."""


def in_words(written: str, language: str, *, before: str = "", after: str = "", spaced: bool = True) -> str:
    """Write a number that begins with the sign of a bound with words instead; any other as it is.

    Parameters
    ----------
    before, after
        Text of the sentence around the number. 的 and 快 cannot stand before 超过: it is 60以上 there; at
        the beginning of an English sentence the words have a capital.
    spaced
        Whether Chinese words stand apart from figures, as on pages.

    Examples
    --------
    >>> in_words(">60 个", "zh"), in_words(">55%", "zh", before="完成目标的"), in_words("−1", "zh")
    ('超过 60 个', '55%以上', '−1')
    >>> in_words("≥+15.3%", "zh"), in_words(">−0.9 亿美元", "zh"), in_words("≥2 亿元", "zh", after="的 90%")
    ('+15.3%以上', '高于 −0.9 亿美元', '（2 亿元以上）')
    >>> in_words("≤0.15 亿元", "zh", before="月均须"), in_words("<1%–35%", "zh", spaced=False)
    ('至多 0.15 亿元', '1%以下至35%')
    >>> in_words(">60", "en", before="signed "), in_words("≈CNY 2 bn", "en", before="Done. ")
    ('more than 60', 'About CNY 2 bn')
    """
    sign, number = written[:1], written[1:]
    least, above, most = written.partition("–>")
    if above:
        return _range_to_above(least, most, language, spaced)
    if sign not in _EN:
        return written
    low, dash, high = number.partition("–")
    if sign == "<" and dash:  # a range whose lower end is a bound: 不足1%–35% would bound the whole
        return _range_from_below(low, high, language, spaced)
    negative = re.match(r"\D*−", number) is not None
    if language != "zh":
        words = (_EN_NEGATIVE if negative else _EN)[sign]
        begins = before.rstrip(" *").endswith(".") or not before.strip(" *")
        return (words.capitalize() if begins else words) + number
    form = (_ZH_NEGATIVE if negative else _ZH)[sign]
    if before.rstrip(" *").endswith(("须", "差")):
        form = _ZH_NEEDED.get(sign, form)
    if before.rstrip(" *").endswith(_BEFORE_SIZE) and sign == ">" and not negative:
        form = _ZH["≥"]
    said = form.format(number if form.startswith("{") or not spaced else f" {number}")
    return f"（{said}）" if after.lstrip(" *").startswith("的") and said.endswith("以上") else said


def _range_from_below(low: str, high: str, language: str, spaced: bool) -> str:
    if language != "zh":
        return f"below {low} to {high}"
    return f"{low}以下至{' ' if spaced else ''}{high}"


def _range_to_above(low: str, high: str, language: str, spaced: bool) -> str:
    """Write a range whose upper end is a bound: 1%至99%以上, not 1%–>99%."""
    space = " " if spaced else ""
    if language != "zh":
        return f"{low.replace('<', 'below ')} to above {high}"
    begins = f"{low[1:]}以下" if low.startswith("<") else low
    return f"{begins}至{space}{high}以上"


def closed_up(text: str) -> str:
    """Text without the space of a page between a Chinese word and the word of a bound.

    Examples
    --------
    >>> closed_up("签约项目 <a>超过 60 个</a>"), closed_up("同比 约 +5%")
    ('签约项目<a>超过 60 个</a>', '同比约 +5%')
    """
    return _SPACE_BEFORE.sub("", text)
