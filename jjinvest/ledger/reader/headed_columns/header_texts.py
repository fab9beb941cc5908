"""Texts of the headers of a sheet: of one row, or joined to the groups of the row above."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from jjinvest.ledger.fields import BY_NAME
from jjinvest.ledger.reader.files.workbook import WorkbookSheet
from jjinvest.ledger.reader.headed_columns.headers import (
    HeaderMeaning,
    makes_other_column,
    normalise,
    unit_in,
)
from jjinvest.ledger.reader.units.title_units import UNIT_LINE, is_title_row

MIN_GROUPED_TEXTS = 3  # texts in a row above the header that make it a row of groups, not a title
_TITLE_SHARE = 0.8  # of the columns; a merge as wide is a title
MIN_TITLED = 2
"""Texts under groups that make a row the second row of a header."""
_IN_CNY = re.compile("内资|人民币|其中内资|折(?:合|算)?(?:成|为)?人民币(?:金额|额)?")
_IN_ALL = re.compile("合计|总计|小计|共计|总额|总数|全部|合计数")
A_PART = 1000
"""Rank of 内资 below a group, which 合计 beside it precedes."""
_OF_WHICH_MONTH = re.compile("^其中[:：,，]?(?=(?:[0-9]{1,2}|当|本)月)")
_OF_DAYS = re.compile("时间|日期|节点")
_OF_YEAR = re.compile("(?:20[0-9]{2}|[本当今]|上)年度?")
_YEAR_OF_GROUP = re.compile("(20[0-9]{2}年)度?(.*)")
_SPEAKS_OF_FUNDS = re.compile("到位|到资|到账|进资|funds")
_TIME_OF_FUNDS = re.compile(
    "到位|到资|到账|进资|资金|[引利使]用?[内外]?资|[内外]资|省外|市外|境外|境内|funds"
)
"""What a group names under which 当月 and 累计 alone are those of funds in place."""
_TIME_ALONE = re.compile("[本当]月|[本当今]年(?:累计)?|(?:历年|总|开工以来)?累计")
_ANOTHER_MEASURE = re.compile(
    "税|产值|产出|完成投资|投资完成|固定资产|固投|入统|纳统|入库|营业|营收|收入|利润|销售|贷款|融资|补助|补贴|奖励|扶持|兑现"
    "|财政|专项|能耗|用电|用地|土地|就业|tax|output"
)
"""What makes the amounts below a group those of another measure."""
Meaning = Callable[[str], HeaderMeaning | None]


@dataclass(frozen=True)
class HeaderText:
    """Text of a header with its group, and its own, which stands alone where the group says nothing.

    `parts` are the texts of the two rows above it in a header of three rows.
    """

    text: str
    own: str
    parts: tuple[str, ...] = ()

    def meaning(self, meaning_of: Meaning) -> HeaderMeaning | None:
        """Meaning of group and header together, else of the header alone."""
        whole = meaning_of(self.text)
        group = self.text.removesuffix(self.own) if self.own != self.text else ""
        if group and _IN_ALL.fullmatch(normalise(without_brackets(self.own))):
            of_group = meaning_of(without_brackets(group))  # 到位资金 above 合计 and 其中内资
            if of_group is not None:
                return replace(of_group, unit=unit_in(self.own) or unit_in(group))
        if whole is None and _OF_DAYS.search(group) and not makes_other_column(group):
            whole = meaning_of(f"{self.own}日期")  # 时间节点 above 签约, 开工, 投产
        if whole is not None or not group or makes_other_column(group):
            return whole
        if _IN_CNY.fullmatch(normalise(without_brackets(self.own))):
            of_group = meaning_of(without_brackets(group))  # 引资额 above 内资（万元） and 外资（万美元）
            unit = unit_in(self.own) or unit_in(group)
            if of_group is not None and "折" not in self.own:  # converted is all of it
                return replace(of_group, unit=unit, listed=False, rank=A_PART)
            return of_group and replace(of_group, unit=unit)
        # 资金到位情况 above 开工以来累计
        core = without_brackets(group).removesuffix("情况")
        own = _OF_WHICH_MONTH.sub("", self.own)  # 1—8月 beside 其中8月
        of_year = _YEAR_OF_GROUP.fullmatch(core)  # 2023年到位资金 above 1-12月
        joined = meaning_of(f"{of_year[1]}{own}{of_year[2]}") if of_year is not None else None
        alone = joined or meaning_of(f"{own}{core}") or self._below_inner(meaning_of, own)
        alone = alone or self._alone(meaning_of, own)
        if of_year is not None and alone is not None and alone.field in ("funds_month", "funds_ytd"):
            alone = replace(alone, dated=alone.dated or of_year[1])  # 2022年 above 本年累计
        if alone is None or alone.unit or not (unit := unit_in(group)):
            return alone
        return replace(alone, unit=unit)

    def _below_inner(self, meaning_of: Meaning, own: str) -> HeaderMeaning | None:
        """Meaning of a header with the nearer of two groups: 投资情况 above 到位资金 above 本年."""
        if not self.parts or _ANOTHER_MEASURE.search(self.group):
            return None
        inner = without_brackets(self.parts[1]).removesuffix("情况")
        return meaning_of(f"{own}{inner}") if _SPEAKS_OF_FUNDS.search(inner) else None

    def _alone(self, meaning_of: Meaning, own: str) -> HeaderMeaning | None:
        """Meaning of a header without its group, unless the group makes its amounts those of something else.

        当月, 累计 say nothing of what came in: 税收 or 完成投资 above them is another measure.
        """
        alone = meaning_of(own)
        if alone is None or BY_NAME[alone.field].kind != "amount" or _SPEAKS_OF_FUNDS.search(normalise(own)):
            return alone
        group = normalise(self.group)
        plain = _OF_YEAR.sub("", without_brackets(group).removesuffix("情况").removeprefix("其中"))
        if _ANOTHER_MEASURE.search(group):
            return None
        of_funds = alone.field.startswith("funds_")
        return None if of_funds and plain and not _TIME_OF_FUNDS.search(group) else alone

    @property
    def group(self) -> str:
        """Text of the group above it; empty where there is none."""
        return self.text.removesuffix(self.own) if self.own != self.text else ""


def without_brackets(text: str) -> str:
    """Text of a header without what it has in brackets, and without blanks."""
    return re.sub(r"\([^()]*\)|\s", "", unicodedata.normalize("NFKC", text))


def header_texts(sheet: WorkbookSheet, row: int, depth: int) -> dict[int, HeaderText]:
    """Texts of a header by column; at depth 2 or 3 a cell is joined to the groups above it."""
    cells = {**_texts(sheet, row), **_months_stored_as_dates(sheet, row)}
    for column in _heads_of_groups(sheet, row):
        cells.pop(column, None)
    if depth == 3:
        return three_row_texts(sheet, row)
    if depth == 1 or row == 0:
        return {i: HeaderText(text[:200], text[:200]) for i, text in cells.items()}
    above, wide = _groups(sheet, row - 1, set(cells))
    texts: dict[int, HeaderText] = {}
    for i in sorted(above.keys() | cells.keys()):
        group, own = above.get(i, ""), cells.get(i, "")
        text = (f"{group}{own}" if i in wide and own else own or group)[:200]
        if text:
            texts[i] = HeaderText(text, (own or text)[:200])
    return texts


def has_groups(sheet: WorkbookSheet, row: int) -> bool:
    """Whether the row above a header holds groups of columns, so that it belongs to the header."""
    return row > 0 and bool(_groups(sheet, row - 1, set(_texts(sheet, row)))[1])


def three_row_texts(sheet: WorkbookSheet, row: int) -> dict[int, HeaderText]:
    """Texts of a header of three rows, 到位资金 above 2023年 above 本月; none where the third is no such row.

    Each of its words stands below a text of the second row, or below one that reaches down over both.
    """
    own = {**_texts(sheet, row), **_months_stored_as_dates(sheet, row)}
    if row < 2 or not own or len(own) != sum(cell is not None for cell in sheet.rows[row]):
        return {}
    middle = _spread(sheet, row - 1, set(own))
    top = _spread(sheet, row - 2, middle.keys() | own.keys())
    reaching = {
        column: " ".join(str(text).split())
        for above, left, bottom, right in sheet.merged
        if above == row - 2 and bottom == row - 1 and left < right and (text := sheet.rows[above][left])
        for column in range(left, right + 1)
    }
    if not own.keys() <= middle.keys() | reaching.keys():
        return {}
    texts: dict[int, HeaderText] = {}
    for i in sorted(top.keys() | middle.keys() | own.keys()):
        first, second, third = reaching.get(i) or top.get(i, ""), middle.get(i, ""), own.get(i, "")
        if i in own and not without_brackets(third):  # （亿元） below 签约额
            second, third = ("", f"{second}{third}") if second else ("", f"{first}{third}")
            first = "" if third.startswith(first) else first
        words = [each for each in (first, second, third) if each]
        year_below = len(words) > 1 and words[1] != third and _OF_YEAR.fullmatch(normalise(words[1]))
        group = _joined(words[:-1]) if not year_below else f"{words[1]}{words[0]}"
        texts[i] = HeaderText(f"{group}{words[-1]}"[:200], words[-1][:200], (first, second, group))
    return texts


def _joined(groups: list[str]) -> str:
    """Both groups above a header; 内资 below 到位资金 is 到位资金（内资）."""
    if len(groups) == 2 and re.match("其?中?:?[内外]资", normalise(groups[1])):
        return f"{groups[0]}（{groups[1]}）"
    return "".join(groups)


def _spread(sheet: WorkbookSheet, row: int, below: set[int]) -> dict[int, str]:
    """Texts of a row of a header, each over the columns of its merge, or over the blanks up to the next."""
    texts = _texts(sheet, row)
    merged = {
        left: right for top, left, bottom, right in sheet.merged if top == row == bottom and left in texts
    }
    under = {left for top, left, bottom, _ in sheet.merged if top < row <= bottom}
    over = {left: bottom for top, left, bottom, right in sheet.merged if top == row and left == right}
    spread: dict[int, str] = {}
    for column, text in texts.items():
        if column in under:
            continue
        right = merged.get(column, column)
        if not merged and column in below and column not in over:
            while right + 1 in below and right + 1 not in texts:
                right += 1
        spread |= dict.fromkeys(range(column, right + 1), text)
    return spread


def _heads_of_groups(sheet: WorkbookSheet, row: int) -> set[int]:
    """Columns of a row whose text heads a group: merged over columns that the row below names one by one.

    The row below then has texts under groups only, as other headers reach down over both rows.
    """
    if row + 1 >= len(sheet.rows):
        return set()
    below = {i: cell for i, cell in enumerate(sheet.rows[row + 1]) if cell is not None}
    groups = [
        range(left, right + 1) for top, left, bottom, right in sheet.merged if top == row == bottom < right
    ]
    heads = {group[0] for group in groups if group[0] < group[-1] and set(group) & below.keys()}
    under = {column for group in groups if group[0] in heads for column in group}
    named = [cell for cell in below.values() if isinstance(cell, str)]
    is_header = len(named) == len(below) >= MIN_TITLED and below.keys() <= under
    return heads if is_header else set()


def _texts(sheet: WorkbookSheet, row: int) -> dict[int, str]:
    return {
        i: " ".join(cell.split())
        for i, cell in enumerate(sheet.rows[row])
        if isinstance(cell, str) and cell.strip()
    }


def _months_stored_as_dates(sheet: WorkbookSheet, row: int) -> dict[int, str]:
    """Headers that Excel has turned from 2022年7月 into a date, as the months that they were."""
    return {i: f"{c.year}年{c.month}月" for i, c in enumerate(sheet.rows[row]) if isinstance(c, date)}


def _groups(sheet: WorkbookSheet, row: int, below: set[int]) -> tuple[dict[int, str], set[int]]:
    """Texts of a row by column, each group over all its columns; and the columns that are in a group."""
    above = _texts(sheet, row)
    width = max([*below, *above, 0]) + 1
    span = width - min([*below, *above, width - 1])
    if len(above) == 1 and min(above) <= 1 and above.keys() <= below:
        return {}, set()  # a title over the first columns, merged narrower than the table
    if all(UNIT_LINE.fullmatch(normalise(text)) and unit_in(text) for text in above.values()):
        return {}, set()  # 单位：万元 over the last columns
    merged = {left for top, left, bottom, right in sheet.merged if top == row == bottom and left < right}
    if is_title_row({i: text for i, text in above.items() if i == min(above) or i not in merged}):
        return {}, set()  # 某局项目库 | 单位：万元 | 2024年3月
    wide: set[int] = set()
    for top, left, bottom, right in sheet.merged:
        if top == row and bottom == row and right > left and right - left + 1 < _TITLE_SHARE * span:
            if left in above:
                above |= dict.fromkeys(range(left, right + 1), above[left])
                wide |= set(range(left, right + 1))
        elif top < row <= bottom and right == left:
            above.pop(left, None)  # hidden under a merge
    if len(set(above) & below) + len(set(above) - below) >= MIN_GROUPED_TEXTS and not wide:
        # groups without merges: blanks to the right of a group that stands above a header of its own
        group = ""
        for column in range(width):
            if column in above:
                group = above[column] if column in below else ""
                start = column
            elif group and column in below:
                above[column] = group
                wide |= {start, column}
    cells = _texts(sheet, row + 1) if row + 1 < len(sheet.rows) else {}
    for start, text in list(above.items()):
        column = start  # 税收 without a merge above 当月, 本年累计, 累计
        while not wide.intersection({column}) and _ANOTHER_MEASURE.search(normalise(text)):
            if not _TIME_ALONE.fullmatch(normalise(cells.get(column, ""))):
                break
            if column != start and column in above:
                break
            above[column] = text
            wide.add(column)
            column += 1
    return above, wide
