"""Formats of cells in a sheet: set in place, cells and rows added where they are absent."""

from __future__ import annotations

import pytest

from jjinvest.ledger.excel.package_sheet import covering, with_drawing_of_comments, with_formats
from jjinvest.ledger.excel.xml_text import UneditableXmlError

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet(data: str, head: str = "", tail: str = "") -> bytes:
    return f"<worksheet {SPACE}>{head}{data}{tail}</worksheet>".encode()


def marked(raw: bytes, *cells: tuple[int, int], former: dict[int, int] | None = None) -> str:
    text = with_formats(raw, {cell: lambda at: at + 10 for cell in cells}, former or {}).decode()
    return text.removeprefix(f"<worksheet {SPACE}>").removesuffix("</worksheet>")


def test_a_cell_gets_its_format_and_keeps_the_rest():
    raw = sheet(
        '<sheetData><row r="1"><c r="A1" s="3" t="s"><v>0</v></c>'
        '<c r="B1"><f>A1</f><v>2</v></c></row></sheetData>'
    )
    assert marked(raw, (0, 0), (0, 1)) == (
        '<sheetData><row r="1"><c r="A1" s="13" t="s"><v>0</v></c>'
        '<c r="B1" s="10"><f>A1</f><v>2</v></c></row></sheetData>'
    )


def test_an_absent_cell_is_added_in_its_place_with_the_format_of_its_column():
    raw = sheet(
        '<sheetData><row r="2" spans="1:3"><c r="A2"/><c r="C2"/></row></sheetData>',
        '<dimension ref="A2:C2"/><cols><col min="2" max="2" style="4"/></cols>',
    )
    assert marked(raw, (1, 1), (1, 4)) == (
        '<dimension ref="A2:E2"/><cols><col min="2" max="2" style="4"/></cols>'
        '<sheetData><row r="2"><c r="A2"/><c r="B2" s="14"/><c r="C2"/><c r="E2" s="10"/></row></sheetData>'
    )


@pytest.mark.parametrize("data", ["<sheetData/>", "<sheetData></sheetData>"])
def test_an_absent_row_is_added_to_an_empty_sheet(data):
    assert marked(sheet(data), (0, 0)) == '<sheetData><row r="1"><c r="A1" s="10"/></row></sheetData>'


def test_an_absent_row_is_added_before_later_ones():
    raw = sheet('<sheetData><row r="3" s="2" customFormat="1"/></sheetData>')
    assert marked(raw, (0, 0), (2, 1)) == (
        '<sheetData><row r="1"><c r="A1" s="10"/></row>'
        '<row r="3" s="2" customFormat="1"><c r="B3" s="12"/></row></sheetData>'
    )


def test_cells_without_addresses_are_counted():
    raw = sheet("<sheetData><row><c/><c/></row><row><c/><c s='1'/></row></sheetData>")
    assert marked(raw, (1, 1)) == ('<sheetData><row><c/><c/></row><row><c/><c s="11"/></row></sheetData>')


def test_former_marks_are_taken_away_everywhere():
    raw = sheet(
        '<sheetData><row r="1" s="9" customFormat="1"><c r="A1" s="9"/><c r="B1" s="9"/></row></sheetData>'
    )
    assert marked(raw, (0, 1), former={9: 2}) == (
        '<sheetData><row r="1" s="2" customFormat="1"><c r="A1" s="2"/><c r="B1" s="12"/></row></sheetData>'
    )


def test_the_drawing_of_comments_stands_where_the_format_wants_it():
    raw = sheet("<sheetData/>", tail='<drawing/><tableParts count="1"/><extLst/>')
    text = with_drawing_of_comments(raw, "rId7").decode()
    assert '<drawing/><legacyDrawing xmlns:r="' in text
    assert text.index("legacyDrawing") < text.index("tableParts")


def test_a_damaged_sheet_is_refused():
    with pytest.raises(UneditableXmlError):
        with_formats(b"<worksheet><sheetData>", {(0, 0): lambda at: at}, {})
    with pytest.raises(UneditableXmlError):
        with_formats(b"<worksheet/>", {(0, 0): lambda at: at}, {})


def test_a_cell_under_a_merge_is_shown_by_its_first_cell():
    shown = covering([(0, 0, 0, 5), (3, 1, 9, 1), (4, 2, 4, 3)])
    assert [shown(cell) for cell in ((0, 4), (9, 1), (4, 3), (10, 1), (3, 2))] == [
        (0, 0),
        (3, 1),
        (4, 2),
        (10, 1),
        (3, 2),
    ]
