"""Every number of a text: digits and Chinese numerals, with qualifier, unit and range.

Only how a number is written is read here; what it measures follows from the words around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from jjinvest.core.units import unit_scale
from jjinvest.data.bulletins.quantities.numerals import SCALES, han_value
from jjinvest.data.bulletins.rules import RULES, Unit

_SCALE = "万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百"
_HAN_DIGITS = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
_HAN_TENS = "十百千万亿拾佰仟廿"
_HAN = rf"[{_HAN_DIGITS}{_HAN_TENS}]"
_BEFORE = "|".join(sorted(RULES.before, key=len, reverse=True))
_AFTER = "|".join(sorted(RULES.after, key=len, reverse=True))
_UNITS = "|".join(map(re.escape, sorted(RULES.units, key=len, reverse=True)))
_COUNTED = "|".join(map(re.escape, sorted(RULES.han_units, key=len, reverse=True)))
_ASCII_UNIT = r"(?:GWh|GWH|Gwh|MWh|MWH|kWh|KWH|GW|MW|KW|kW|kV|KV|GB|TB|PB|P)(?![A-Za-z])"
_DIGITS = r"\d+(?:\.\d+)?"
_QUANTITY = re.compile(
    rf"(?P<num>{_DIGITS})\s?"
    rf"(?:(?P<scale>{_SCALE})(?:(?P<more>\d+(?:\.\d+)?)(?P<scale2>千万|百万|万|千))?)?"
    rf"(?P<fuzz>余|多|来)?(?P<scale3>万亿|亿|万)?(?P<fuzz2>余|多)?"
    rf"(?:(?<=[\d余多])个(?=亿))?(?P<scale4>亿)?"
    rf"(?P<unit>{_ASCII_UNIT}|{_UNITS})?"
)
_HAN_NUMBER = re.compile(
    rf"(?P<per>百分之)?(?P<num>(?:{_HAN}|(?<=[{_HAN_DIGITS}十百])点(?=[{_HAN_DIGITS}])|(?<={_HAN})几(?={_HAN})|几(?=[十百千万]))+)"
    rf"(?P<fuzz>余|多|来|几)?(?P<scale3>万亿|亿|万)?(?P<fuzz2>余|多)?(?:个(?=亿))?(?P<scale4>亿)?(?P<unit>{_COUNTED})?"
)
_START = re.compile(
    rf"\d|百分之|[几{_HAN_DIGITS}{_HAN_TENS}]|第[一二三四五六七八九十百\d]|首位|榜首|前[一二三四五六七八九十百\d]|翻番|翻了?[一两二三四]番|过半"
)
_PREFIX = re.compile(rf"(?:{_BEFORE})$")
_RANGE = re.compile(r"\s?(?:（不?含）)?(?:至|到|-|~|—|－)+\s?(?=[\d一二三四五六七八九十百])")
_CLASS_NEXT = re.compile(r"级|(?:及|（含）)?以[上下]|(?:的)?[^，。；、\d（）]{0,4}项目")
_FRACTION = re.compile(r"[二三四五六七八九十]{1,3}分之[一二三四五六七八九十两]{1,3}")
_ORDINAL = re.compile(r"第(\d+|[一二三四五六七八九十百]+)(?:位|名|大)?")
_IDIOM = re.compile("|".join(sorted(RULES.idioms, key=len, reverse=True)))
_RUN = re.compile(rf"{_HAN}+")
_MAGNITUDES = ("亿", "万", "百亿", "千亿", "万亿", "百万", "千万", "十亿", "千", "百", "十万")


@dataclass(frozen=True)
class Number:
    """One number of the text.

    Attributes
    ----------
    start, end
        Its span with qualifiers and unit.
    digits
        The value as a decimal in `unit`, with the decimals of the text.
    relation
        ``=``, ``~``, ``>``, ``>=``, ``<`` or ``<=``.
    high
        The upper end of a range; empty for one number.
    form
        ``plain``, ``range``, ``class`` (亿元以上 without a numeral), ``ordinal``, ``fold`` (翻番).
    level
        Whether 级 follows: 50亿级.
    half_width
        Half of the last digit of the text in `unit`, where the scale of the text was a coarser one: 50 of
        1.32万亿元, which is 13200亿元.
    """

    start: int
    end: int
    digits: str
    unit: str
    relation: str = "="
    high: str = ""
    form: str = "plain"
    level: bool = False
    spoken: bool = False
    words: str = ""
    half_width: str = ""

    @property
    def value(self) -> Decimal:
        """The value in its unit."""
        return Decimal(self.digits)


def numbers(text: str) -> list[Number]:
    """Find every number of a text, in order; spans never overlap."""
    found: list[Number] = []
    at = 0
    idioms = [match.span() for match in _IDIOM.finditer(text)]
    next_idiom = 0
    while (match := _START.search(text, at)) is not None:
        start = match.start()
        while next_idiom < len(idioms) and idioms[next_idiom][1] <= start:
            next_idiom += 1
        if next_idiom < len(idioms) and idioms[next_idiom][0] <= start and not text[start].isdigit():
            at = idioms[next_idiom][1]
            continue
        number = _number(text, start, found[-1].end if found else 0)
        if number is None:
            run = _RUN.match(text, start)
            at = run.end() if run is not None and text[start] not in "第前首榜" else start + 1
            continue
        found.append(number)
        at = max(number.end, start + 1)
    return found


def _number(text: str, start: int, floor: int) -> Number | None:
    letter = text[start]
    if letter == "第":
        return _ordinal(text, start)
    if letter in "首榜":
        return Number(start, start + 2, "1", "名", form="ordinal", words=text[start : start + 2])
    if letter == "前":
        return _foremost(text, start)
    if letter == "翻" or text.startswith("过半", start):
        folds = _folds(text, start)
        return None if folds is None else _qualified(text, folds, floor)
    if fraction := _FRACTION.match(text, start):  # 四分之一: listed, but its decimals are not stated
        return Number(start, fraction.end(), "0", "", form="vague", words=fraction[0])
    number = _quantity(text, start) if letter.isdigit() else _han_quantity(text, start)
    if number is None:
        return None
    number = _with_range(text, number)
    return _qualified(text, number, floor)


def _ordinal(text: str, start: int) -> Number | None:
    match = _ORDINAL.match(text, start)
    if match is None:
        return None
    after = text[match.end() : match.end() + 2]
    if match[1][0].isdigit() or not after.startswith(("产业", "季", "批", "期", "次", "届", "三方")):
        value = match[1] if match[1][0].isdigit() else han_value(match[1])
        if value is not None:
            return Number(start, match.end(), str(value), "名", form="ordinal", words=match[0])
    return None


_FOREMOST = re.compile(r"前(\d{1,3}|[一二三四五六七八九十]{1,3})(?:名|位)?(?=[，。；…、！）”\n的]|行列|$)")


def _foremost(text: str, start: int) -> Number | None:
    """Read 前十, 前3名: a rank at most."""
    match = _FOREMOST.match(text, start)
    if match is None:
        return None
    value = match[1] if match[1][0].isdigit() else han_value(match[1])
    if value is None:
        return None
    return Number(start, match.end(), str(value), "名", "<=", form="ordinal", words=match[0])


def _folds(text: str, start: int) -> Number | None:
    match = re.compile(r"翻番|翻了?([一两二三四])番(多|有余)?|过半").match(text, start)
    if match is None:
        return None
    if match[0] == "过半":
        return Number(start, match.end(), "50", "%", ">", form="fold", words=match[0])
    times = {"一": 2, "两": 4, "二": 4, "三": 8, "四": 16}.get(match[1] or "一", 2)
    relation = ">" if match[2] else "="
    return Number(start, match.end(), str(times), "倍", relation, form="fold", words=match[0])


def _quantity(text: str, start: int) -> Number | None:
    match = _QUANTITY.match(text, start)
    if match is None:  # pragma: no cover - a digit always matches
        return None
    scale, unit = match["scale"] or "", match["unit"] or ""
    digits = match["num"]
    relation = ">" if match["fuzz"] or match["fuzz2"] else "="
    further = match["scale3"] or match["scale4"] or ""
    end = match.end()
    if not unit and match["num"] and not scale and not further and text[end - 1].isspace():
        end -= 1
    if scale and match["more"]:
        total = Decimal(digits) * SCALES[scale] + Decimal(match["more"]) * SCALES[match["scale2"]]
        main = "亿" if "亿" in scale else scale
        digits = _plain(total / SCALES[main])
        scale = main
    return _scaled(start, end, digits, scale, further, unit, relation)


def _scaled(
    start: int,
    end: int,
    digits: str,
    scale: str,
    further: str,
    unit: str,
    relation: str,
    spoken: bool = False,
) -> Number:
    """Bring a magnitude and a unit into a unit that figures use: 3千余万元, 1.2万亿元, 5亿."""
    factor = Decimal(1)
    magnitude = scale + further
    known: Unit | None = RULES.units.get(unit)
    if magnitude and unit:
        if magnitude + unit in RULES.units:
            unit = magnitude + unit
        elif known is not None and known.kind == "money":
            base, target = _base_of(unit)
            size = _size(scale) * _size(further) * target
            unit = ("亿" if size >= 10**8 and scale not in ("万", "千", "百") else "万") + base
            if unit not in RULES.units:
                unit = "亿元"
            factor = size / (10**8 if unit.startswith("亿") else 10**4)
        elif magnitude in ("万", "亿"):
            unit = magnitude + unit
        else:
            factor = _size(scale) * _size(further)
    elif magnitude:
        if "亿" in magnitude:
            unit, factor = "亿元", _size(scale) * _size(further) / 10**8
        else:
            unit, factor = magnitude[-1:], _size(magnitude[:-1])
    if unit == "成":
        unit, factor = "%", factor * 10
    half_width = ""
    if factor != 1:
        half_width = _plain(_last_digit(digits) * factor / 2) if factor > 1 else ""
        digits = _plain(Decimal(digits) * factor)
    return Number(start, end, digits, unit, relation, spoken=spoken, half_width=half_width)


def _last_digit(digits: str) -> Decimal:
    """One unit of the last digit that is written."""
    return Decimal(1).scaleb(-len(digits.partition(".")[2]))


def _base_of(unit: str) -> tuple[str, Decimal]:
    for scale in ("百亿", "十亿", "亿", "千万", "百万", "十万", "万", "千"):
        if unit.startswith(scale) and len(unit) > len(scale):
            return unit[len(scale) :], Decimal(SCALES[scale])
    return unit, Decimal(1)


def _size(scale: str) -> Decimal:
    if not scale:
        return Decimal(1)
    if scale in SCALES:
        return Decimal(SCALES[scale])
    size = Decimal(1)
    for letter in scale:
        size *= SCALES[letter]
    return size


def _plain(value: Decimal) -> str:
    text = format(value.normalize(), "f")
    return text if text != "-0" else "0"


def _han_quantity(text: str, start: int) -> Number | None:
    match = _HAN_NUMBER.match(text, start)
    if match is None:
        return None
    spoken, fuzz, unit = match["num"], match["fuzz"] or match["fuzz2"] or "", match["unit"] or ""
    further = match["scale3"] or match["scale4"] or ""
    if match["per"]:
        value = han_value(spoken)
        if value is None:
            return None
        return Number(start, match.end(), _plain(value), "%", ">" if fuzz else "=", spoken=True)
    if not unit and spoken[-1] in "万亿" and len(spoken) > 1 and _is_magnitude_level(text, match.end()):
        unit = ""
    elif not unit and not ("亿" in spoken + further and (len(spoken) > 1 or further)):
        return None
    if spoken in ("一", "两") and unit in RULES.vague_after_one and not fuzz:
        return None
    if spoken == "几" or (spoken[0] == "几" and len(spoken) <= 2):
        return Number(start, match.end(), "0", unit, form="vague", spoken=True)
    return _spoken(text, start, match.end(), spoken, fuzz, further, unit)


def _spoken(
    text: str, start: int, end: int, spoken: str, fuzz: str, further: str, unit: str
) -> Number | None:
    relation = ">" if fuzz or "几" in spoken else "="
    scale = ""
    spoken = spoken.replace("几", "")
    if spoken in _MAGNITUDES:  # 亿元, 上百亿, 万亿级: a magnitude without a numeral
        before = text[max(0, start - 1) : start]
        if before in ("数", "每", "各") or (len(spoken) == 1 and before.isdigit()):
            return None
        if len(spoken) == 1 and before not in ("上", "近", "超", "过") and not _CLASS_NEXT.match(text, end):
            return None
        form = "class" if spoken in ("亿", "千万", "百万", "十亿", "百亿", "千亿", "万亿") else "plain"
        number = _scaled(start, end, "1", spoken, further, unit, relation, spoken=True)
        return replace(number, form=form)
    found = re.fullmatch(r"([^万亿]*)(万亿|万|亿)", spoken)
    if found is not None and found[1] and (unit in RULES.units or not unit):
        head = han_value(found[1])
        if head is None:
            return None
        return _scaled(start, end, _plain(head), found[2], further, unit, relation, spoken=True)
    value = han_value(spoken)
    if value is None:
        return None
    if unit == "成" and text.startswith("半", end):  # 七成半
        value, end = value + Decimal("0.5"), end + 1
    if value >= 10**8 and RULES.units.get(unit, Unit(unit, "")).kind == "money":
        return _scaled(start, end, _plain(value / 10**8), "亿", further, unit, relation, spoken=True)
    return _scaled(start, end, _plain(value), scale, further, unit, relation, spoken=True)


def _is_magnitude_level(text: str, end: int) -> bool:
    return text.startswith(("级", "元"), end)


def _with_range(text: str, number: Number) -> Number:
    """Read 20亿元至50亿元, 50至100亿元, 5%—8% as one range."""
    match = _RANGE.match(text, number.end)
    if match is None or number.relation != "=":
        return number
    letter = text[match.end()]
    other = _quantity(text, match.end()) if letter.isdigit() else _han_quantity(text, match.end())
    if other is None or (number.unit and RULES.kind(other.unit) != RULES.kind(number.unit)):
        return number
    if not other.unit and not number.unit:
        return number
    low = number.digits
    if number.unit and number.unit != other.unit:
        if unit_scale(number.unit)[0] != unit_scale(other.unit)[0]:
            return number
        low = _plain(number.value * int(unit_scale(number.unit)[1]) / int(unit_scale(other.unit)[1]))
    if Decimal(low) >= other.value:
        return number
    return replace(other, start=number.start, digits=low, high=other.digits, form="range")


def _qualified(text: str, number: Number, floor: int) -> Number:
    """Add the words before and after a number that say how it is meant: 超, 约, 近, 以上."""
    start, end, relation = number.start, number.end, number.relation
    head = text[max(floor, start - 4) : start]
    match = _PREFIX.search(head)
    if match is not None and not _part_of_word(text, start - len(match[0]), match[0]):
        word = match[0]
        if word != "上" or number.form == "class":
            start -= len(word)
            meant = RULES.before[word]
            relation = relation if meant == "=" else meant
    level = False
    if text.startswith("级", end):
        level, end = True, end + 1
    match = re.compile(rf"(?:{_AFTER})").match(text, end)
    if match is not None:
        meant = RULES.after[match[0]]
        end = match.end()
        relation = meant if meant != "=" else relation
    if not level and text.startswith("级", end):
        level, end = True, end + 1
    return replace(number, start=start, end=end, relation=relation, level=level, words=text[start:end])


def _part_of_word(text: str, start: int, word: str) -> bool:
    """Whether a qualifier is the end of another word: 签约, 最近, 通过."""
    before = text[max(0, start - 1) : start]
    return before in RULES.not_before.get(word, "") if before else False


def spans(found: list[Number]) -> Iterator[tuple[int, int]]:
    """Spans of numbers."""
    for number in found:
        yield number.start, number.end
