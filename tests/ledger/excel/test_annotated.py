"""The annotated workbook: the clerk's own, with each finding at its cell and nothing else changed."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from defusedxml.ElementTree import fromstring

from jjinvest.core.errors import ParameterError
from jjinvest.ledger.excel.annotated import annotated_suffix, annotated_workbook
from jjinvest.ledger.excel.mark_texts import COLOURS
from jjinvest.ledger.excel.package_comments import AUTHOR
from tests.fixtures.packages import CELL_PICTURES, STORED, parts_in, write_rich_workbook
from tests.fixtures.workbooks import (
    HEADERS,
    check,
    clean_projects,
    rules_of,
    write_ledger,
    write_parts,
    xlsx_parts,
)

FAULTS = {0: {"agreed_amount": "约2亿"}, 3: {"signed_on": 2023.1}, 4: {"investor": "x" * 300}}
MARKED_PARTS = {
    "[Content_Types].xml",
    "xl/styles.xml",
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/_rels/sheet1.xml.rels",
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
}


@pytest.fixture
def rich(path):
    write_rich_workbook(path, FAULTS)
    return path


def marks_in(raw: bytes, sheet: str = "台账") -> dict[str, str]:
    """Comment of each cell whose comment is a mark."""
    cells = (cell for row in openpyxl.load_workbook(BytesIO(raw))[sheet].iter_rows() for cell in row)
    return {c.coordinate: c.comment.text for c in cells if c.comment and c.comment.author == AUTHOR}


def fill_of(raw: bytes, address: str) -> str:
    return openpyxl.load_workbook(BytesIO(raw))["台账"][address].fill.fgColor.rgb


def test_a_csv_of_any_name_can_be_annotated(tmp_path):
    path = tmp_path / f"台账[1]*?{'长' * 40}.csv"
    rows = [HEADERS.values(), *([p.get(name, "") for name in HEADERS] for p in clean_projects(2))]
    path.write_text("\n".join(",".join(str(cell) for cell in row) for row in rows), encoding="utf-8")
    assert annotated_workbook(check(path))


def test_the_annotated_workbook_shows_each_finding_at_its_cell_and_reads_the_same(path, tmp_path):
    projects = clean_projects()
    projects[0]["agreed_amount"] = "约2亿"
    projects[3]["signed_on"] = 2023.1
    sheet = write_ledger(path, projects, after=[["合计", *[None] * 7, 5]])
    sheet.row_dimensions[9].hidden = True
    sheet.parent.save(path)
    result = check(path)
    again = tmp_path / "again.xlsx"
    again.write_bytes(annotated_workbook(result))
    assert annotated_workbook(result) == annotated_workbook(result)
    book = openpyxl.load_workbook(again)
    assert result.findings()
    for finding in result.findings():
        cell = book["台账"][finding.address if finding.column is not None else f"A{finding.row}"]
        assert finding.what("zh") in cell.comment.text
        assert cell.fill.fgColor.rgb == f"FF{COLOURS[finding.severity]}"
    checked = check(again)
    assert rules_of(checked) == rules_of(result)
    assert checked.total("agreed_amount") == result.total("agreed_amount")
    assert path.read_bytes() != again.read_bytes()


def test_only_the_parts_of_marks_change(rich):
    before, after = xlsx_parts(rich), parts_in(annotated_workbook(check(rich)))
    assert set(before) <= set(after)
    assert {name for name in after if after[name] != before.get(name)} <= MARKED_PARTS


def test_all_parts_are_well_formed_and_declared_once(rich):
    parts = parts_in(annotated_workbook(check(rich)))
    for name, content in parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            fromstring(content)
    types = [
        each.get("PartName") or each.get("Extension") for each in fromstring(parts["[Content_Types].xml"])
    ]
    assert len(types) == len(set(types))
    for name in parts:
        assert f"/{name}" in types or name.rpartition(".")[2] in types or name in CELL_PICTURES, name


def test_of_the_sheet_only_formats_change(rich):
    before, after = xlsx_parts(rich), parts_in(annotated_workbook(check(rich)))
    name = "xl/worksheets/sheet1.xml"

    def bare(raw: bytes) -> bytes:
        return re.sub(rb' s="\d+"', b"", raw)

    assert after[name] != before[name]
    assert bare(after[name]) == bare(before[name])


def test_formulas_keep_their_stored_results(rich):
    raw = annotated_workbook(check(rich))
    values = openpyxl.load_workbook(BytesIO(raw), data_only=True)["汇总表"]
    formulas = openpyxl.load_workbook(BytesIO(raw))["汇总表"]
    assert (values["A1"].value, formulas["A1"].value) == (STORED, "=SUM(台账!I3:I12)")


def test_the_comments_of_the_clerk_stay(rich):
    raw = annotated_workbook(check(rich))
    book = openpyxl.load_workbook(BytesIO(raw))
    own = book["台账"]["I4"].comment
    assert (own.text, own.author) == ("书记批示：<请>核实 & 回复", "科长")
    assert book["汇总表"]["A2"].comment.text == "另一张表的批注"
    assert book["台账"]["C7"].comment.text == "[讨论]"


def test_a_mark_goes_below_the_comment_of_the_clerk_and_away_again(path, tmp_path):
    write_rich_workbook(path, {1: {"agreed_amount": "约2亿"}})
    raw = annotated_workbook(check(path))
    text = openpyxl.load_workbook(BytesIO(raw))["台账"]["I4"].comment.text
    assert text.startswith("书记批示：<请>核实 & 回复\n")
    assert "金额不是数" in text
    corrected = tmp_path / "corrected.xlsx"
    corrected.write_bytes(raw)
    book = openpyxl.load_workbook(corrected)
    book["台账"]["I4"] = 20_000
    book.save(corrected)
    again = openpyxl.load_workbook(BytesIO(annotated_workbook(check(corrected))))["台账"]["I4"]
    assert again.comment.text == "书记批示：<请>核实 & 回复"
    assert again.fill.fgColor.rgb == "FF00FF00"


def test_a_mark_beside_a_discussion_names_its_cell(rich):
    marks = marks_in(annotated_workbook(check(rich)))
    assert "C7" not in marks
    assert marks["D7"].startswith("C7: ")
    assert fill_of(annotated_workbook(check(rich)), "C7") == f"FF{COLOURS['rejected']}"


def test_marked_again_nothing_piles_up(rich, tmp_path):
    once = annotated_workbook(check(rich))
    copy = tmp_path / "again.xlsx"
    copy.write_bytes(once)
    assert parts_in(annotated_workbook(check(copy))) == parts_in(once)


def test_a_corrected_cell_gets_its_own_fill_back_after_a_spreadsheet_saved_it(rich, tmp_path):
    corrected = tmp_path / "corrected.xlsx"
    corrected.write_bytes(annotated_workbook(check(rich)))
    book = openpyxl.load_workbook(corrected)
    sheet = book["台账"]
    assert sheet["I3"].fill.fgColor.rgb == f"FF{COLOURS['rejected']}"
    sheet["I3"], sheet["H6"], sheet["C7"] = 20_000, "2023-10", "某公司"
    book.save(corrected)
    raw = annotated_workbook(check(corrected))
    assert not {"I3", "H6", "C7", "D7"} & set(marks_in(raw))
    cell = openpyxl.load_workbook(BytesIO(raw))["台账"]["I3"]
    assert (cell.fill.fgColor.rgb, cell.number_format, cell.border.left.style) == (
        "FF00FF00",
        "#,##0.00",
        "thin",
    )
    assert openpyxl.load_workbook(BytesIO(raw))["台账"]["H6"].fill.fill_type is None


def test_a_fill_with_a_pattern_stays_and_gets_the_comment_alone(path):
    write_rich_workbook(path, {2: {"sector": "四产"}})
    raw = annotated_workbook(check(path))
    cell = openpyxl.load_workbook(BytesIO(raw))["台账"]["E5"]
    assert cell.comment.author == AUTHOR
    assert cell.fill.fill_type == "darkGray" or cell.fill.fgColor.rgb == "FF112233"


def test_a_mark_is_found_where_a_spreadsheet_joined_it_with_the_comment_above(path, tmp_path):
    write_rich_workbook(path, {1: {"agreed_amount": "约2亿"}})
    marked = tmp_path / "marked.xlsx"
    marked.write_bytes(annotated_workbook(check(path)))
    parts = xlsx_parts(marked)
    runs = re.compile(rb"</t></r><r><rPr>(?:(?!</rPr>).)*</rPr><t[^>]*>(?=\n)", re.DOTALL)
    joined = runs.sub(b"", parts["xl/comments1.xml"])
    assert joined != parts["xl/comments1.xml"]
    write_parts(marked, parts | {"xl/comments1.xml": joined})
    again = openpyxl.load_workbook(BytesIO(annotated_workbook(check(marked))))["台账"]["I4"].comment.text
    assert again.count("金额不是数") == 1
    assert again.startswith("书记批示")


def test_a_sheet_with_a_button_and_no_comments_keeps_its_drawing(path):
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, ["项目名称", "投资方", "协议金额（万元）"])
    sheet.write_row(1, 0, ["甲项目", "乙公司", "约2亿"])
    sheet.insert_button("E2", {"caption": "汇总"})
    book.close()
    raw = annotated_workbook(check(path))
    drawing = parts_in(raw)["xl/drawings/vmlDrawing1.vml"].decode()
    assert "汇总" in drawing
    assert len(re.findall(r'id="_x0000_s\d+"', drawing)) == len(set(re.findall(r'id="_x0000_s\d+"', drawing)))
    assert "金额不是数" in marks_in(raw)["C2"]
    assert parts_in(raw)["xl/worksheets/sheet1.xml"].count(b"<legacyDrawing ") == 1


def test_the_first_cell_sums_up(rich):
    result = check(rich)
    assert marks_in(annotated_workbook(result))["A1"].startswith("核对：读到 10 行，接受 7 行")
    assert marks_in(annotated_workbook(result, "en"))["A1"].startswith("Check: 10 rows read, 7 accepted")


def test_a_workbook_with_macros_keeps_them_and_its_ending(path):
    write_ledger(path, clean_projects(3))
    parts = xlsx_parts(path)
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    write_parts(path, parts | {"xl/vbaProject.bin": b"macro"})
    result = check(path)
    assert annotated_suffix(result) == ".xlsm"
    assert parts_in(annotated_workbook(result))["xl/vbaProject.bin"] == b"macro"


def test_a_sheet_with_a_prefix_on_its_elements_is_marked(path):
    write_rich_workbook(path, FAULTS)
    parts = xlsx_parts(path)
    name = "xl/worksheets/sheet1.xml"
    text = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", parts[name])
    parts[name] = text.replace(b"xmlns=", b"xmlns:x=")
    write_parts(path, parts)
    raw = annotated_workbook(check(path))
    assert "金额不是数" in marks_in(raw)["I3"]
    assert fill_of(raw, "I3") == f"FF{COLOURS['rejected']}"


def test_a_file_that_changed_since_the_check_is_not_marked(rich):
    result = check(rich)
    write_ledger(rich, clean_projects(2))
    with pytest.raises(ParameterError, match="改动"):
        annotated_workbook(result)


def test_damaged_formats_are_named(rich):
    parts = xlsx_parts(rich)
    write_parts(rich, parts | {"xl/comments1.xml": b"<comments"})
    with pytest.raises(ParameterError, match="damaged"):
        annotated_workbook(check(rich))


def has_calc() -> bool:
    """Whether LibreOffice is here with Calc, also without a desktop (which has no `localc`)."""
    office = shutil.which("soffice")
    return office is not None and (Path(office).resolve().parent / "libsclo.so").exists()


@pytest.mark.slow
@pytest.mark.skipif(not has_calc(), reason="LibreOffice Calc is not installed")
def test_libreoffice_opens_the_annotated_workbook(rich, tmp_path):
    (tmp_path / "marked.xlsx").write_bytes(annotated_workbook(check(rich)))
    command = ["soffice", "--headless", "--convert-to", "ods", "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, str(tmp_path / "marked.xlsx")], check=True, timeout=120, capture_output=True)
    content = zipfile.ZipFile(tmp_path / "out" / "marked.ods").read("content.xml").decode()
    assert "金额不是数" in content
    assert "书记批示" in content
