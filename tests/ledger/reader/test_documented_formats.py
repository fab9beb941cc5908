"""Each row of docs/ledger-formats.md: a workbook as the program writes it, and how it is read."""

from __future__ import annotations

import csv
import re
import shutil
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from jjinvest.ledger.validation.result import ValidationResult
from tests.fixtures.package_parts import SHEET, change_part, change_parts, replace_cell, set_built_in_format
from tests.fixtures.runs import ROOT
from tests.fixtures.workbooks import (
    COLUMN,
    HEADERS,
    TITLE,
    check,
    clean_projects,
    refusal,
    rules_of,
    write_ledger,
)

AMOUNT, SIGNED = f"{COLUMN['agreed_amount']}3", f"{COLUMN['signed_on']}3"
LEAD, LEAD_AMOUNT = 5, f"{COLUMN['agreed_amount']}8"
"""A project in negotiation, whose row holds no amount: its place, and the cell of its agreed amount."""


def changed(path: Path, change: Callable[[Worksheet], None], number: int = 6) -> Path:
    """Write a clean ledger and change its sheet."""
    sheet = write_ledger(path, clean_projects(number))
    change(sheet)
    sheet.parent.save(path)
    return path


def with_cell(path: Path, address: str, value: object, code: str = "General") -> Path:
    """Write a clean ledger with one cell of another value and number format."""

    def change(sheet: Worksheet) -> None:
        sheet[address] = value
        sheet[address].number_format = code

    return changed(path, change)


def by_xlsxwriter(path: Path, formula: str, value: object) -> Path:
    """Write a clean ledger with xlsxwriter; the first agreed amount is a formula with this stored value."""
    book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("台账")
    sheet.write(0, 0, TITLE)
    sheet.write_row(1, 0, list(HEADERS.values()))
    for row, project in enumerate(clean_projects(4), start=2):
        for column, name in enumerate(HEADERS):
            if isinstance(project.get(name), date):
                day = project[name]
                sheet.write_datetime(row, column, datetime(day.year, day.month, day.day))
            elif name in project:
                sheet.write(row, column, project[name])
    if value is None:
        sheet.write_formula(AMOUNT, formula)
    else:
        sheet.write_formula(AMOUNT, formula, None, value)
    book.close()
    return path


def first_amount(result: ValidationResult) -> int | None:
    return result.rows[0].yuan("agreed_amount")


def first_signed(result: ValidationResult) -> str:
    return str(result.rows[0].day("signed_on"))


def rejected(result: ValidationResult, address: str) -> bool:
    """Whether the first row was rejected because of this cell."""
    return result.rows[0].status == "rejected" and any(
        finding.address == address and finding.severity == "rejected" for finding in result.findings()
    )


def test_dates_by_built_in_id(path):
    for identifier in (14, 28, 30, 31, 51, 53, 54, 58):
        with_cell(path, SIGNED, date(2023, 2, 2), '"own"yyyy')
        set_built_in_format(path, "&quot;own&quot;yyyy", identifier)
        assert first_signed(check(path)) == "2023-02-02", identifier


def test_months_by_format(path):
    with_cell(path, SIGNED, date(2023, 2, 1), 'yyyy"年"m"月"')
    assert first_signed(check(path)) == "2023-02"
    with_cell(path, SIGNED, date(2023, 2, 1), 'm"月"')
    assert first_signed(check(path)) == "2023-02"
    for identifier in (17, 27, 57):
        with_cell(path, SIGNED, date(2023, 2, 1), '"own"yyyy')
        set_built_in_format(path, "&quot;own&quot;yyyy", identifier)
        assert first_signed(check(path)) == "2023-02", identifier


def test_days_from_1904(path):
    def change(sheet: Worksheet) -> None:
        sheet.parent.epoch = CALENDAR_MAC_1904
        sheet[f"{COLUMN['signed_on']}4"] = (date(2023, 2, 1) - date(1904, 1, 1)).days

    result = check(changed(path, change))
    assert first_signed(result) == "2023-02-02"
    assert str(result.rows[1].day("signed_on")) == "2023-02-01"


def test_negative_and_zero_dates(path):
    for value in (-5, 0):
        with_cell(path, AMOUNT, value, "yyyy/m/d")
        assert rejected(check(path), AMOUNT), value
        with_cell(path, SIGNED, value, "yyyy/m/d")
        assert rejected(check(path), SIGNED), value


def test_elapsed_times(path):
    with_cell(path, AMOUNT, timedelta(hours=30), "[h]:mm")
    assert rejected(check(path), AMOUNT)


def test_strict_open_xml(path):
    write_ledger(path, clean_projects(4))
    plain = check(path)

    def strict(name: str, text: str) -> str:
        text = text.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
        return text.replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )

    change_parts(path, strict)
    result = check(path)
    assert [row.values for row in result.rows] == [row.values for row in plain.rows]


def test_cells_without_addresses(path):
    write_ledger(path, clean_projects(4))
    plain = check(path)
    # a blank cell has to be there for the next to stand in its place
    sheet = openpyxl.load_workbook(path)["台账"]
    width = sheet.max_column

    def bare(text: str) -> str:
        rows = re.findall(r"<row [^>]*>.*?</row>", text, re.DOTALL)
        for row in rows:
            cells = dict(re.findall(r'(?s)(?=<c r="([A-Z]+)\d+")(<c .*?(?:/>|</c>))', row))
            content = "".join(
                re.sub(r' r="[A-Z]+\d+"', "", cells.get(openpyxl.utils.get_column_letter(column), "<c/>"))
                for column in range(1, width + 1)
            )
            text = text.replace(row, f"<row>{content}</row>")
        return text

    change_part(path, SHEET, bare)
    assert [row.values for row in check(path).rows] == [row.values for row in plain.rows]


def test_a_lying_dimension(path):
    write_ledger(path, clean_projects(4))
    change_part(path, SHEET, lambda text: re.sub(r'<dimension ref="[^"]+"', '<dimension ref="A1:B2"', text))
    result = check(path)
    assert len(result.rows) == 4
    assert first_amount(result) == 21_000 * 10_000


def test_cells_stored_twice(path):
    write_ledger(path, clean_projects(4))
    change_part(
        path,
        SHEET,
        lambda text: re.sub(rf'(<c r="{AMOUNT}"[^>]*><v>)\d+(</v></c>)', r"\g<0>\g<1>30000\2", text),
    )
    result = check(path)
    assert first_amount(result) == 30_000 * 10_000
    assert "cells_twice" in [rule for rule, _ in rules_of(result)]


def test_inline_and_rich_texts(path):
    write_ledger(path, clean_projects(4))
    replace_cell(
        path,
        "B3",
        '<c r="B3" {s} t="inlineStr"><is><r><t>轴承</t></r>'
        '<r><rPr><b/></rPr><t xml:space="preserve">基地</t></r>'
        '<rPh sb="0" eb="1"><t>zhoucheng</t></rPh></is></c>',
    )
    assert check(path).rows[0].text("project_name") == "轴承基地"


def test_numbers_as_texts(path):
    with_cell(path, AMOUNT, "21,000", "@")
    assert first_amount(check(path)) == 21_000 * 10_000


def test_fifteen_digits(path):
    with_cell(path, AMOUNT, 0.1 + 0.7 + 21_000)
    result = check(path)
    assert first_amount(result) == 210_008_000
    assert rules_of(result) == []


def test_truth_values(path):
    with_cell(path, AMOUNT, True)
    assert rejected(check(path), AMOUNT)


def test_formats_that_scale(path):
    """Amounts kept in 元 that the format shows in 万元, under a header in 万元, in a row without others."""
    for code in ('0!.0,"万元"', "0!.0,", "0\\.0,", "#,##0!.0,", '0!.0000"万元"'):
        with_cell(path, LEAD_AMOUNT, 3_000_000, code)
        row = check(path).rows[LEAD]
        assert row.yuan("agreed_amount") == 3_000_000, code
        assert row.status != "rejected", code


def test_formats_that_scale_to_no_unit(path):
    with_cell(path, LEAD_AMOUNT, 3_000_000, "0.00,,")
    [finding] = [each for each in check(path).findings() if each.address == LEAD_AMOUNT]
    assert finding.severity == "rejected"
    assert "3 万元 还是 300 亿元" in finding.what("zh")


def test_formats_with_a_unit(path):
    """A format that contradicts the header is rejected with both readings."""
    with_cell(path, LEAD_AMOUNT, 2.1, '0.00"亿元"')
    [finding] = [each for each in check(path).findings() if each.address == LEAD_AMOUNT]
    assert finding.severity == "rejected"
    assert "2.1 亿元" in finding.what("zh")
    assert "2.1 万元" in finding.what("zh")
    with_cell(path, LEAD_AMOUNT, 3_000, '0.00"万元"')
    result = check(path)
    assert result.rows[LEAD].yuan("agreed_amount") == 30_000_000
    assert result.rows[LEAD].status == "accepted"


def test_formats_with_a_currency(path):
    for code in ("[$$-409]#,##0", '"US$"#,##0', "[$€-2] #,##0"):
        with_cell(path, AMOUNT, 3000, code)
        assert rejected(check(path), AMOUNT), code
    with_cell(path, AMOUNT, 21_000, '"¥"#,##0')
    assert first_amount(check(path)) == 21_000 * 10_000


def test_percentages(path):
    with_cell(path, AMOUNT, 0.25, "0%")
    assert rejected(check(path), AMOUNT)


def test_capital_numerals(path):
    with_cell(path, LEAD_AMOUNT, 300, '[DBNum2][$-804]General"万元整"')
    assert check(path).rows[LEAD].yuan("agreed_amount") == 3_000_000
    with_cell(path, LEAD_AMOUNT, 300, '[DBNum2][$-804]General"元整"')
    assert check(path).rows[LEAD].status == "rejected"


def test_formats_with_words(path):
    for code in ('"约"0', '0"个"'):
        with_cell(path, LEAD_AMOUNT, 300, code)
        assert check(path).rows[LEAD].status == "rejected", code


def test_formulas_with_a_result(path):
    by_xlsxwriter(path, "=20000+1000", 21_000)
    result = check(path)
    assert first_amount(result) == 21_000 * 10_000
    assert rules_of(result) == []


def test_formulas_without_a_result(path):
    with_cell(path, AMOUNT, "=20000+1000")
    assert rejected(check(path), AMOUNT)


def test_zeros_of_formulas_never_computed(path):
    by_xlsxwriter(path, "=20000+1000", None)
    assert rejected(check(path), AMOUNT)


def test_errors(path):
    write_ledger(path, clean_projects(4))
    replace_cell(path, AMOUNT, f'<c r="{AMOUNT}" {{s}} t="e"><v>#N/A</v></c>')
    result = check(path)
    assert ("cell_error", AMOUNT) in rules_of(result)
    assert [row.status for row in result.rows] == ["rejected", *["accepted"] * 3]


def test_errors_younger_than_the_readers(path):
    for text in ("#SPILL!", "#CALC!", "#FIELD!", "#BUSY!", "#GETTING_DATA"):
        write_ledger(path, clean_projects(4))
        replace_cell(path, AMOUNT, f'<c r="{AMOUNT}" {{s}} t="e"><v>{text}</v></c>')
        result = check(path)
        assert ("cell_error", AMOUNT) in rules_of(result), text
        assert [row.status for row in result.rows] == ["rejected", *["accepted"] * 3]


def test_pictures_in_cells(path):
    write_ledger(path, clean_projects(4))
    replace_cell(
        path,
        AMOUNT,
        f'<c r="{AMOUNT}" {{s}} t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>',
    )
    assert first_amount(check(path)) is None


def test_values_under_a_merge(path):
    def change(sheet: Worksheet) -> None:
        sheet["D3"], sheet["D4"] = "市外", "市外"

    changed(path, change)
    change_part(
        path,
        SHEET,
        lambda text: re.sub(
            r'<mergeCells count="1">(.*?)</mergeCells>',
            r'<mergeCells count="2">\1<mergeCell ref="D3:D4"/></mergeCells>',
            text,
        ),
    )
    replace_cell(path, "D4", '<c r="D4" {s} t="inlineStr"><is><t>境外</t></is></c>')
    result = check(path)
    assert result.rows[1].text("origin") == result.rows[0].text("origin")
    assert ("hidden_under_merge", "D4") in rules_of(result)


def test_amounts_merged_over_rows(path):
    result = check(changed(path, lambda sheet: sheet.merge_cells("I3:I4")))
    assert rejected(result, AMOUNT)


def test_hidden_rows_and_columns(path):
    def change(sheet: Worksheet) -> None:
        sheet.row_dimensions[4].hidden = True
        sheet.column_dimensions[COLUMN["sector"]].hidden = True

    result = check(changed(path, change))
    assert len(result.rows) == 6
    assert {("hidden_row", "4"), ("hidden_column", COLUMN["sector"])} <= set(rules_of(result))


def test_hidden_sheets(path):
    def change(sheet: Worksheet) -> None:
        other = sheet.parent.create_sheet("旧数")
        other["A1"] = "去年的数"
        other.sheet_state = "veryHidden"

    result = check(changed(path, change))
    [finding] = [each for each in result.findings() if each.rule == "other_sheet"]
    assert "隐藏" in finding.found


def test_macros_and_links(path):
    write_ledger(path, clean_projects(4))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
        archive.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    assert {"macros", "external_links"} <= {rule for rule, _ in rules_of(check(path))}


def test_table_totals_row(path):
    def change(sheet: Worksheet) -> None:
        total = [
            "汇总",
            *[None] * 7,
            sum(p["agreed_amount"] for p in clean_projects(6) if "agreed_amount" in p),
        ]
        sheet.append(total)

    result = check(changed(path, change))
    assert len(result.rows) == 6


def test_old_workbooks(tmp_path):
    result = check(Path(__file__).with_name("old.xls"))
    assert first_amount(result) == 21_000 * 10_000
    assert ("cell_error", "I5") in rules_of(result)


def test_wps_et(tmp_path):
    path = tmp_path / "台账.et"
    shutil.copy(Path(__file__).with_name("old.xls"), path)
    assert first_amount(check(path)) == 21_000 * 10_000
    write_ledger(tmp_path / "台账.xlsx", clean_projects(4))
    (tmp_path / "台账.xlsx").rename(path)
    assert first_amount(check(path)) == 21_000 * 10_000


def test_xlsx_named_xls(tmp_path):
    write_ledger(tmp_path / "台账.xlsx", clean_projects(4))
    path = (tmp_path / "台账.xlsx").rename(tmp_path / "台账.xls")
    assert rules_of(check(path)) == []


def test_csv_files(tmp_path):
    path = tmp_path / "台账.csv"
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file)
            writer.writerow([TITLE])
            writer.writerow(HEADERS.values())
            writer.writerows([p.get(name, "") for name in HEADERS] for p in clean_projects(4))
        assert first_amount(check(path)) == 21_000 * 10_000, encoding
    path.write_bytes(path.read_bytes().decode("gb18030").encode("utf-16"))
    assert "UTF-16" in refusal(path)


def test_months_in_csv(tmp_path):
    path = tmp_path / "台账.csv"
    projects = clean_projects(4)
    projects[0]["signed_on"] = "2023.1"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([TITLE])
        writer.writerow(HEADERS.values())
        writer.writerows([p.get(name, "") for name in HEADERS] for p in projects)
    assert ("date_ambiguous", SIGNED) in rules_of(check(path))


def test_months_as_numbers(path):
    with_cell(path, SIGNED, 2023.1)
    assert ("date_ambiguous", SIGNED) in rules_of(check(path))


def test_ods(tmp_path):
    path = tmp_path / "台账.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    assert "ods（OpenDocument 表格）" in refusal(path)


def test_xlsb(tmp_path):
    path = tmp_path / "台账.xlsb"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", b"x")
    assert "xlsb（Excel 二进制工作簿）" in refusal(path)


def test_web_pages_named_xls(tmp_path):
    path = tmp_path / "台账.xls"
    path.write_bytes("<html><table><tr><td>项目名称</td></tr></table></html>".encode("gbk"))
    assert "另存为 xlsx" in refusal(path)


def test_passwords(tmp_path):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    )
    assert "有密码" in refusal(path)


def documented() -> list[str]:
    """Names of the rows of the document's table."""
    text = (ROOT / "docs" / "ledger-formats.md").read_text(encoding="utf-8")
    return re.findall(r"^\| ([a-z0-9_]+) \|", text, flags=re.M)


def named_tests(folder: Path) -> set[str]:
    """Names of all tests of a folder."""
    texts = (path.read_text(encoding="utf-8") for path in folder.rglob("test_*.py"))
    return {name for text in texts for name in re.findall(r"^def test_(\w+)\(", text, flags=re.M)}


def test_every_row_of_the_document_has_a_test_and_every_test_here_a_row():
    own = {name.removeprefix("test_") for name in vars(sys.modules[__name__]) if name.startswith("test_")}
    own.remove("every_row_of_the_document_has_a_test_and_every_test_here_a_row")
    rows = documented()
    assert len(rows) == len(set(rows))
    assert own <= set(rows) <= named_tests(ROOT / "tests" / "ledger")
