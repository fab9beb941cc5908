"""Labels of sum rows: 小计, 合计, 总计, 共计, 汇总, 总额, 累计数, 平均值, ∑, 园区合计, 共5个项目, 承前页.

A label in any cell makes its row a sum, never a project. Only a name that merely ends in such a word
(数据汇总) may be a project's, where the row has what a project has.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jjinvest.ledger.fields import CHOICES, DATES

_WORD = (
    "小计|合计|总计|共计|累计|汇总|总额|总数|累计数|累计额|合计数|合计金额|总金额|平均值?|均值|平均数|平均额"
)
_SCOPE = (
    "本页|本月|本年|本年度|当年|当月|全区|全县|全市|全年|项目|以上|总|各类|各项|全部|所有|累计|年度|历年|"
    "签约|在谈|开工|投产|区级|市级"
)
_COUNT = r"(?:共计?|合计|计)?(?:约)?(?:项目)?([0-9]{1,5})(?:个|项|家|宗|户|笔|条|件)?(?:项目|企业|公司)?"
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十0-9]+\)|[0-9]+[、.])")
_STRONG = re.compile(
    rf"(?:{_SCOPE})*(?:{_WORD})(?:[:(]*(?:{_COUNT})?[)]*)?(?:\([^()]{{0,20}}\))?|"
    "[∑Σσ]|sum|total|subtotal|grandtotal|average|mean|"
    # between printed pages
    rf"(?:承[前上]|接[前上]|[过转][次下])页(?:{_WORD}|结转|转来|数|余额)?(?:\([^()]{{0,20}}\))?"
)
_COUNTED = re.compile(
    r"(?:以上|全区|全年|本页)?(?:共计?|合计|总计)(?:有|签约|引进)?(?:项目)?([0-9]{1,5})(?:个|项|家|宗|户|笔|条)(?:项目|企业|公司|记录)?"
    r"(?:[,;，].{0,60})?"
)
_WEAK = re.compile(rf"(.{{1,20}}?)(?:{_WORD})(?:[:(]*(?:{_COUNT})?[)]*)?")
_MAYBE = re.compile(r"[计总均汇共页∑Σσ]|sum|total|average|mean", re.IGNORECASE)
MAX_LENGTH = 100
_BESIDE = re.compile(
    r"其中[:,]?.{0,40}|(?:年度|全年|本年|今年|上年|去年|区级|市级|考核|下达|招商引资)*"
    r"(?:目标任务|目标|任务|计划|完成率|完成比例|占比|比重|(?:同比|环比)(?:增长|增速|增幅)?|增速|增长率?|增幅|同期|差额|缺口|"
    r"最大值?|最小值?|中位数)(?:数|值|额|情况)?(?:[:(].{0,20})?"
)
"""Rows beside the projects that are no sum: 其中：工业项目, 年度目标, 完成率, 上年同期."""
BEGINNINGS_BESIDE = "其年全本今上去区市考下招目任计完占比同环增差缺最中"
"""First letters of those texts."""
_CERTAIN = re.compile(r"[小合总共]\s*计|[∑Σ]|total", re.IGNORECASE)
_MEAN = re.compile(r"平均|均值|average|mean")
_ONLY_COUNT = re.compile(r"(?:共)?[0-9]{1,5}(?:个|项|家|户|宗)(?:项目|企业|公司)?")
_COUNT_AT_END = re.compile(r"[0-9]{1,5}(?:个|项|家|户|宗)(?:项目|企业|公司)?\)?$")
_KIND_OF_PROJECTS = re.compile(
    r"(?:20[0-9]{2}年度?)?(?:当年|本年|今年|往年|以前年度|新签约?|新增|结转|续建|新建|市内|市外|省外|境外|外资|内资|第?[一二三]产业?|"
    r"工业|农业|服务业|制造业|[0-9.]+[亿万]元?及?以[上下]|在谈|签约|开工|投产|重点|重大|的)+(?:项目|企业|类)*"
)
"""Which projects a part adds up: 市外项目, 2023年新签, 10亿元以上."""
_IDENTITY = ("project_code", "investor", *DATES, *CHOICES)


@dataclass(frozen=True)
class SumLabel:
    """What a label says.

    Attributes
    ----------
    strong
        Whether the text can only be a label; 数据汇总 may be a project's name.
    mean
        Whether the row holds means and no sums.
    group
        Group that is summed, as in 双福园区合计; empty for all rows.
    count
        Number of projects in the label; None where it has none.
    """

    strong: bool
    mean: bool = False
    group: str = ""
    count: int | None = None


def may_be_sum(text: str) -> bool:
    """Whether a text holds a letter of some label; most texts of a ledger do not."""
    return _MAYBE.search(text) is not None


def is_beside(text: str) -> bool:
    """Whether a text names a row beside the projects: 其中：工业项目, 年度目标, 完成率."""
    return _BESIDE.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text))) is not None


def sum_label(text: str) -> SumLabel | None:
    """Return what a label of a sum row says; None for another text.

    Examples
    --------
    >>> sum_label("合 计：5个").count, sum_label("双福园区小计").group, sum_label("平均值").mean
    (5, '双福园区', True)
    >>> sum_label("智能座舱项目") is None, sum_label("政务数据汇总").strong
    (True, False)
    """
    if len(text) > MAX_LENGTH or not may_be_sum(text):
        return None
    plain = re.sub(r"[\s_*'\u200b\ufeff]", "", unicodedata.normalize("NFKC", text).lower())
    plain = _NUMBERED.sub("", plain)
    match = _STRONG.fullmatch(plain) or _COUNTED.fullmatch(plain)
    if match is not None:
        count = next((int(group) for group in match.groups() if group), None)
        return SumLabel(True, mean=_MEAN.search(plain) is not None, count=count)
    match = _WEAK.fullmatch(plain)
    if match is not None:
        count = int(match[2]) if match[2] else None
        exact = re.search(r"(?:小计|合计|总计|共计)", plain) is not None
        group = match[1].strip("-—:、,()")
        return SumLabel(exact and len(group) <= 12, _MEAN.search(plain) is not None, group, count)
    return None


def label_of_row(cells: Mapping[int, object], columns: Mapping[str, int]) -> SumLabel | None:
    """Return the label that makes a row a sum; None for a project.

    Parameters
    ----------
    cells
        Filled cells of the row by column.
    columns
        Columns by field.
    """
    labels = {
        column: label
        for column, cell in cells.items()
        if isinstance(cell, str) and (label := sum_label(cell)) is not None
    }
    if not labels:
        return None
    name = columns.get("project_name", -1)
    own = _own(cells, columns)
    if name in labels:
        label = labels[name]
        project = {"project_code", "investor", "date"} <= own if label.strong else bool(own)
        return None if project and label.group else label
    named = isinstance(cells.get(name), str) and not _ONLY_COUNT.fullmatch(str(cells[name]).strip())
    for column, label in labels.items():
        if not label.strong or (named and own):
            continue
        if named and (
            _ONLY_COUNT.fullmatch(str(cells[column]).strip()) or not _CERTAIN.search(str(cells[column]))
        ):
            continue  # a project with 共5个 of something, or with a column of 累计 and 当年
        group = label.group or (str(cells[name]).strip() if named else "")
        counted = re.search(r"[0-9]+", unicodedata.normalize("NFKC", str(cells.get(name, ""))))
        count = int(counted[0]) if counted and not named else None  # 北园小计 | 4个
        return SumLabel(True, label.mean, group, label.count if label.count is not None else count)
    return None


def is_part_row(cells: Mapping[int, object], columns: Mapping[str, int]) -> bool:
    """Whether a row is a part of a sum, a target or a rate, and has nothing of a project but amounts."""
    first = next((cell for cell in cells.values() if isinstance(cell, str)), "")
    name = cells.get(columns.get("project_name", -1))
    texts = [cell for cell in (first, name) if isinstance(cell, str)]
    return any(is_beside(text) for text in texts) and not _own(cells, columns)


def starts_parts(cells: Mapping[int, object]) -> bool:
    """Whether a row begins the parts of a sum: 其中：一产（1个）."""
    first = next((cell for cell in cells.values() if isinstance(cell, str)), "")
    return unicodedata.normalize("NFKC", first).strip().startswith("其中")


def continues_parts(cells: Mapping[int, object], columns: Mapping[str, int], numbers: Sequence[int]) -> bool:
    """Whether a row below 其中：一产（1个） is the next part: 二产（8个）, or a name set in below the first.

    It has no number of a row and nothing of a project but amounts, and its name ends in a count, is set in or
    says which projects are added up.
    """
    name = cells.get(columns.get("project_name", -1))
    if not isinstance(name, str) or any(cells.get(index) is not None for index in numbers):
        return False
    if _own(cells, columns):
        return False
    plain = unicodedata.normalize("NFKC", name)
    text = re.sub(r"\s", "", plain)
    named = _COUNT_AT_END.search(text) or _KIND_OF_PROJECTS.fullmatch(text)
    return plain[:1].isspace() or named is not None


def _own(cells: Mapping[int, object], columns: Mapping[str, int]) -> set[str]:
    """What the row has of a project besides name and amounts: code, investor, date, choice."""
    own = set()
    for name in _IDENTITY:
        cell = cells.get(columns[name]) if name in columns else None
        if cell is None:
            continue
        if isinstance(cell, str) and (sum_label(cell) is not None or _ONLY_COUNT.fullmatch(cell.strip())):
            continue
        if name == "project_code" and not isinstance(cell, str):
            continue  # a row number
        own.add("date" if name in DATES else "choice" if name in CHOICES else name)
    return own
