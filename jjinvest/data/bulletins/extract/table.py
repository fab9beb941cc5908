"""Rows of a table as sentences: label, header, value and unit of each cell, in the order of the row.

A row 第二产业 | 95 | 625 under the headers 项目数（个） and 协议引资（亿元） reads
第二产业项目数95个，第二产业协议引资625亿元。 The rules for sentences then read tables too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from jjinvest.data.bulletins.extract.table_cells import (
    VALUE,
    YEAR,
    begins_body,
    below_header,
    clean,
    counts_up,
    is_value,
    without_repeats,
    without_unit,
)
from jjinvest.data.bulletins.extract.table_units import (
    MONEY,
    NAMES_MEASURE,
    UNITS,
    of_units,
    split_unit,
    unit_of,
)
from jjinvest.data.bulletins.rules import RULES
from jjinvest.data.bulletins.text.document import Block

_NO_VALUE = re.compile(r"[-—–－/／…·.．\s*＊]*|无|不详|x|X|--")
_CAPTION_UNIT = re.compile(r"单位\s*[:：]\s*([^\s，,；;）)]+)")
_UNIT_LIST = re.compile(r"[、/／]")
_GOAL_OF = re.compile(
    r"(?:全年|年度)?(?:目标|任务|计划)(?:任务|数|值)?(?P<who>[省市州县区](?:政府)?(?:下达|确定|定|级))"
)
"""目标任务 above 市下达: the target that the municipality set."""
_GOAL = re.compile(r"(?:全年|年度|本年|当年)?(?:目标|任务|计划)(?:任务|计划)?(?:数|值|额)?")
_CLASS = re.compile(r"(?:以上|以下|以内)$")
_ANY_CLASS = re.compile(r"\d*[亿万]元(?:（含）)?(?:及)?(?:以上|以下|以内)")
_SHARE_OF_GOAL = re.compile(
    r"(?:完成)?(?:目标|任务|计划)?(?:比例|进度|情况)?占(?P<who>[省市州县区])(?:级|定|下达)?(?:目标|任务|计划)(?:任务)?(?:比例|比重|的?%)?"
)
_NUMBERING = re.compile(r"序\s*号|编\s*号|№|No\.?|行\s*次", re.IGNORECASE)
_UNIT_COLUMN = re.compile(r"(?:计量|计算)?\s*单\s*位")
_EMPTY_HEADER = re.compile(
    r"指\s*标(?:名称)?|项\s*目|名\s*称|内\s*容|类\s*别|分\s*类|数\s*值|数\s*据|绝对[值额量数]|总\s*量|实\s*绩|"
    r"指标值|本期|实际|数\s*量|(?:实际|累计|本期|本年)?完成(?:数|值|情况|额)?|地\s*区|单位名称|区\s*县|行\s*业|(?:指标)?数"
)
"""Headers that say nothing about what is measured."""
_AMOUNT = re.compile(r"金\s*额|数\s*额|总\s*额|数\s*量|绝对[值额]")
_GROWTH = re.compile(r"(?:增长|增减|增速|增幅|升降|±)(?:率|幅度|幅|情况)?")
_TOTAL = re.compile(r"合\s*计|总\s*计|共\s*计|总\s*数")
_SIZE = re.compile(
    r"[亿万]元(?:（含）)?(?:及)?(?:以上|以下|以内)(?:（含.{0,6}）)?$|\d[亿万]?元?[-—~至]\d+[亿万]元$"
)
_KINDS = (
    (re.compile(r"项目(?:名称)?"), "项目"),
    (re.compile(r"园区(?:名称)?"), "园区"),
    (re.compile(r"(?:重点)?产业链(?:名称)?"), "产业链"),
    (re.compile(r"(?:招商)?专班(?:名称)?"), "专班"),
    (re.compile(r"(?:产业|行业|领域)(?:类别|名称)?"), "产业"),
)
"""Header of the labels -> the kind of part that they name."""
_CAPTION_NUMBER = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+、|[（(]?[一二三四五六七八九十\d]+[）)]、?|表[一二三四五六七八九十\d]+[:：\s]?|\d+[.、．])\s*"
)
_AMONG = re.compile(r"^\s*(?:其中|＃|#)\s*[:：]?\s*")
_OWN_TIME = re.compile(
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份|当月)?|第?[一二三四1-4]季度|当月|本月"
)
_TIME_WORDS = re.compile(
    r"[上下]半年|全年|本年|前?[一二三四五六七八九十\d]+(?:个?月|季度)?(?:[-—~至到][一二三四五六七八九十\d]+)?(?:月份?|季度)|累计(?:数|额)?"
)
_MONTH_LAST = re.compile(r"(?<![-—–~至到\d])\d{1,2}月$")
_FOOTNOTE = re.compile(r"[①-⑳]$|\[\d{1,2}\]$")


@dataclass
class _Table:
    head: list[list[str]]
    body: list[tuple[int, list[str]]]
    labels: list[int] = field(default_factory=list)
    skipped: set[int] = field(default_factory=set)
    units: int | None = None
    caption_unit: str = ""
    caption_units: tuple[str, ...] = ()
    measure: str = ""

    @property
    def order(self) -> list[int]:
        """Columns in the order of the sentence: earlier years and single months last: no rate is theirs."""
        width = len(self.body[0][1])
        years = [YEAR.search(_header(self, column)) for column in range(width)]
        latest = max((found[0] for found in years if found), default="")
        earlier = [found is not None and found[0] < latest for found in years]
        among = [_OWN_TIME.fullmatch(_AMONG.sub("", _header(self, column))) for column in range(width)]
        return sorted(range(width), key=lambda column: (earlier[column], among[column] is not None))


def table_blocks(
    grid: Sequence[Sequence[str]], table: int, places: Sequence[str] = (), caption: str = ""
) -> list[Block]:
    """Return the rows of a table as blocks.

    Parameters
    ----------
    grid
        Cells by row; a merged cell is repeated in each place that it covers.
    table
        Number of the table, from 1.
    places
        Place of each row; ``表1第2行`` where none is given.
    caption
        Words above the table, which may name the unit of all its cells.
    """
    width = max((len(row) for row in grid), default=0)
    rows = [[clean(cell) for cell in row] + [""] * (width - len(row)) for row in grid]
    named = [places[number] if places else f"表{table}第{number + 1}行" for number in range(len(rows))]
    read = _layout(rows, caption)
    texts: dict[int, str] = {}
    subjects: dict[int, tuple[str, str, str]] = {}
    if read is not None:
        parent, section = "", ""
        for number, cells in read.body:
            label, parent, section, text = _sentence(read, cells, parent, section)
            texts[number] = text or label
            if text and label == parent:
                subjects[number] = (_subject(read, label), *_name(read, cells))
    headers = tuple(_header(read, column) for column in range(width)) if read is not None else ()
    blocks = []
    for number, cells in enumerate(rows):
        shown = without_repeats(cells)
        if shown:
            text = texts.get(number) or "\t".join(without_unit(cell) for cell in shown)
            shown_cells = tuple(cell.strip() for cell in cells)
            of_row = subjects.get(number, ("", "", ""))
            blocks.append(
                Block(text, named[number], shown_cells, table, headers if number in texts else (), *of_row)
            )
    return blocks


def _layout(rows: Sequence[Sequence[str]], caption: str) -> _Table | None:
    """Find header, body and label columns; None where no row holds a number."""
    filled = [(number, list(cells)) for number, cells in enumerate(rows) if any(cells)]
    units = _CAPTION_UNIT.findall(caption)
    while filled and len(set(filter(None, filled[0][1]))) == 1 and len(filled) > 1:
        units += _CAPTION_UNIT.findall(next(filter(None, filled[0][1])))
        if is_value(filled[0][1][-1]) or len(filled[0][1]) < 2:
            break
        filled = filled[1:]  # a title across the table
    first = next((at for at, (_, cells) in enumerate(filled) if any(map(is_value, cells[1:] or cells))), None)
    if first is None:
        return None
    worded = [at for at in range(1, first) if begins_body(filled[at][1], filled[0][1])]
    below = worded[0] if worded else below_header(filled, first)
    table = _Table([cells for _, cells in filled[: min(below, first)]], filled[below:])
    listed = [unit for text in units[-1:] for unit in _UNIT_LIST.split(text) if unit in UNITS]
    if len(listed) == 1:
        table.caption_unit = listed[0]
    elif len(listed) > 1:
        table.caption_units = tuple(listed)
    table.measure = _measure(table, caption)
    width = len(rows[0])
    numeric = [sum(is_value(cells[column]) for _, cells in table.body) for column in range(width)]
    for column in range(width):
        header = _header(table, column)
        if _NUMBERING.fullmatch(header) or (not header and column == 0 and counts_up(table.body)):
            table.skipped.add(column)
        elif _UNIT_COLUMN.fullmatch(header) and not numeric[column] and _holds_units(table, column):
            table.units = column
        elif not numeric[column] and not _holds_text_values(table, column):
            table.labels.append(column)
    values = [column for column in range(width) if numeric[column] and column not in table.skipped]
    remarks = [column for column in table.labels if values and column > values[-1]]
    if len(remarks) < len(table.labels):  # 备注 at the end names nothing
        table.labels = [column for column in table.labels if column not in remarks]
        table.skipped.update(remarks)
    return table


def _holds_units(table: _Table, column: int) -> bool:
    """Whether a column 单位 holds units of measure, not offices: 单位 is both."""
    filled = [cells[column].strip("　 ") for _, cells in table.body if cells[column].strip("　 ")]
    return sum(cell in UNITS for cell in filled) * 2 >= len(filled)


def _holds_text_values(table: _Table, column: int) -> bool:
    """Whether most filled cells of a column hold a number among words: 超600亿元."""
    cells = [cells[column] for _, cells in table.body if cells[column].strip()]
    if not cells or column == 0:
        return False
    return sum(bool(re.search(r"\d", cell)) and bool(_header(table, column)) for cell in cells) * 2 > len(
        cells
    )


def _header(table: _Table, column: int) -> str:
    """Words above a column, from the outer level to the inner; a merged header counts once."""
    words: list[str] = []
    for cells in table.head:
        text = _FOOTNOTE.sub("", re.sub(r"\s+", "", cells[column]))
        if words and MONEY.search("".join(words)) and _AMOUNT.fullmatch(split_unit(text)[0]):
            text = text.removeprefix(split_unit(text)[0])  # 到位资金 above 金额（亿元）
        if text and text not in words:
            words.append(text)
    if len(words) > 1:  # the unit of an outer level goes to the end: 到位资金（亿元）本期
        parts = [split_unit(word) for word in words]
        unit = next((unit for _, unit in reversed(parts) if unit), "")
        return "".join(word for word, _ in parts) + (f"（{unit}）" if unit else "")
    return "".join(words)


def _sentence(table: _Table, cells: Sequence[str], parent: str, section: str) -> tuple[str, str, str, str]:
    """Label, parent label, section and sentence of a row."""
    raw = "".join(dict.fromkeys(cells[column] for column in table.labels if cells[column].strip()))
    distinct = set(filter(None, (cell.strip() for cell in cells)))
    if len(distinct) == 1 and not is_value(next(iter(distinct))) and len(cells) > 1:
        section = next(iter(distinct))
        return section, "", section, section  # a heading across the table
    is_part = _AMONG.match(raw) is not None or (bool(parent) and raw.startswith("　"))
    own, unit = split_unit(_FOOTNOTE.sub("", _AMONG.sub("", raw).strip()))
    own = (
        re.sub(r"^[（(]?[一二三四五六七八九十\d]+[)）、.．]\s*", "", own)
        if re.match(r"[（(]?[一二三四五六七八九十]+[)）、]|[（(]?\d{1,2}[)）、]", own)
        else own
    )
    if is_part and parent:
        of_kind = _label_kind(table) == "产业"
        among = "其中：" if of_kind else "其中"
        label = own if NAMES_MEASURE.search(own) and own.startswith(parent) else f"{parent}{among}{own}"
    else:
        parent = label = own
    if table.units is not None and cells[table.units].strip("　 "):
        unit = cells[table.units].strip("　 ")
    subject = _subject(table, label)
    pieces = []
    for column in table.order:
        cell = cells[column]
        if column in table.labels or column in table.skipped or column == table.units:
            continue
        text = _cell(table, column, cell.strip("　 "), label, unit)
        if text:
            pieces.append(f"{subject}{text}")
    return label, parent, section, "，".join(pieces) + "。" * bool(pieces)


def _subject(table: _Table, label: str) -> str:
    """Label of a row as the subject of its sentence, with the kind its header names; a total as the whole."""
    if _TOTAL.fullmatch(label):
        return f"全部{label}"
    if _SIZE.search(label):
        return f"{label}项目"
    kind = _label_kind(table)
    if kind == "产业" and ("其中：" not in label or label.endswith("业")):
        kind = ""
    has_kind = label.endswith(kind) or (kind == "园区" and label.endswith(("园", "区", "城", "港", "基地")))
    return label if not label or has_kind else f"{label}{kind}"


def _name(table: _Table, cells: Sequence[str]) -> tuple[str, str]:
    """The innermost label of a row, and the header above it."""
    filled = [column for column in table.labels if cells[column].strip("　 ") and column != table.units]
    return (cells[filled[-1]].strip("　 "), _header(table, filled[-1])) if filled else ("", "")


def _label_kind(table: _Table) -> str:
    """Kind of part that the labels of the rows are, by their header; empty where it says none."""
    header = _header(table, table.labels[-1]) if table.labels else ""
    return next((kind for pattern, kind in _KINDS if pattern.fullmatch(header)), "")


def _column(table: _Table, column: int) -> tuple[str, str]:
    """Header and unit of a column; 其中：亿元以上 beside 签约项目（个） is of that column."""
    header, unit = split_unit(_header(table, column))
    if column and not unit and header and (_GOAL.fullmatch(header) or not _TIME_WORDS.sub("", header)):
        return _like_the_column_before(table, column, header)
    if not _AMONG.match(header) or column == 0:
        return header, unit
    own, (whole, its_unit) = _AMONG.sub("", header), _column(table, column - 1)
    plain = own.removesuffix("项目")
    if _OWN_TIME.fullmatch(plain):
        whole = _TIME_WORDS.sub("", whole)  # 上半年累计 beside 其中：6月
        return f"{plain}{whole}", unit or its_unit
    if _CLASS.search(plain):
        whole = _ANY_CLASS.sub("", whole)  # 5000万元以上项目 | 其中：亿元以上
    if whole and (_CLASS.search(plain) or not NAMES_MEASURE.search(plain)):
        return f"{plain}{whole}", unit or its_unit
    return own, unit


def _like_the_column_before(table: _Table, column: int, header: str) -> tuple[str, str]:
    """Header and unit of a column that only says when, 1—5月累计 beside 本月利用外资（万美元）."""
    if column - 1 in table.labels or column - 1 in table.skipped:
        return header, ""
    before, unit = _column(table, column - 1)
    measure = _TIME_WORDS.sub("", _OWN_TIME.sub("", before))
    of_amount = RULES.kind(unit) in ("money", "count") and NAMES_MEASURE.search(measure) is not None
    return (f"{header}{measure}", unit) if of_amount and not _GOAL.fullmatch(header) else (header, "")


def _goal_unit(table: _Table, column: int, label: str) -> str:
    """Unit of a target without its own, 到位资金 | 年度任务: that of the column before it."""
    for before in range(column - 1, -1, -1):
        if before in table.labels or before in table.skipped:
            continue
        header, unit = _column(table, before)
        unit = unit or of_units(table.caption_units, header, label)
        if unit and RULES.kind(unit) in ("money", "count"):
            return unit
    return ""


def _measure_beside(table: _Table, column: int, unit: str) -> str:
    """Measure of a target whose header names none, that of the next column: 年度任务 | 1—10月到位."""
    if column + 1 >= len(table.body[0][1]):
        return ""
    header, its_unit = _column(table, column + 1)
    found = re.search(r"(?:实际)?到位(?:资金)?|协议(?:投资|引资|资金)|签约(?:金额|额|资金)", header)
    return found[0] if found is not None and its_unit == unit else ""


def _cell(table: _Table, column: int, cell: str, label: str, row_unit: str) -> str:
    if not cell or _NO_VALUE.fullmatch(cell):
        return ""
    header, unit = _column(table, column)
    if _EMPTY_HEADER.fullmatch(header):
        header = ""
    unit = unit or (of_units(table.caption_units, header, label + table.measure) if not row_unit else "")
    if not unit and not row_unit and not table.caption_unit and _GOAL.fullmatch(header):
        unit = _goal_unit(table, column, label)
    if _GOAL.fullmatch(header) and unit and not table.measure and not NAMES_MEASURE.search(label):
        header = _measure_beside(table, column, unit) + header
    header = table.measure + _as_said(header)
    found = VALUE.fullmatch(cell)
    if found is None or (found["unit"] and found["unit"] not in UNITS):
        return f"{header}{cell}"
    sign, number = found["sign"], re.sub(r"[,，](?=\d{3})", "", found["number"]).replace("．", ".")
    unit = found["unit"] or unit or unit_of(header, label, row_unit, table.caption_unit)
    if unit == "个" and "." in number and not found["unit"]:
        unit = ""
    if sign in ("-", "−", "–", "－"):
        if header.endswith("同比"):
            header, sign = f"{header}下降", ""
        elif _GROWTH.search(header):
            header, sign = _GROWTH.sub("下降", header), ""
        elif unit in ("%", "％") and not header:
            header, sign = "下降", ""
        else:
            sign = "-"
    else:
        sign = ""
        header = re.sub(r"同比$", "同比增长", header)
        header = re.sub(r"(?:增减|升降|±)(?:率|幅度|幅|情况)?", "增长", header)
    if _MONTH_LAST.search(header):
        header += "为"  # 签约项目 7月 | 8: no 8th of July
    return f"{header}{sign}{number}{unit}"


def _as_said(header: str) -> str:
    """A header that names whose target it is, in the order of a sentence: 市下达全年目标, 完成市级目标的."""
    header = _GOAL_OF.sub(lambda found: f"{found['who']}全年目标", header)
    return _SHARE_OF_GOAL.sub(lambda found: f"完成{found['who']}级目标的", header)


def _measure(table: _Table, caption: str) -> str:
    """What the caption says is measured, where neither headers nor labels do: 各县到位市外资金情况."""
    width = len(table.body[0][1])
    words = [_header(table, column) for column in range(width)]
    words += [cells[0] for _, cells in table.body]
    if any(MONEY.search(word) or "项目" in word for word in words):
        return ""
    line = _CAPTION_NUMBER.sub("", re.sub(r"[（(][^（()）]*[）)]", "", caption.strip().split("\n")[-1]))
    line = re.sub(r"单位\s*[:：].*$", "", line).strip()
    line = re.sub(r"(?:来源|构成|分布|组成)?(?:完成)?(?:情况)?(?:统计)?(?:情况)?(?:一览)?表?$", "", line)
    found = re.search(
        r"(?:到位|实际|利用|引进|协议|签约|省外|市外|县外|外资|内资|资金|投资)[^，。；\s]*$", line
    )
    return found[0] if found is not None and MONEY.search(found[0]) and len(found[0]) <= 16 else ""
