"""A ledger as a clerk types it: varied headers, units, merged titles, a row of sums, date forms.

The wordings are those of offices' workbooks, collected independently of the table of spellings that reads
them.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from jjinvest.core.rounding import round_half_up
from jjinvest.core.units import unit_scale
from jjinvest.ledger.excel.writer import new_workbook
from jjinvest.ledger.fields import AMOUNTS, BY_NAME, DATES

HEADERS: Mapping[str, tuple[str, ...]] = {
    "project_code": ("项目编号", "编号", "项目编码", "项目代码"),
    "project_name": ("项目名称", "招商项目名称", "签约项目名称", "项目全称"),
    "investor": ("投资方", "投资主体", "投资企业", "投资方名称", "投资单位", "投资方（企业名称）"),
    "origin": ("投资方所在地", "资金来源地", "投资来源", "来源地", "投资来源地"),
    "sector": ("产业", "产业类别", "三次产业", "产业类型", "所属产业"),
    "chain": ("产业链", "所属产业链", "细分产业", "细分行业"),
    "task_force": ("专班", "责任专班", "产业专班", "招商专班"),
    "channel": ("招商方式", "引资方式", "招商途径"),
    "park": ("承接平台", "落地园区", "所属园区", "落户园区"),
    "top500": ("是否500强", "是否为500强", "500强企业"),
    "stage": ("项目阶段", "项目状态", "进展阶段", "目前阶段"),
    "negotiated_on": ("在谈日期", "洽谈时间", "开始洽谈时间", "洽谈日期"),
    "signed_on": ("签约日期", "签约时间", "协议签订时间", "签订日期"),
    "agreed_amount": ("协议金额", "协议引资额", "协议投资额", "总投资", "计划总投资", "签约金额", "投资总额"),
    "contract_on": ("正式合同日期", "正式合同签订时间", "合同签订日期", "合同签订时间"),
    "contract_amount": ("正式合同额", "合同金额", "正式合同金额", "合同额"),
    "started_on": ("开工日期", "开工时间", "实际开工时间"),
    "in_production_on": ("投产日期", "投产时间", "建成投产时间"),
    "terminated_on": ("终止日期", "终止时间", "退出时间"),
    "terminated_reason": ("终止原因", "退出原因"),
    "funds_month": ("当月到位", "本月到位资金", "当月到位资金", "本月到位"),
    "funds_ytd": ("本年累计到位", "本年到位资金", "今年累计到位资金", "年度累计到位", "本年累计到位资金"),
    "funds_to_date": ("累计到位", "累计到位资金", "历年累计到位资金", "到位资金累计"),
    "light": ("状态灯", "红黄绿灯", "亮灯情况"),
    "unit_in_charge": ("责任单位", "牵头单位", "责任部门"),
    "note": ("备注", "说明"),
}
WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "origin": {
        "in_municipality": ("市内", "本市", "市内"),
        "out_of_city": ("市外", "市外", "市外（国内）"),
        "abroad": ("境外", "境外", "外资"),
    },
    "sector": {
        "primary": ("一产", "第一产业", "一产业"),
        "secondary": ("二产", "第二产业", "二产业"),
        "tertiary": ("三产", "第三产业", "三产业"),
    },
    "top500": {"yes": ("是", "是", "√"), "no": ("否", "否", "")},
    "stage": {
        "lead": ("线索", "线索", "意向"),
        "negotiating": ("在谈", "在谈", "洽谈中"),
        "signed": ("签约", "已签约", "签约未开工"),
        "started": ("开工", "已开工", "在建"),
        "in_production": ("投产", "已投产", "建成投产"),
        "terminated": ("终止", "已终止", "终止"),
    },
    "light": {"green": ("绿", "绿灯", "绿"), "yellow": ("黄", "黄灯", "黄"), "red": ("红", "红灯", "红")},
}
COMPULSORY = (
    "project_code",
    "project_name",
    "investor",
    "origin",
    "sector",
    "stage",
    "signed_on",
    "agreed_amount",
    "started_on",
    "in_production_on",
    "terminated_on",
)
USUAL = ("contract_on", "contract_amount", "funds_month", "funds_ytd", "funds_to_date")
FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
DATE_FORMS = ("excel", "2023-9-2", "2023-09-02", "2023.9.2", "2023年9月2日", "2023/9/2")
MONTH_FORMS = ("2023年9月", "2023-09", "2023年09月")
TITLES = (
    "{place}招商项目台账（截至{month}）",
    "{place}{month}招商引资项目台账",
    "{place}招商引资签约项目进展情况表（{month}）",
)


@dataclass(frozen=True)
class Style:
    """How one clerk keeps the ledger; `headers` and `words` by column, the rest as named."""

    columns: tuple[str, ...]
    headers: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    unit: str
    unit_in: str
    dates: str
    months: str
    title: str
    numbered: bool
    sums: str
    nothing: str
    full_width: float
    separators: bool

    def amount(self, yuan: int) -> object:
        """Return an amount as typed in the unit of the sheet."""
        scaled = float(round_half_up(int(yuan) / unit_scale(self.unit)[1], 6))
        number: int | float = int(scaled) if scaled == int(scaled) else scaled
        return f"{number:,}" if self.separators and abs(number) >= 1000 else number

    def day(self, day: date, *, month_only: bool = False) -> object:
        """Return a date as typed."""
        y, m, d = day.year, day.month, day.day
        if month_only:
            return {"2023年9月": f"{y}年{m}月", "2023-09": f"{y}-{m:02d}", "2023年09月": f"{y}年{m:02d}月"}[
                self.months
            ]
        forms: dict[str, object] = {
            "excel": datetime(y, m, d),
            "2023-9-2": f"{y}-{m}-{d}",
            "2023-09-02": f"{y}-{m:02d}-{d:02d}",
            "2023.9.2": f"{y}.{m}.{d}",
            "2023年9月2日": f"{y}年{m}月{d}日",
            "2023/9/2": f"{y}/{m}/{d}",
        }
        return forms[self.dates]


@dataclass
class TypedSheet:
    """A typed sheet: `cells` by row and column as in `style.columns`.

    `between` holds rows of sums or remarks among them. `ledger` holds the true values of the cells, row by
    row.
    """

    style: Style
    ledger: pd.DataFrame
    month: str
    place: str
    cells: list[list[object]]
    between: dict[int, list[object]] = field(default_factory=dict)

    @property
    def first_row(self) -> int:
        """Return the row of the sheet (from 1) that holds the first project."""
        return 3 + (self.style.unit_in == "title")

    def row_of(self, place: int) -> int:
        """Return the row of the sheet (from 1) that holds the project at a place of `cells`."""
        return self.first_row + place + sum(before <= place for before in self.between)

    def column(self, name: str) -> int:
        """Place of a column in `cells`."""
        return self.style.columns.index(name)


def draw_style(rng: np.random.Generator, *, plain: bool = False) -> Style:
    """Draw a clerk's style; `plain`: the template's headers and words, typed numbers and dates."""

    def one(options: tuple[Any, ...], shares: tuple[float, ...] | None = None) -> Any:
        return options[0] if plain else options[int(rng.choice(len(options), p=shares))]

    optional = [name for name in HEADERS if name not in COMPULSORY + USUAL and (plain or rng.random() < 0.7)]
    columns = tuple(name for name in HEADERS if name in (*COMPULSORY, *USUAL, *optional))
    if not plain and rng.random() < 0.25:  # some keep the money before the dates
        money = [name for name in columns if name in AMOUNTS]
        columns = (*(n for n in columns if n not in AMOUNTS), *money)
    words = {name: {key: str(one(options)) for key, options in of.items()} for name, of in WORDS.items()}
    if not plain:  # one clerk keeps to one wording of a column
        for name, of in WORDS.items():
            which = int(rng.integers(3))
            words[name] = {key: options[which] for key, options in of.items()}
    return Style(
        columns=columns,
        headers={name: str(one(options)) for name, options in HEADERS.items()},
        words=words,
        unit=str(one(("万元", "亿元"), (0.75, 0.25))),
        unit_in=str(one(("header", "title"), (0.7, 0.3))),
        dates=str(one(DATE_FORMS)),
        months=str(one(MONTH_FORMS)),
        title=str(one(TITLES)),
        numbered=bool(one((False, True))),
        sums=str(one(("bottom", "none"), (0.65, 0.35))),
        nothing=str(one(("", "/"), (0.93, 0.07))),
        full_width=0.0 if plain else float(rng.choice([0.0, 0.01])),
        separators=bool(one((False, True), (0.92, 0.08))),
    )


def type_ledger(
    ledger: pd.DataFrame, style: Style, rng: np.random.Generator, *, month: str, place: str
) -> TypedSheet:
    """Type a ledger of a `month` such as 2023-06 as this clerk does."""
    records = ledger.to_dict("records")
    cells = [[_cell(record, name, style) for name in style.columns] for record in records]
    if style.full_width:
        for row in cells:
            for k, name in enumerate(style.columns):
                if rng.random() < style.full_width and name in (*AMOUNTS, *DATES) and row[k] not in ("", "/"):
                    value = row[k]
                    text = f"{value:%Y-%m-%d}" if isinstance(value, datetime) else str(value)
                    row[k] = text.translate(FULL_WIDTH)
    return TypedSheet(style, ledger.reset_index(drop=True), month, place, cells)


def _cell(record: Mapping[Any, Any], name: str, style: Style) -> object:
    value, kind = record[name], BY_NAME[name].kind
    if pd.isna(value) or value == "":
        return style.nothing if kind == "amount" else ""
    if kind == "amount":
        return style.amount(int(value))
    if kind == "date":
        return style.day(value.date(), month_only=name in record["month_only"].split())
    return style.words[name][value] if name in style.words else str(value)


def to_xlsx(sheet: TypedSheet) -> bytes:
    """Write the workbook; the same bytes for the same sheet."""
    buffer = io.BytesIO()
    book = new_workbook(buffer)
    book.set_properties(
        {"created": datetime(2000, 1, 1), "title": "合成数据 synthetic data", "comments": "jjinvest synth"}
    )
    page = book.add_worksheet("台账")
    style = sheet.style
    shift = int(style.numbered)
    width = len(style.columns) + shift
    bold = book.add_format({"bold": True, "align": "center", "border": 1})
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    year, month = sheet.month.split("-")
    title = style.title.format(place=f"{sheet.place}（合成数据）", month=f"{year}年{int(month)}月")
    page.merge_range(0, 0, 0, width - 1, title, bold)
    if style.unit_in == "title":
        page.merge_range(1, 0, 1, width - 1, f"单位：{style.unit}", bold)
    top = sheet.first_row - 2
    if style.numbered:
        page.write_string(top, 0, "序号", bold)
    for k, name in enumerate(style.columns):
        unit = f"（{style.unit}）" if style.unit_in == "header" and BY_NAME[name].kind == "amount" else ""
        page.write_string(top, k + shift, f"{style.headers[name]}{unit}", bold)
    row, number = top + 1, 0
    for place in range(len(sheet.cells) + 1):
        for cells, counted in ((sheet.between.get(place), False), (_at(sheet.cells, place), True)):
            if cells is None:
                continue
            number += counted
            if style.numbered and counted:
                page.write_number(row, 0, number)
            for k, value in enumerate(cells):
                _write(page, row, k + shift, value, days)
            row += 1
    if style.sums == "bottom":
        _sums(page, sheet, top + 1, row)
    book.close()
    return buffer.getvalue()


def _at(rows: list[list[object]], place: int) -> list[object] | None:
    return rows[place] if place < len(rows) else None


def _write(page: Any, row: int, column: int, value: object, days: Any) -> None:
    if isinstance(value, datetime):
        page.write_datetime(row, column, value, days)
    elif isinstance(value, int | float):
        page.write_number(row, column, value)
    elif value != "":
        page.write_string(row, column, str(value))


def _sums(page: Any, sheet: TypedSheet, first: int, row: int) -> None:
    """Write the row of sums, formulas with their values, as a spreadsheet would have saved them."""
    style = sheet.style
    shift = int(style.numbered)
    page.write_string(row, 0, "合计")
    for k, name in enumerate(style.columns):
        if name in AMOUNTS and not style.separators:
            total = sum(v for cells in sheet.cells if isinstance(v := cells[k], int | float))
            letter = xl_col_to_name(k + shift)
            page.write_formula(
                row,
                k + shift,
                f"=SUM({letter}{first + 1}:{letter}{row})",
                None,
                float(round_half_up(total, 6)),
            )
