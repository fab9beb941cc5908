"""Which sheets of a workbook make the ledger: lists of projects, sheets with more on them, and payments."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from jjinvest.core.codes import STAGES
from jjinvest.ledger.fields import AMOUNTS, DATES
from jjinvest.ledger.project_names import name_key
from jjinvest.ledger.reader.files.workbook import LedgerWorkbook, WorkbookSheet, unreadable_file
from jjinvest.ledger.reader.headed_columns.headers import Spellings
from jjinvest.ledger.reader.tables.layout import find_tables, table_with
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.tables.months_sheet import months_table
from jjinvest.ledger.reader.tables.payments_sheet import payments_table
from jjinvest.ledger.vocabulary.stages import stage_meanings

GENERATED_SHEETS = ("填写说明", "核对意见", "Findings")  # of the template and of earlier annotated workbooks
_EXAMPLE = re.compile(r"示例|样例|样表|样式|模板|填表|填报说明|填写说明|说明$|example|sample|template", re.I)
_OTHER_PERIOD = re.compile(r"上年|去年|往年|历年|上月|同期|计划|目标|任务|预计|预测|拟(?!投资)")
_EARLIER_YEARS = re.compile(r"上年|去年|往年|历年")
_PLANNED = re.compile(r"同期|计划|目标|任务|预计|预测|拟(?!投资)")
"""Names that projects of earlier years may have too, and those that they cannot."""
MAX_SHARED = 0.2
"""Share of the projects of a sheet of earlier years that the ledger may have too where it is a part of it."""
_CARRIED = re.compile(r"结转|续建|跨年")
"""Projects of earlier years that go on in this one: 往年结转（续建） is no ledger of another period."""
_YEAR = re.compile(r"20[0-9]{2}(?=年)")
_EDITION = re.compile(
    r"20[0-9]{2}|[0-9]+|年度?|月份?|日|季度?|上半|下半|全年|第|副本|备份|备用|旧版?|新版?|原版?|原始|修改|修订|更新"
    r"|最终|定稿|终稿|初稿|版|稿|copy|sheet|[一二三四五六七八九十]+(?=月|季|$)|[\s()\[\]（）_.\-—~至到]"
)
_NUMBER = re.compile(r"^[0-9一二三四五六七八九十]+[、.．]|[0-9()年月\s]")
_TAB = re.compile(r"(?:(20[0-9]{2})[年.-]?)?(1[0-2]|0?[1-9])月?(?:份|底|末)?(?:台账|报表|明细|数据|项目|表)*")
MIN_KEPT = 0.8
"""Share of the projects of one month's sheet that the next month's has where both are one ledger."""
_COUNTED = re.compile(r"^[0-9一二三四五六七八九十]+[、.．]|\([0-9]+(?:个|项|家)?\)|\s")
_LISTED = re.compile(r"(?:项目)?(?:台账|清单|明细|情况|一览|统计|汇总|名单|列表|信息|进展)*表?$")


@dataclass
class LedgerSheets:
    """The sheets of a ledger.

    Attributes
    ----------
    lists
        Lists of projects; of several, each project is in one or has the same values in all.
    details
        Sheets with further columns for projects of the lists, such as 到位资金.
    payments
        Sheets with one payment a row.
    stages
        Stage that the name of a list states (在谈项目), by sheet.
    earlier_months
        Sheets of the same ledger at earlier months, which are not read.
    """

    lists: list[LedgerTable]
    details: list[LedgerTable] = field(default_factory=list)
    payments: list[LedgerTable] = field(default_factory=list)
    stages: dict[str, str] = field(default_factory=dict)
    earlier_months: list[str] = field(default_factory=list)

    @property
    def tables(self) -> list[LedgerTable]:
        """Tables with rows of projects."""
        return [*self.lists, *self.details]

    def names(self) -> list[str]:
        """Names of all sheets that are read."""
        return list(dict.fromkeys(table.sheet.name for table in (*self.tables, *self.payments)))


def find_sheets(
    workbook: LedgerWorkbook,
    spellings: Spellings,
    sheet: str | None = None,
    month: tuple[int, int] | None = None,
) -> LedgerSheets:
    """Find the sheets of a ledger.

    Of visible and hidden lists the visible ones are read, and no examples. Beside others, a sheet is left out
    whose name is about plans or another period, unless it lists projects of earlier years that the others
    have not. A sheet is a further list, without an amount, where its name states a stage before signing.

    Parameters
    ----------
    workbook
        The file as read.
    spellings
        Accepted spellings of headers.
    sheet
        Name of the one sheet to read.
    month
        Year and month of the ledger, in place of the month in its titles.

    Raises
    ------
    DataError
        If there is no ledger, it has no rows, or two columns have one meaning.
    """
    found = find_tables(workbook, spellings, sheet, month)
    if sheet is not None:
        return LedgerSheets([table for table in found if table.sheet.name == found[0].sheet.name])
    lists = [table for table in found if table.sheet.visible and not _EXAMPLE.search(table.sheet.name)]
    current = [table for table in lists if not names_other_period(table.sheet.name)]
    lists = [table for table in lists if table in current or _adds_projects(table, current)] or lists
    lists, passed = _latest_of_months(lists or found)
    _ask_about_months(workbook, lists)
    sheets = LedgerSheets(lists, earlier_months=passed)
    found = [table for table in found if table.sheet.name not in passed] if passed else found
    years = {str(table.month[0]) for table in sheets.lists if table.month is not None}
    for other in workbook.sheets:
        if other.name in (*sheets.names(), *passed) or not other.visible or _is_passed_over(other, found):
            continue
        payments = payments_table(other, spellings)
        if payments is not None:
            sheets.payments.append(payments)
            continue
        known = month or sheets.lists[0].month
        by_month = None if known is None else months_table(workbook, other, spellings, known)
        if by_month is not None and not names_other_period(other.name):
            sheets.details.append(by_month)
            continue
        table = table_with(workbook, other, spellings, ("project_name",), month)
        table = table or table_with(workbook, other, spellings, ("project_code",), month)
        if table is None or not table.projects:
            continue
        stage = stage_of_sheet(other.name)
        if stage in ("lead", "negotiating"):
            sheets.lists.append(table)
        elif {*AMOUNTS, *DATES} & set(table.columns) and not _is_of_another_period(other.name, years):
            sheets.details.append(table)
    if len({table.sheet.name for table in sheets.lists}) > 1:
        named = {table.sheet.name: stage_of_sheet(table.sheet.name) for table in sheets.lists}
        sheets.stages = {name: stage for name, stage in named.items() if stage}
    return sheets


def _adds_projects(table: LedgerTable, current: list[LedgerTable]) -> bool:
    """Whether a sheet named after earlier years lists further projects of the ledger, not its old edition."""
    name, months = table.sheet.name, {each.month for each in current if each.month is not None}
    if not current or _EARLIER_YEARS.search(name) is None or _PLANNED.search(name) is not None:
        return False
    if months and table.month is not None and table.month not in months:
        return False
    if "signed_on" not in table.columns or "stage" not in table.columns:
        return False
    own, others = _project_names(table), set().union(*map(_project_names, current))
    return bool(own) and len(own & others) <= MAX_SHARED * len(own)


def _project_names(table: LedgerTable) -> set[str]:
    return {name_key(cell) for cell in table.cells("project_name") if isinstance(cell, str)}


def _latest_of_months(lists: list[LedgerTable]) -> tuple[list[LedgerTable], list[str]]:
    """Keep the last of sheets that are one ledger month by month (9月, 10月, 11月), and name the others.

    Each sheet is named as a month of its own, and most projects of an earlier one are in the next: sheets of
    different projects, such as those signed in each month, are all read.
    """
    months = [_month_of_tab(table) for table in lists]
    known = [month for month in months if month is not None]
    undated = [month for month in known if not month[0]]
    if len(lists) < 2 or len(known) < len(lists) or len(set(known)) < len(known):
        return lists, []
    if undated and len(undated) < len(known):
        return lists, []  # a title of one of them contradicts its name
    ordered = [table for _, table in sorted(zip(known, lists, strict=True), key=lambda pair: pair[0])]
    names = [_project_names(table) for table in ordered]
    for earlier, later in pairwise(names):
        if not earlier or len(earlier & later) < MIN_KEPT * len(earlier):
            return lists, []
    return [ordered[-1]], [table.sheet.name for table in ordered[:-1]]


def _ask_about_months(workbook: LedgerWorkbook, lists: list[LedgerTable]) -> None:
    """Refuse lists whose titles state different months and that share projects: 2022年台账 beside 2023年台账.

    A project cannot stand at the end of two months at once, and those that only the older one has are as they
    were then.
    """
    dated = [(table.month, table) for table in lists if table.month is not None]
    for (month, table), (other_month, other) in combinations(dated, 2):
        own, others = _project_names(table), _project_names(other)
        if month != other_month and len(own & others) > MAX_SHARED * min(len(own), len(others)):
            latest = max(dated, key=lambda pair: pair[0])[1].sheet.name
            named = "、".join(f"「{each.sheet.name}」{of[0]}-{of[1]:02d}" for of, each in dated)
            reason = f"各表月份不同、项目重复 months differ: {named}"
            remedy = f"用 --sheet {latest} 只读最近的一张 read the latest alone"
            raise unreadable_file(workbook.path, reason, remedy)


def _month_of_tab(table: LedgerTable) -> tuple[int, int] | None:
    match = _TAB.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", table.sheet.name)))
    if match is None:
        return None
    month = int(match[2])
    if table.month is not None:
        return table.month if table.month[1] == month else None
    return int(match[1] or 0), month


def names_other_period(name: str) -> bool:
    """Whether the name of a sheet is about plans or another period."""
    return _OTHER_PERIOD.search(name) is not None and _CARRIED.search(name) is None


def _is_passed_over(sheet: WorkbookSheet, found: list[LedgerTable]) -> bool:
    is_list = any(table.sheet.name == sheet.name for table in found)
    return is_list or sheet.name in GENERATED_SHEETS or _EXAMPLE.search(sheet.name) is not None


def _is_of_another_period(name: str, years: set[str]) -> bool:
    named = set(_YEAR.findall(unicodedata.normalize("NFKC", name)))
    return names_other_period(name) or bool(named and years and not named & years)


def stage_of_sheet(name: str) -> str:
    """Return the stage that a sheet's name states; empty where it states none.

    Examples
    --------
    >>> [stage_of_sheet(name) for name in ("在谈项目", "2.签约项目台账", "到位资金", "签约未开工项目清单")]
    ['negotiating', 'signed', '', 'signed']
    """
    whole = unicodedata.normalize("NFKC", name)
    plain = _NUMBER.sub("", whole)
    bare = _LISTED.sub("", plain)
    in_brackets = _LISTED.sub("", _COUNTED.sub("", whole))  # 终止（流失）, 3.已投产（9个）
    main = stage_meanings(re.sub(r"\([^()]*\)", "", in_brackets)).only
    for text in (bare, f"{bare}项目", plain, in_brackets if main else ""):
        stage = stage_meanings(text).only if text else None
        if stage in STAGES:
            return str(stage)
    return ""


def edition_of(name: str) -> str:
    """Return what is left of a sheet's name without what differs between editions of one sheet.

    Examples
    --------
    >>> edition_of("9月"), edition_of("台账 (2)"), edition_of("台账-备份"), edition_of("签约项目")
    ('', '台账', '台账', '签约项目')
    """
    return _EDITION.sub("", unicodedata.normalize("NFKC", name).lower())
