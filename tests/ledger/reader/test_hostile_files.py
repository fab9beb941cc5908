"""Damaged, very large or hostile files: refused with a reason or read safely, never a traceback."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from jjinvest.core.errors import DataError, ParameterError
from jjinvest.ledger.excel.annotated import annotated_workbook
from jjinvest.ledger.store.parquet_rows import to_parquet
from jjinvest.ledger.validation.result import ValidationResult
from tests.fixtures.workbooks import (
    HEADERS,
    check,
    clean_projects,
    rules_of,
    write_ledger,
    write_parts,
    xlsx_parts,
)


def refused(path: Path, *words: str) -> str:
    with pytest.raises(DataError) as caught:
        check(path)
    message = str(caught.value)
    for word in words:
        assert word in message
    assert len(message) < 2000
    return message


def test_a_file_that_is_no_ledger_is_refused_with_a_reason(path, tmp_path):
    refused(path, "没有这个文件")
    refused(tmp_path, "读不了")
    path.write_bytes(b"")
    refused(path, "空文件")
    path.write_bytes(random.Random(1).randbytes(5000))
    refused(path)
    path.write_bytes(b"PK\x03\x04" + b"x" * 100)
    refused(path, "损坏")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 3000)
    refused(path, "损坏")
    path.write_bytes("名称,金额\n甲,1".encode("utf-16"))
    refused(path, "UTF-16")
    write_parts(path, {"a.txt": b"x"})
    refused(path, "不是 xlsx")
    openpyxl.Workbook().save(path)
    refused(path, "全空")
    write_ledger(path, [])
    refused(path, "只有表头")
    write_ledger(path, clean_projects(2), headers={"x": "姓名", "y": "电话"})
    refused(path, "找不到台账的表头")


def add_bomb(path: Path, megabytes: int) -> None:
    """Add a part of zeros; one megabyte is packed and repeated, as packing all of them takes seconds."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    one = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    entry = zipfile.ZipInfo("xl/media/a.bin")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(entry, one * megabytes + packer.flush())
        entry.compress_type, entry.file_size = zipfile.ZIP_DEFLATED, megabytes * 1_000_000  # as listed


def test_a_zip_bomb_is_not_unpacked(path):
    write_ledger(path, clean_projects(2))
    add_bomb(path, 2)
    with zipfile.ZipFile(path) as archive, archive.open("xl/media/a.bin") as bomb:
        assert bomb.read(1_500_000) == bytes(1_500_000)
    write_ledger(path, clean_projects(2))
    add_bomb(path, 700)
    assert path.stat().st_size < 2_000_000
    refused(path, "压缩炸弹")


def test_a_false_size_is_noticed(path):
    write_ledger(path, clean_projects(2))
    raw = bytearray(path.read_bytes())
    start = raw.rfind(b"PK\x01\x02")
    raw[start + 24 : start + 28] = (10).to_bytes(4, "little")
    path.write_bytes(bytes(raw))
    refused(path, "损坏")


def test_a_very_distant_cell_does_not_fill_memory(path):
    sheet = write_ledger(path, clean_projects(2))
    sheet["XFD1048576"] = "x"
    sheet.parent.save(path)
    refused(path, "零散单元格")


def test_entities_in_the_xml_are_refused(path):
    write_ledger(path, clean_projects(2))
    parts = xlsx_parts(path)
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]>'
    for name in ("xl/worksheets/sheet1.xml", "xl/workbook.xml"):
        body = parts[name].split(b"?>", 1)[-1] if parts[name].startswith(b"<?xml") else parts[name]
        write_parts(path, parts | {name: bomb + body})
        refused(path, "实体")


def test_macros_and_links_are_ignored_and_reported(path):
    write_ledger(path, clean_projects(3))
    extra = {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    write_parts(path, xlsx_parts(path) | extra)
    assert rules_of(check(path)) == [("macros", ""), ("external_links", "")]


HOSTILE = (
    '=HYPERLINK("http://a.b","点")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "\x1b[31m红",
    "x" * 10_000,
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "a\tb\nc",
    "{file}",
    "%s%n",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_stay_texts_everywhere(path, tmp_path, text):
    projects = clean_projects(3)
    for name in ("project_name", "investor", "agreed_amount", "sector"):
        projects[1][name] = text.replace("\x1b", "")
    sheet = write_ledger(path, projects)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                cell.data_type = "s"
    sheet.parent.save(path)
    result = check(path)
    assert sum(result.counts.values()) == 3
    to_parquet(result.frame())
    for language in ("zh", "en"):
        (tmp_path / "m.xlsx").write_bytes(annotated_workbook(result, language))
        before, after = openpyxl.load_workbook(path), openpyxl.load_workbook(tmp_path / "m.xlsx")
        assert after.sheetnames == before.sheetnames
        for row in after["台账"].iter_rows():
            for cell in row:
                was = before["台账"][cell.coordinate]
                assert (cell.value, cell.data_type) == (was.value, was.data_type)
                assert cell.data_type != "f"
                assert cell.hyperlink is None


def test_a_hostile_formula_with_a_value_gives_its_value(path):
    sheet = write_ledger(path, clean_projects(2))
    sheet["B3"] = '=HYPERLINK("http://a.b","智能座舱")'
    sheet.parent.save(path)
    assert ("formula_without_value", "B3") in rules_of(check(path))
    marked = openpyxl.load_workbook(io.BytesIO(annotated_workbook(check(path))))
    formulas = [c.coordinate for r in marked["台账"].iter_rows() for c in r if c.data_type == "f"]
    assert formulas == ["B3"], "the clerk's own formula stays, and no other is added"


def test_a_quote_that_swallows_rows_of_a_csv_is_noticed(tmp_path):
    path = tmp_path / "l.csv"
    lines = [",".join(HEADERS.values()), *[f"JJ-{n},项目{n}" + "," * (len(HEADERS) - 2) for n in range(5)]]
    path.write_text("\n".join(lines).replace("项目1", '"项目1').replace("项目3", '项目3"'), encoding="utf-8")
    refused(path)
    path.write_text("\n".join(lines).replace("项目1", '"项目1'), encoding="utf-8")
    refused(path)


VALUES = (
    None,
    "",
    0,
    -1,
    1e300,
    5e-324,
    2023.1,
    45000,
    1e15,
    True,
    "约5亿",
    "1.2亿元",
    "2023.7",
    "合计",
    "小计",
    "#REF!",
    "=1+1",
    "１２３",
    "—",
    "x" * 40_000,
    "\u202e项目",
    "备注",
    "终止",
    "项目名称",
    "协议金额（亿元）",
    "（万元）",
    "a\nb",
    "<b>",
    "'=x",
    "单位：亿元",
    "2023年13月",
)


def mutate_cells(path: Path, rng: random.Random) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["台账"]
    for _ in range(rng.randint(1, 6)):
        row, column = rng.randint(1, 14), rng.randint(1, len(HEADERS) + 1)
        kind = rng.random()
        if kind < 0.6:
            cell = sheet.cell(row, column)
            if type(cell).__name__ != "MergedCell":
                value = rng.choice(VALUES)
                cell.value = value[:32_000] if isinstance(value, str) else value
        elif kind < 0.7:
            sheet.delete_rows(row)
        elif kind < 0.8:
            sheet.insert_cols(column)
        elif kind < 0.9:
            sheet.row_dimensions[row].hidden = True
        else:
            sheet.merge_cells(
                start_row=row,
                start_column=column,
                end_row=row + rng.randint(0, 2),
                end_column=column + rng.randint(0, 1),
            )
    book.save(path)


def mutate_bytes(path: Path, rng: random.Random) -> None:
    if rng.random() < 0.5:
        raw = bytearray(path.read_bytes())
        for _ in range(rng.randint(1, 20)):
            raw[rng.randrange(len(raw))] = rng.randrange(256)
        path.write_bytes(bytes(raw[: rng.randint(len(raw) // 2, len(raw))]))
        return
    parts = xlsx_parts(path)
    name = rng.choice([n for n in parts if n.endswith((".xml", ".rels"))])
    content = bytearray(parts[name])
    at = rng.randrange(len(content))
    cut = rng.choice([b"", b"<c r='ZZ1'>", b"&x;", b"\xff", b"1e999", b"</row>", b'r="A0"'])
    content[at : at + rng.randint(0, 30)] = cut
    write_parts(path, parts | {name: bytes(content)})


def check_accounting(result: ValidationResult) -> None:
    """Check that amounts add up and that each non-blank row below the header has a kind."""
    assert sum(result.counts.values()) == len(result.rows)
    read = {row.number - 1 for row in result.rows} | set(result.table.other_rows)
    for index, cells in enumerate(result.table.sheet.rows):
        if index > result.table.header and index not in read:
            assert not any(str(cell).strip() for cell in cells if cell is not None), cells
    for finding in result.findings():
        assert finding.what("zh")
        assert finding.expected("en")
    assert int(result.frame()["agreed_amount"].sum()) == result.total("agreed_amount", "accepted", "remark")
    for row in result.rows:
        column = result.table.columns["agreed_amount"].index
        cells = result.table.sheet.rows[row.number - 1]
        written = cells[column] if column < len(cells) else None
        if written not in (None, "") and str(written).strip() and row.yuan("agreed_amount") is None:
            reported = row.findings or [
                f for f in result.remarks if (f.rule, f.column) == ("dash_as_blank", column)
            ]
            assert reported, "an amount that was not read is always reported"


def fuzz(tmp_path: Path, count: int, seed: int) -> tuple[int, int]:
    clean, path = tmp_path / "clean.xlsx", tmp_path / "mutated.xlsx"
    write_ledger(clean, clean_projects(10), after=[["合计", *[None] * 7, 5]])
    original, rng = clean.read_bytes(), random.Random(seed)
    read = rejected = 0
    for _ in range(count):
        path.write_bytes(original)
        (mutate_cells if rng.random() < 0.7 else mutate_bytes)(path, rng)
        try:
            result = check(path)
        except DataError:
            rejected += 1
            continue
        read += 1
        check_accounting(result)
        if rng.random() < 0.1:
            with suppress(ParameterError):  # formats or comments too damaged to mark
                annotated_workbook(result)
    return read, rejected


def test_mutated_workbooks_are_read_in_full_or_refused_with_a_reason(tmp_path):
    read, rejected = fuzz(tmp_path, 150, 1)
    assert read > 30
    assert rejected > 5


@pytest.mark.slow
def test_ten_thousand_mutated_workbooks(tmp_path):
    read, rejected = fuzz(tmp_path, 10_000, 2)
    assert read + rejected == 10_000
