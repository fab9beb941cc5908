"""Formats of marks: like the cell's own but for the fill, which can be put back."""

from __future__ import annotations

import re

import pytest

from jjinvest.ledger.excel.package_styles import EMPTY_STYLES, CellFormats
from jjinvest.ledger.excel.xml_text import UneditableXmlError

RED, YELLOW = "FFC7CD", "FFEB9B"
COLOURS = frozenset((RED, YELLOW))


def styles(fill: str, attributes: str = 'numFmtId="14" fontId="0" fillId="2" borderId="0" xfId="0"') -> bytes:
    raw = EMPTY_STYLES.decode()
    raw = raw.replace('<fills count="2">', '<fills count="3">').replace("</fills>", f"{fill}</fills>")
    xf = f'<xf {attributes}><alignment horizontal="center"/></xf>'
    return (
        raw.replace('<cellXfs count="1">', '<cellXfs count="2">')
        .replace("</cellXfs>", f"{xf}</cellXfs>")
        .encode()
    )


def solid(colour: str) -> str:
    return f'<fill><patternFill patternType="solid">{colour}<bgColor indexed="64"/></patternFill></fill>'


@pytest.mark.parametrize("colour", ['<fgColor rgb="FF00FF00"/>', '<fgColor theme="4" tint="0.6"/>'])
def test_a_mark_keeps_all_but_the_fill_and_gives_the_fill_back(colour):
    raw = styles(solid(colour))
    formats = CellFormats(raw, COLOURS)
    marked = formats.marked(1, RED)
    content = formats.content()
    assert content.decode().count('<alignment horizontal="center"/>') == 2
    assert f'<fgColor rgb="FF{RED}"/>{colour.replace("fgColor", "bgColor")}' in content.decode()
    assert re.search(rb'<cellXfs count="3">', content)
    assert CellFormats(content, COLOURS).marks() == {marked: 1}


def test_a_second_run_adds_nothing():
    first = CellFormats(EMPTY_STYLES, COLOURS)
    numbers = [first.marked(0, colour) for colour in (RED, YELLOW)]
    second = CellFormats(first.content(), COLOURS)
    assert [second.marked(0, colour) for colour in (RED, YELLOW)] == numbers
    assert second.marked(numbers[0], YELLOW) == numbers[1], "a mark may change its colour"
    assert second.content() == first.content()


def test_a_mark_is_taken_away_where_a_spreadsheet_dropped_the_format_before_it():
    first = CellFormats(styles(solid('<fgColor rgb="FF00FF00"/>')), COLOURS)
    marked = first.marked(1, RED)
    # a spreadsheet that saves drops formats in no use
    kept = re.sub(rb'<xf numFmtId="14" fontId="0" fillId="2".*?</xf>', b"", first.content(), count=1)
    kept = re.sub(rb'<fill><patternFill patternType="solid"><fgColor rgb="FF00FF00"/>.*?</fill>', b"", kept)
    kept = kept.replace(b'fillId="3"', b'fillId="2"')
    second = CellFormats(kept, COLOURS)
    plain = second.plain(marked - 1)
    assert plain != marked - 1
    assert b'<fgColor rgb="FF00FF00"/>' in second.content()


@pytest.mark.parametrize(
    "fill",
    [
        '<fill><patternFill patternType="darkUp"><fgColor rgb="FF112233"/></patternFill></fill>',
        '<fill><gradientFill><stop position="0"><color rgb="FF112233"/></stop></gradientFill></fill>',
    ],
)
def test_a_pattern_stays(fill):
    formats = CellFormats(styles(fill), COLOURS)
    assert formats.marked(1, RED) == 1


def test_a_fill_of_the_clerk_in_the_colour_of_excel_is_no_mark():
    formats = CellFormats(styles(solid('<fgColor rgb="FFFFC7CE"/>')), COLOURS)
    assert formats.marks() == {}


def test_formats_without_a_list_are_refused():
    with pytest.raises(UneditableXmlError):
        CellFormats(b"<styleSheet/>", COLOURS)
