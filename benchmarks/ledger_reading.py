"""Time to read and to check a workbook of 20,000 rows, beside the bare read of the same file by calamine.

One workbook has a number format on every amount and date, formulas with results, and a few errors, so that
all that the reader looks for is there; the other is a synthetic ledger with the columns of the template. The
bare read gives values only. Seconds are of the processor, the best of `ROUNDS` in one process and without its
imports; the first check of the process, which also fills its caches, is shown beside. `MAX_RATIO` bounds the
whole check.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import process_time

import numpy as np
import xlsxwriter
from python_calamine import CalamineWorkbook

from jjinvest.ledger.reader.files.workbook import read_workbook
from jjinvest.ledger.reader.headed_columns.headers import load_spellings
from jjinvest.ledger.validation.validate import validate
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.simulate import simulate
from jjinvest.synthetic.workbooks import draw_style, to_xlsx, type_ledger

ROWS, ROUNDS, MAX_RATIO, SEED = 20_000, 3, 8, 1
HEADERS = (
    "项目编号",
    "项目名称",
    "投资方",
    "投资方所在地",
    "产业",
    "项目阶段",
    "签约日期",
    "协议金额（万元）",
    "正式合同日期",
    "正式合同额（万元）",
    "开工日期",
    "投产日期",
    "本年累计到位（万元）",
    "累计到位（万元）",
)


def write(path: Path, rows: int = ROWS) -> None:
    """Write a ledger with formats, formulas and one error in a thousand rows."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        month = book.add_format({"num_format": 'yyyy"年"m"月"'})
        shown = book.add_format({"num_format": '0!.0,"万元"'})
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, ["台账（截至2023年10月）"])
        sheet.write_row(1, 0, HEADERS)
        for row in range(2, rows + 2):
            texts = (f"JJ-{row:05d}", f"第{row}号制造项目", f"第{row}号有限公司", "市外", "二产", "投产")
            sheet.write_row(row, 0, texts)
            for column, of_month in ((6, 2), (8, 3), (10, 5), (11, 8)):
                sheet.write_datetime(row, column, date(2023, of_month, 1), month if column == 6 else day)
            sheet.write_number(row, 7, 210_000_000 + row * 10_000, shown)
            sheet.write_number(row, 9, 20_000)
            sheet.write_number(row, 12, 1_000 + row % 7)
            sheet.write_formula(row, 13, f"=M{row + 1}", None, "#N/A" if row % 1000 == 0 else 1_000 + row % 7)


def measure(path: Path) -> dict[str, float]:
    """Return CPU seconds of the bare read, of reading with formats, and of the whole check."""
    spellings = load_spellings()

    def bare() -> None:
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()

    works: dict[str, Callable[[], object]] = {
        "calamine": bare,
        "read with formats": lambda: read_workbook(path),
        "check": lambda: validate(path, spellings, today=date(2024, 1, 6)),
    }
    began = process_time()
    works["check"]()
    first = process_time() - began
    seconds = dict.fromkeys(works, float("inf"))
    for _ in range(ROUNDS):
        for name, work in works.items():
            began = process_time()
            work()
            seconds[name] = min(seconds[name], process_time() - began)
    return seconds | {"first check": first}


def write_plain(path: Path, rows: int = ROWS) -> None:
    """Write a synthetic ledger as a clerk types it into the template."""
    rng = np.random.default_rng(SEED)
    district = simulate(Parameters(projects=rows), seed=SEED)
    style = draw_style(rng, plain=True)
    sheet = type_ledger(district.projects, style, rng, month="2023-12", place="合成区")
    path.write_bytes(to_xlsx(sheet))


def main() -> None:
    """Print the seconds, and their ratio to the bare read."""
    with tempfile.TemporaryDirectory() as scratch:
        for kind, writer in (("formats in every row", write), ("plain", write_plain)):
            path = Path(scratch) / "large.xlsx"
            writer(path)
            seconds = measure(path)
            print(f"{ROWS} rows, {kind}:")
            for name, taken in seconds.items():
                ratio = taken / seconds["calamine"]
                aim = f" (aim {MAX_RATIO})" if name == "check" else ""
                print(f"  {name}: {taken:.2f} s of CPU, {ratio:.1f} × the bare read{aim}")


if __name__ == "__main__":
    main()
