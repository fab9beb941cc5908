"""The unit of a cell of a table: of its header, its row, its column or the table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jjinvest.core.units import is_counted, is_money, unit_scale
from jjinvest.data.bulletins.rules import RULES
from jjinvest.data.bulletins.text.document import Block

_UNIT_IN_HEADER = re.compile(
    r"[（(\[【]\s*(?:单位[:：]?)?\s*([^（()）\[\]【】]{1,8}?)\s*[）)\]】]$|[/／]\s*([^/／（()）]{1,6})$|(?<=[率幅重比速长±])([%％])$"
)
_SCALES = ("千", "万", "十万", "百万", "千万", "亿", "十亿", "百亿", "千亿", "万亿")
_SCALED = {
    f"{scale}{unit}": unit
    for scale in _SCALES
    for unit in RULES.units
    if is_counted(unit) or (is_money(unit) and unit_scale(unit)[1] == 1)
}
"""Units of a coarser scale than bulletins write behind a number, and the unit in them: 万亿元, 千家."""
UNITS = frozenset(RULES.units) | frozenset(_SCALED)
_RATIO = re.compile(
    r"[率幅重比速]$|增长|增减|下降|±|占比|百分比|完成[率%％]|比例$|占[^的]{0,4}(?:目标|任务|计划)"
)
MONEY = re.compile(r"资金|资$|额$|投资")
_ARRIVED = re.compile(r"到位(?:数|情况)?$|^到位")
_COUNTED = re.compile(r"(?:项目|企业|合同|协议)?[个宗项]?数(?:量)?$|项目个数")
_GOAL_NUMBER = re.compile(r"(?:年度|全年|年)?(?:目标|任务|计划)(?:任务)?数")
NAMES_MEASURE = re.compile(r"额|数|资|率|投|量|占|比|增|降|目标|任务|完成")
_COUNT_LABEL = re.compile(
    r"项目(?:个?数|数量)?(?:其中)?$|项目(?=[市县区省州全年目标任务计划完成\d])(?!到位|资金|投资)|[个家户]数$"
)


_CAPTION_LENGTH = 60
"""Longest line above a table that is its caption; of a longer one only the units at its end are taken."""
_UNITS_AT_END = re.compile(r"单位\s*[:：][^）)。\n]{1,30}[）)]?。?$")


def caption_of(blocks: Sequence[Block]) -> str:
    """Words above a table: its caption, or the units that the last sentence above it gives."""
    lines = []
    for block in blocks:
        if block.table:
            continue
        at_end = _UNITS_AT_END.search(block.text)
        if len(block.text) < _CAPTION_LENGTH:
            lines.append(block.text)
        elif at_end is not None:
            lines.append(at_end[0])
    return "\n".join(lines)


def split_unit(text: str) -> tuple[str, str]:
    """Part a unit at the end of a header from its words: 协议引资（亿元）."""
    found = _UNIT_IN_HEADER.search(text)
    if found is None:
        return text, ""
    unit = next(group for group in found.groups() if group).replace("％", "%").lstrip("±+-")
    return (text[: found.start()], unit) if unit in UNITS else (text, "")


def of_units(units: Sequence[str], header: str, label: str) -> str:
    """Which unit of several, （亿元、个、%）, a column or row has by its words; empty where none fits."""
    if not units:
        return ""
    words = f"{label}{header}"
    kind = "ratio" if _RATIO.search(header) else "count" if _COUNT_LABEL.search(words) else ""
    kind = kind or ("money" if MONEY.search(words) or _ARRIVED.search(header) else "")
    fits = [unit for unit in units if RULES.kind(_SCALED.get(unit, unit)) == kind]
    return fits[0] if len(fits) == 1 else ""


def unit_of(header: str, label: str, row_unit: str, caption_unit: str) -> str:
    """Unit of a cell that names none: that of the row, or of the table, as far as its words allow."""
    if _RATIO.search(header):
        return "%"
    if row_unit:
        return row_unit
    words = header or label
    if _RATIO.search(words):
        return "%"
    if _GOAL_NUMBER.fullmatch(header) and caption_unit and not _COUNT_LABEL.search(label):
        return caption_unit  # （单位：万元） 任务数: an amount
    if _COUNTED.search(header) or (not NAMES_MEASURE.search(header) and _COUNTED.search(label)):
        return "个"
    return caption_unit
