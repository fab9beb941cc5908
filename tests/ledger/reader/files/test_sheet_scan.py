"""The scan of a sheet: both ways of reading the XML find the same."""

from __future__ import annotations

import random
from xml.parsers import expat

import pytest
from defusedxml.common import DefusedXmlException

from jjinvest.ledger.reader.files import sheet_scan
from jjinvest.ledger.reader.files.sheet_scan import ScanError, StoredFormula, scan_sheet

CELLS = (
    '<c r="{}" s="1"/>',
    '<c r="{}"><v>3</v></c>',
    '<c r="{}" s="2"><v>2.5</v></c>',
    '<c r="{}" t="s"><v>0</v></c>',
    '<c r="{}" s="2" t="e"><v>#SPILL!</v></c>',
    '<c r="{}" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    '<c r="{}"><f>SUM(A1:A2)&amp;""</f><v>0</v></c>',
    '<c r="{}"><f>A1+1</f><v></v></c>',
    '<c r="{}" s="2"><f t="shared" si="0"/><v>7</v></c>',
    '<c r="{}" t="str"><f>B1</f><v>甲&lt;乙</v></c>',
    '<c r="{}" t="inlineStr"><is><t>文</t></is></c>',
)


def sheet_xml(seed: int) -> str:
    rng = random.Random(seed)
    rows = []
    for number in (1, 2, 2, 5, 9):
        cells = "".join(rng.choice(CELLS).format(f"{c}{number}") for c in ("A", "B", "B", "Z", "AB"))
        hidden = rng.choice(("", 'hidden="1" '))
        rows.append(f'<row r="{number}" {hidden}spans="1:3">{cells}</row>')
    cols = '<cols><col min="2" max="3" hidden="1"/><col min="5" max="5" width="9"/></cols>'
    return f"<worksheet>{cols}<sheetData>{''.join(rows)}</sheetData></worksheet>"


@pytest.mark.parametrize("seed", range(40))
def test_patterns_and_elements_find_the_same(seed):
    usual = sheet_xml(seed)
    other = usual.replace("<c r=", "<c   r=")
    fast, slow = (scan_sheet(text.encode(), {2}) for text in (usual, other))
    assert sheet_scan._usual_addresses(usual.encode()) is not None
    assert sheet_scan._usual_addresses(other.encode()) is None
    for name in ("hidden_rows", "hidden_columns", "errors", "formulas", "repeated_cells", "repeated_rows"):
        assert getattr(fast, name) == getattr(slow, name), name
    content = {place: style for place, style in slow.styles.items() if place in fast.styles}
    assert content == fast.styles
    assert slow.styles == fast.styles
    assert fast.repeated_rows == [2]
    assert {"B1", "A2"} <= set(fast.repeated_cells)


def test_a_prefix_and_missing_addresses_are_read():
    text = (
        '<x:worksheet xmlns:x="u"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c>'
        '<x:c t="e"><x:v>#REF!</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert scan_sheet(text.encode(), ()).errors == {(0, 1): "#REF!"}


def test_formats_far_away_do_not_count_as_content():
    text = (
        '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="9000"><c r="XFD9000" s="1"/></row></sheetData></worksheet>'
    )
    marks = scan_sheet(text.encode(), (), 1000)
    assert (marks.last_row, marks.last_column) == (0, 0)


@pytest.mark.parametrize("address", ["A0", "1A", "ABCD1"])
def test_a_wrong_address_is_named(address):
    text = f'<worksheet><sheetData><row r="1"><c r="{address}"><v>1</v></c></row></sheetData></worksheet>'
    with pytest.raises(ScanError, match=address):
        scan_sheet(text.encode(), ())


def test_unsound_xml_and_entities_are_refused():
    with pytest.raises(expat.ExpatError):
        scan_sheet(b"<worksheet><sheetData></worksheet>", ())
    with pytest.raises(DefusedXmlException):
        scan_sheet(b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData/></worksheet>', ())


def test_results_of_formulas():
    assert StoredFormula("A1", "", "").has_no_result
    assert not StoredFormula("A1", "", "str").has_no_result
    assert StoredFormula("A1", "0", "").is_zero
    assert not StoredFormula("A1", "0.5", "").is_zero
