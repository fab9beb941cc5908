"""Styles in which a message asks for a fact: with its unit or sign, as a range, as a chance in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from jjinvest.core.facts import Fact
from jjinvest.core.rounding import exact, round_half_up
from jjinvest.i18n.units import IN_ENGLISH, RELATION_SIGNS, amount_scale, currency_code, in_yi

if TYPE_CHECKING:
    from jjinvest.i18n.formatting import Vocabulary

SMALL_IN_YI = 0.1
"""Amount in 亿 below which it is written in millions (English), of foreign currencies in 万 (Chinese)."""
_LEAST = 0.005
"""Probability from which whole percent are more than none."""
_DIGITS_ZH = "〇一二三四五六七八九"
TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
"""Relation of a number -> that of the number with the other sign."""
ALMOST_NONE, ALMOST_CERTAIN = 0.05, 0.95
"""Chances below and from which on the words are no longer tenths."""


def _plain(words: Vocabulary, fact: Fact) -> str:
    if fact.unit == "概率":
        low, high = (fact.value, fact.value) if fact.value is not None else (fact.low, fact.high)
        return _percent_range(words, low or 0.0, high or 0.0)
    return words.with_unit(words.bare(fact), fact, fact.value)


def _even(words: Vocabulary, fact: Fact) -> str:
    """Write a computed number with all its decimals: 37.0% beside 60.4%."""
    if fact.value is None or fact.evidence != "computed" or fact.decimals is not None:
        return _plain(words, fact)
    return words.with_unit(with_zeros(words.bare(fact), fact.shown_decimals), fact, fact.value)


def _bare(words: Vocabulary, fact: Fact) -> str:
    return words.bare(fact)


def _signed_bare(words: Vocabulary, fact: Fact) -> str:
    if fact.value is None:
        return words.bare(fact)
    written = words.number(fact.value, fact.shown_decimals, fact.relation)
    if fact.evidence == "published" and fact.decimals is not None:
        written = with_zeros(written, fact.decimals)
    return RELATION_SIGNS[fact.relation] + _with_sign(written)


def _with_sign(number: str) -> str:
    return number if number.startswith("−") or not number.strip("0.") else f"+{number}"


def _signed(words: Vocabulary, fact: Fact) -> str:
    if fact.value is None or fact.unit == "概率":
        return _plain(words, fact)
    if words.language == "en" and amount_scale(fact.unit):
        scale, factor, more = IN_ENGLISH[amount_scale(fact.unit)]
        digits = max(fact.shown_decimals + more, 0)
        number = words.number(exact(fact.value) * factor, digits, fact.relation)
        if in_yi(fact.unit) and 0 < abs(fact.value) < SMALL_IN_YI:
            number, scale = words.number(exact(fact.value) * 100, 2, fact.relation), "mn"
        billions = _with_sign(number)
        relation, code = RELATION_SIGNS[fact.relation], currency_code(fact.unit)
        number = _signed_bare(words, fact).removeprefix(relation)
        return f"{relation}{code} {billions} {scale} ({number} {fact.unit})"
    return words.with_unit(_signed_bare(words, fact), fact, fact.value)


def _size(words: Vocabulary, fact: Fact) -> str:
    if fact.value is None and fact.low is not None and fact.high is not None and fact.high <= 0:
        return _plain(words, replace(fact, low=-fact.high, high=-fact.low))
    if fact.value is None or fact.value >= 0:
        return _plain(words, fact)
    return _plain(words, replace(fact, value=-fact.value, relation=TURNED.get(fact.relation, fact.relation)))


def _range_bare(words: Vocabulary, fact: Fact) -> str:
    shown = fact.shown_decimals
    further = fact.evidence == "computed" and fact.unit != "个" and not _shown_outside(fact)
    return words.ends(fact, shown + further)


def _shown_outside(fact: Fact) -> bool:
    """Whether a number as it is shown lies outside its interval: 4.3 beside 4.296–4.298.

    The ends are then written with the decimals of the number, outwards: 4.29–4.30.
    """
    if fact.value is None or fact.low is None or fact.high is None:
        return False
    shown = exact(round_half_up(exact(fact.value), fact.shown_decimals))
    return not exact(fact.low) <= shown <= exact(fact.high)


def _range(words: Vocabulary, fact: Fact) -> str:
    """Write the bounds of a fact, also where it has a value."""
    if fact.unit == "概率":
        return _percent_range(words, fact.low or 0.0, fact.high or 0.0)
    return words.with_unit(_range_bare(words, fact), fact, None)


def _chance(words: Vocabulary, fact: Fact) -> str:
    """Write a probability in words, such as about 6 in 10 or at most 3 in 10."""
    if fact.value is None:
        return _chance_between(words, fact.low or 0.0, 1.0 if fact.high is None else fact.high)
    if _is_almost_none(fact.value) or fact.value >= ALMOST_CERTAIN:
        return _chance_between(words, fact.value, fact.value)
    return _near_tenths(words, fact.value, "chance.about")


def _near_tenths(words: Vocabulary, probability: float, exact_key: str) -> str:
    """Write a probability as nearly or over some tenths; by another message where it is just these."""
    tenths = min(_tenths(probability), len(_DIGITS_ZH) - 1)  # 94.6 % is over 9 in 10, not nearly all of them
    off = _whole_percent(probability) - 10 * tenths
    key = exact_key if not off else "chance.over" if off > 0 else "chance.nearly"
    return words.message(key).format(_of_ten(words, tenths))


def _chance_between(words: Vocabulary, low: float, high: float) -> str:
    """Write an interval of a probability in words; an end that says nothing is left out."""
    if _is_almost_none(high):
        return words.message("chance.almost_none")
    if low >= ALMOST_CERTAIN:
        return words.message("chance.almost_certain")
    below, above = _is_almost_none(low), _whole_percent(high) >= _whole_percent(ALMOST_CERTAIN)
    least, most = _whole_percent(low) // 10, -(-_whole_percent(high) // 10)  # 33 % is not at most 3 in 10
    if (below and (above or most == len(_DIGITS_ZH))) or (above and not least):
        return words.message("chance.any")
    if below or above:
        key, tenths = ("chance.at_most", most) if below else ("chance.at_least", least)
        return words.message(key).format(_of_ten(words, tenths))
    if _tenths(low) == _tenths(high):
        return words.message("chance.about").format(_of_ten(words, _tenths(low)))
    ends = [_near_tenths(words, end, "chance.exactly") for end in (low, high)]
    return words.message("chance.between").format(*ends)


def _is_almost_none(probability: float) -> bool:
    """Whether a chance is below half a tenth, also as it is written: 4.6 % is written as 5 %."""
    return _whole_percent(probability) < _whole_percent(ALMOST_NONE)


def _of_ten(words: Vocabulary, tenths: int) -> str:
    digit = "两" if tenths == 2 else _DIGITS_ZH[tenths]
    return f"{digit}成" if words.language == "zh" else f"{tenths}"


def with_zeros(written: str, decimals: int) -> str:
    """Add zeros at the end of a written number up to so many decimals."""
    missing = decimals - len(written.partition(".")[2])
    if missing <= 0 or not written[-1:].isdigit():
        return written
    return written + ("" if "." in written else ".") + "0" * missing


def _percent_range(words: Vocabulary, low: float, high: float) -> str:
    """Write two probabilities as a range, or as one where they are written alike; 0–<1 is less than 1."""
    ends = [_percent(words, end) for end in (low, high)]
    if ends[0] == ends[1] or (high < _LEAST and low < _LEAST):
        return words.message("chance.below_one") if high and high < _LEAST and not low else ends[1]
    if ends[0].startswith("<") or ends[1].startswith(">"):  # 57%–>99% reads as an arrow
        in_words = {"<1%": "chance.end_below_one", ">99%": "chance.end_above_99"}
        ends = [words.message(in_words[end]) if end in in_words else end for end in ends]
        return words.message("chance.from_to").format(*ends)
    return "–".join(ends)


def _percent(words: Vocabulary, probability: float) -> str:
    """Write a probability in whole %; 0 % and 100 % only where they are exact."""
    if 0.995 <= probability < 1:
        return ">99%"
    if 0 < probability < _LEAST:
        return "<1%"
    return f"{words.number(100 * exact(probability), 0)}%"


def _tenths(probability: float) -> int:
    """Tenths of a probability by its whole percent, so that words and number are of one chance."""
    return int(round_half_up(exact(_whole_percent(probability)) / 10))


def _whole_percent(probability: float) -> int:
    return int(round_half_up(100 * exact(probability)))


STYLES: dict[str, Callable[[Vocabulary, Fact], str]] = {
    "": _plain,
    "even": _even,
    "n": _bare,
    "signed": _signed,
    "signed_n": _signed_bare,
    "size": _size,
    "range": _range,
    "range_n": _range_bare,
    "chance": _chance,
}
"""How a fact is written, by the style that a message names after its id."""
BARE_STYLES = frozenset(("n", "signed_n", "range_n"))
"""Styles without a unit: the head of a column or an axis has it."""
