"""Amounts in words: Chinese numerals that are one number, and texts that are about a number but not one.

约5亿, 3—5亿元 and 10亿（一期4亿） are no amounts; what is said of them names the choice that
only the clerk can make.
"""

from __future__ import annotations

import re

_DIGITS = {numeral: digit for digit, numeral in enumerate("零一二三四五六七八九")} | {
    numeral: digit for digit, numeral in enumerate("零壹贰叁肆伍陆柒捌玖")
}
_DIGITS |= {"〇": 0, "两": 2, "貳": 2, "參": 3, "陸": 6}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_NUMERALS = "".join({**_DIGITS, **_SMALL, **_LARGE})
_IN_NUMERALS = re.compile(rf"(?:人民币)?([{_NUMERALS}]+)([元圆]?)整?(?:人民币)?")
_MONEY = r"[0-9]+(?:\.[0-9]+)?个?[十百千]?[万亿]?(?:美元|欧元|港[元币]|日元|元)?"
_ABOUT = re.compile(
    rf"(?:大?约|大概|近|超过?|不低于|不少于|预计|预估|暂估|估算|拟)*(?:为)?({_MONEY})(?:左右|上下|以上|以下|余元?|多元?|[+＋])?"
)
_RANGE = re.compile(rf"(?:约)?{_MONEY}[-~—–至到]+{_MONEY}(?:左右)?")
_TWO = re.compile(rf"({_MONEY})(?:人民币)?[(,;/+、].*[0-9].*")
_PENDING = re.compile(r"(?:尚|暂)?(?:待定|未定|待(?:明确|确定|议|测算)|不详|面议|洽谈中|协商中|保密|测算中)")


def yuan_in_words(text: str) -> int | None:
    """Return the 元 of an amount in Chinese numerals; None for any other text.

    A number without 万, 亿 or 元 has no unit of its own and is none.

    Examples
    --------
    >>> yuan_in_words("壹亿伍仟万元"), yuan_in_words("三千二百万"), yuan_in_words("三千")
    (150000000, 32000000, None)
    """
    match = _IN_NUMERALS.fullmatch(text)
    if match is None or not (match[2] or any(letter in _LARGE for letter in match[1])):
        return None
    if not set(match[1]) - set(_LARGE):
        return None  # 亿: a unit without a number
    total = section = 0
    digit: int | None = None
    for letter in match[1]:
        if letter in _DIGITS:
            if digit:
                return None  # 一二万: two digits without a place between them
            digit = _DIGITS[letter]
        elif letter in _SMALL:
            section += (1 if digit is None else digit) * _SMALL[letter]
            digit = None
        else:
            section += digit or 0
            digit = None
            if letter in "亿億":
                total, section = (total + section) * _LARGE[letter], 0
            else:
                total, section = total + section * _LARGE[letter], 0
    if digit and match[1][-2:-1] in _LARGE and not match[2]:
        return None  # 一亿五: the place of the last digit is left out
    return total + section + (digit or 0)


def rule_of_words(text: str) -> tuple[str, str]:
    """Return the rule that a text without an exact number breaks, and the number in it.

    Examples
    --------
    >>> rule_of_words("约5亿"), rule_of_words("3—5亿元")[0], rule_of_words("10亿(一期4亿)")
    (('amount_about', '5亿元'), 'amount_range', ('amount_two_numbers', '10亿元'))
    >>> rule_of_words("8 000")
    ('amount_spaced', '8000')
    >>> rule_of_words("待定")[0], rule_of_words("见附件")[0]
    ('amount_pending', 'amount_no_number')
    """
    plain = re.sub(r"\s", "", text)
    if _RANGE.fullmatch(plain):
        return "amount_range", ""
    if re.fullmatch(_MONEY, plain) and plain != text.strip():
        return "amount_spaced", _with_yuan(plain)
    if match := _ABOUT.fullmatch(plain):
        return "amount_about", _with_yuan(match[1])
    if match := _TWO.fullmatch(plain):
        return "amount_two_numbers", _with_yuan(match[1])
    return ("amount_pending", "") if _PENDING.fullmatch(plain) else ("amount_no_number", "")


def _with_yuan(number: str) -> str:
    plain = number.replace("个", "")
    return f"{plain}元" if plain[-1:] in "万亿" else plain
