"""Small ledgers made by hand with openpyxl: an independent writer for what jjinvest reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import openpyxl

from jjinvest.ledger.reader.headers import load_spellings
from jjinvest.ledger.validation.validate import Intake, take_in

TODAY = date(2023, 11, 15)
HEADERS = {
    "project_code": "项目编号", "project_name": "项目名称", "investor": "投资方", "origin": "投资方所在地",
    "sector": "产业", "stage": "项目阶段", "negotiated_on": "在谈日期", "signed_on": "签约日期",
    "agreed_amount": "协议金额（万元）", "contract_on": "正式合同日期", "contract_amount": "正式合同额（万元）",
    "started_on": "开工日期", "in_production_on": "投产日期", "terminated_on": "终止日期",
    "funds_month": "当月到位（万元）", "funds_ytd": "本年累计到位（万元）", "funds_to_date": "累计到位（万元）",
}  # fmt: skip
TITLE = "某区招商项目台账（截至2023年10月）"
NAMES = (
    "智能座舱", "云海消费品", "康养小镇", "精密轴承", "绿色铝材", "冷链物流", "花椒深加工", "工业机器人", "锂电隔膜",
    "数据中心", "白酒酿造", "装配式建筑", "富硒农产", "氢能装备", "医疗器械", "跨境电商", "航空零部件", "纸品包装",
    "智能家居", "摩托车整机",
)  # fmt: skip


def clean_project(number: int, **changes: object) -> dict[str, object]:
    """One sound project; every sixth is a lead, others have started."""
    project: dict[str, object] = {
        "project_code": f"JJ-2023-{number:03d}",
        "project_name": f"{NAMES[(number - 1) % len(NAMES)]}生产基地{'' if number <= len(NAMES) else number}项目",
        "investor": f"{NAMES[(number - 1) % len(NAMES)]}科技第{number}有限公司",
        "origin": ("市外", "市内", "境外")[number % 3],
        "sector": ("二产", "三产", "一产")[number % 3],
        "stage": "开工",
        "negotiated_on": date(2022, 11, 3),
        "signed_on": date(2023, 2, 1 + number % 20),
        "agreed_amount": 20_000 + 1_000 * number,
        "contract_on": date(2023, 3, 20),
        "contract_amount": 15_000 + 1_000 * number,
        "started_on": date(2023, 5, 6),
        "funds_month": 100 + number,
        "funds_ytd": 2_000 + number,
        "funds_to_date": 2_000 + number,
    }
    if number % 6 == 0:
        kept = ("project_code", "project_name", "investor", "origin", "sector", "negotiated_on")
        project = {name: project[name] for name in kept} | {"stage": "在谈"}
    return project | changes


def clean_projects(number: int = 20) -> list[dict[str, object]]:
    return [clean_project(n) for n in range(1, number + 1)]


def write_ledger(
    path: Path,
    projects: Iterable[Mapping[str, object]],
    *,
    headers: Mapping[str, str] = HEADERS,
    title: str | None = TITLE,
    after: Iterable[Iterable[object]] = (),
) -> openpyxl.worksheet.worksheet.Worksheet:
    """Write a ledger; returns its sheet, whose ``parent`` may be changed and saved again."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    if title:
        sheet.append([title])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(headers))
    sheet.append(list(headers.values()))
    for project in projects:
        sheet.append([project.get(name) for name in headers])
    for row in after:
        sheet.append(list(row))
    book.save(path)
    return sheet


def check(path: Path, **options: object) -> Intake:
    return take_in(path, load_spellings(), **{"today": TODAY, **options})


def rules_of(intake: Intake) -> list[tuple[str, str]]:
    """(rule, address) of every finding."""
    return [(found.rule, found.address) for found in intake.findings()]
