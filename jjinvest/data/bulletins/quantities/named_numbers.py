"""Numbers that are part of a name, count a heading or a list, or say how long something took."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjinvest.data.bulletins.quantities.numbers import Number
from jjinvest.data.bulletins.rules import RULES

if TYPE_CHECKING:
    from jjinvest.data.bulletins.text.statements import Statements

_NAMES = re.compile("|".join(f"(?:{pattern})" for pattern in RULES.names))
_PARTS_COUNTED = re.compile(
    r"(?:主导|重点|支柱|优势|特色)?(?:行业|产业|领域|板块|县|区|市|州|镇|乡|街道|园区|片区|部门|单位|专班|地区|国家|省|环节)"
)


def find_names(made: Statements) -> None:
    """Numbers that are part of a name, of a heading's count or of a duration."""
    spans = list(_NAMES.finditer(made.text))
    index = 0
    for position, number in enumerate(made.numbers):
        kind = RULES.kind(number.unit)
        if kind in ("money", "ratio", "points", "times", "output", "area") or number.form == "fold":
            continue
        if number.unit.upper() in ("GWH", "MWH", "KWH", "GW", "MW", "KW"):
            continue
        while index < len(spans) and spans[index].end() <= number.start:
            index += 1
        for match in spans[index : index + 3]:
            if match.start() < number.end and number.start < match.end():
                made.named[position] = match[0]
                break
        else:
            if _counts_a_list(made.text, number):
                made.named[position] = number.words or made.text[number.start : number.end]
                continue
            if not number.unit and number.form == "plain" and _is_heading(made.text, number):
                made.named[position] = number.words or made.text[number.start : number.end]


def _counts_a_list(text: str, number: Number) -> bool:
    """Whether a number only says how many parts were just named: 食品、轻纺、建材三个行业."""
    if number.unit not in ("个", "家", "大") or number.form != "plain" or not number.digits.isdigit():
        return False
    if _PARTS_COUNTED.match(text, number.end) is None:
        return False
    segment = re.split(r"[，。；：\n\d]", text[max(0, number.start - 80) : number.start])[-1]
    return len(re.findall(r"、|和|与|及", segment)) + 1 == int(number.digits) > 1


def _is_heading(text: str, number: Number) -> bool:
    """Whether a number only counts a heading or a footnote: 1. 2、（3）."""
    before = text[max(0, number.start - 1) : number.start]
    return before in ("", "\n", "（", "。") and text[number.end : number.end + 1] in ("、", ".", "）", "．")
