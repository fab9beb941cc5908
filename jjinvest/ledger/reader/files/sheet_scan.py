"""Scan one sheet's XML for what calamine does not report: hidden rows, errors, formulas, formats, repeats.

Programs write cells as ``<c r="A1" …>``; such a sheet is scanned by a few compiled patterns, each over the
whole text. Any other spelling that XML allows is read element by element, more slowly and with the same
result.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from typing import NamedTuple, TypeVar
from xml.parsers import expat

from defusedxml.common import DefusedXmlException

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_ROW = re.compile(rb'<row r="([1-9][0-9]{0,6})"([^>]*)>')
_CELL = re.compile(rb'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"')
_WITH_CONTENT = re.compile(rb'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"(?:[^>]*[^/>])?>')
_COL = re.compile(rb"<(?:\w+:)?col ([^>]*)>")
_ZERO = re.compile(r"-?0(\.0+)?")
_TYPE = re.compile(rb' t="([^"]*)"')
_STYLE = re.compile(rb' s="([0-9]+)"')
_ERROR, _FORMULA = rb't="e"', rb"[^>]*>\s*<f"
_Item = TypeVar("_Item", bytes, str, int)


class ScanError(Exception):
    """A cell's address or the XML of a sheet is wrong."""


class StoredFormula(NamedTuple):
    """A formula as the file has it: its text (empty for a shared one), stored result and type of result."""

    text: str
    result: str
    kind: str

    @property
    def has_no_result(self) -> bool:
        """Whether no result is stored; a text may be empty."""
        return not self.result and self.kind != "str"

    @property
    def is_zero(self) -> bool:
        """Whether the stored result is the number 0."""
        return self.kind in ("", "n") and _ZERO.fullmatch(self.result) is not None


@dataclass
class SheetMarks:
    """What a sheet holds beside its values; rows and columns count from 0.

    Attributes
    ----------
    hidden_rows, hidden_columns
        Rows and columns that are not shown.
    errors
        Text of the error cells.
    formulas
        Formulas with their stored results.
    styles
        Style of the cells whose style was asked for.
    repeated_cells, repeated_rows
        Addresses of cells, and numbers of rows, that the sheet holds more than once.
    last_row, last_column
        The farthest cell with content.
    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: dict[tuple[int, int], StoredFormula] = field(default_factory=dict)
    styles: dict[tuple[int, int], int] = field(default_factory=dict)
    repeated_cells: list[str] = field(default_factory=list)
    repeated_rows: list[int] = field(default_factory=list)
    last_row: int = 0
    last_column: int = 0


def scan_sheet(content: bytes, styles: Collection[int], usual_area: int = 20_000_000) -> SheetMarks:
    """Scan a sheet's XML.

    Parameters
    ----------
    content
        The XML.
    styles
        Styles of which the cells are wanted.
    usual_area
        Rows times columns beyond which cells that hold no more than a format are left out of the farthest
        cell.

    Raises
    ------
    ScanError
        If the address of a cell is wrong.
    xml.parsers.expat.ExpatError
        If it is not well-formed.
    defusedxml.DefusedXmlException
        If it defines entities.
    """
    unusual: list[object] = []
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _no_entities
    # comments, CDATA and types of documents may hold what looks like a cell
    parser.CommentHandler = unusual.append
    parser.StartDoctypeDeclHandler = lambda *found: unusual.append(found)
    parser.StartCdataSectionHandler = lambda: unusual.append("CDATA")
    parser.Parse(content, True)  # quick, since no handler is for elements: whether the XML is sound
    addresses = None if unusual else _usual_addresses(content)
    return (
        _by_element(content, styles)
        if addresses is None
        else _by_patterns(content, addresses, styles, usual_area)
    )


def _no_entities(*_: object) -> None:
    raise DefusedXmlException


def _usual_addresses(content: bytes) -> list[bytes] | None:
    """Addresses of all cells, where cells and rows are written as programs write them; else None."""
    if b"<sheetData" not in content:
        return None
    addresses = _CELL.findall(content)
    cells = content.count(b"<c ") + content.count(b"<c>") + content.count(b"<c/>")
    return addresses if len(addresses) == cells else None


def _by_patterns(
    content: bytes, addresses: list[bytes], styles: Collection[int], usual_area: int
) -> SheetMarks:
    found = _ROW.findall(content)
    if len(found) != content.count(b"<row ") + content.count(b"<row>") + content.count(b"<row/>"):
        return _by_element(content, styles)
    marks = SheetMarks()
    rows = [int(number) - 1 for number, _ in found]
    marks.hidden_rows = {
        row
        for row, (_, attributes) in zip(rows, found, strict=True)
        if b"hidden" in attributes and _HIDDEN.search(attributes)
    }
    marks.repeated_rows = [row + 1 for row, times in _repeats(rows)]
    for attributes in _COL.findall(content, 0, content.index(b"<sheetData")):
        named = dict(re.findall(r'(\w+)="([^"]*)"', attributes.decode()))
        _take_columns(marks, named)
    marks.repeated_cells = [address.decode() for address, _ in _repeats(addresses)]
    letters = set(b"\n".join(addresses).translate(None, b"0123456789").split(b"\n")) - {b""}
    columns = {each: _column(each.decode()) for each in letters}
    marks.last_row = max(rows, default=0)
    marks.last_column = max(columns.values(), default=0)
    if (marks.last_row + 1) * (marks.last_column + 1) > usual_area:
        places = [cell_place(address.decode()) for address in _WITH_CONTENT.findall(content)]
        marks.last_row = max((row for row, _ in places), default=0)
        marks.last_column = max((column for _, column in places), default=0)
    _mark_cells(marks, content, columns, styles)
    return marks


def _mark_cells(
    marks: SheetMarks, content: bytes, columns: Mapping[bytes, int], styles: Collection[int]
) -> None:
    """Record the errors, the formulas and the wanted styles, in one pass over the cells that have any."""
    of_cell = []
    if 0 in styles:
        of_cell.append(b"")  # the style of cells that name none
    elif styles:
        of_cell.append(rb'[^>]* s="(?:' + b"|".join(b"%d" % style for style in sorted(styles)) + rb')"')
    if b' t="e"' in content:
        of_cell.append(b"[^>]* " + _ERROR)
    if b"<f" in content:
        of_cell.append(_FORMULA)
    if not of_cell:
        return
    pattern = re.compile(
        rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?=' + b"|".join(of_cell) + rb")([^>]*)(?<!/)>"
        rb"(?:\s*(<f)(?:[^>]*/>|[^>]*>([^<]*)</f>))?(?:\s*(<v)[^>/]*>([^<]*)</v>)?"
    )
    wanted, read = frozenset(styles), dict[bytes, tuple[int, str]]()
    for letters, row, attributes, formula, text, value, result in pattern.findall(content):
        of_attributes = read.get(attributes)
        if of_attributes is None:
            of_attributes = read[attributes] = _style_and_type(attributes)
        style, kind = of_attributes
        place = int(row) - 1, columns[letters]
        if style in wanted:
            marks.styles[place] = style
        if kind == "e":
            if formula or value:
                marks.errors[place] = unescape(result.decode()) or "#ERROR"
        elif formula:
            marks.formulas[place] = StoredFormula(unescape(text.decode()), unescape(result.decode()), kind)


def _style_and_type(attributes: bytes) -> tuple[int, str]:
    style, kind = _STYLE.search(attributes), _TYPE.search(attributes)
    return int(style[1]) if style else 0, kind[1].decode() if kind else ""


def _repeats(items: list[_Item]) -> list[tuple[_Item, int]]:
    if len(set(items)) == len(items):
        return []
    return [(item, times) for item, times in Counter(items).items() if times > 1]


def _take_columns(marks: SheetMarks, named: dict[str, str]) -> None:
    if named.get("hidden") in ("1", "true"):
        first, last = int(named.get("min", "1")), int(named.get("max", "1"))
        marks.hidden_columns.update(range(first - 1, min(last, first + 200)))


def _by_element(content: bytes, styles: Collection[int]) -> SheetMarks:
    scan = _ElementScan(styles)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = scan.start, scan.end
    parser.CharacterDataHandler = scan.text
    parser.EntityDeclHandler = _no_entities
    parser.Parse(content, True)
    scan.marks.repeated_rows = [row + 1 for row, _ in _repeats(scan.rows)]
    scan.marks.repeated_cells = [place for place, _ in _repeats(scan.places)]
    return scan.marks


class _ElementScan:
    """Callbacks for expat."""

    def __init__(self, styles: Collection[int]) -> None:
        self.marks = SheetMarks()
        self.rows: list[int] = []
        self.places: list[str] = []
        self._styles = frozenset(styles)
        self._row = self._column = -1
        self._attributes: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._inside = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            place = attributes.get("r")
            self._row, self._column = cell_place(place) if place else (self._row, self._column + 1)
            self._attributes, self._texts = attributes, {}
            self.places.append(cell_address(self._row, self._column))
        elif tag in ("v", "f", "is"):
            self._inside = tag
            self._texts.setdefault(tag, "")
        elif tag == "row":
            self._row, self._column = int(attributes.get("r") or self._row + 2) - 1, -1
            self.rows.append(self._row)
            if attributes.get("hidden") in ("1", "true"):
                self.marks.hidden_rows.add(self._row)
        elif tag == "col":
            _take_columns(self.marks, attributes)

    def text(self, characters: str) -> None:
        if self._inside in ("v", "f"):
            self._texts[self._inside] += characters

    def end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag in ("v", "f", "is"):
            self._inside = ""
        elif tag == "c" and self._texts:
            place, kind = (self._row, self._column), self._attributes.get("t", "")
            self.marks.last_row = max(self.marks.last_row, self._row)
            self.marks.last_column = max(self.marks.last_column, self._column)
            value, formula = self._texts.get("v", ""), self._texts.get("f")
            if kind == "e":
                self.marks.errors[place] = value or "#ERROR"
            elif formula is not None:
                self.marks.formulas[place] = StoredFormula(formula, value, kind)
            style = int(self._attributes.get("s") or 0)
            if style in self._styles:
                self.marks.styles[place] = style


def cell_place(place: str) -> tuple[int, int]:
    """Row and column, from 0, of an A1 address."""
    match = _ADDRESS.fullmatch(place)
    if match is None:
        raise ScanError(f"单元格地址有误 a cell's address is wrong: {place[:20]}")
    return int(match.group(2)) - 1, _column(match.group(1))


def cell_address(row: int, column: int) -> str:
    """A1 address of a row and a column counted from 0."""
    return f"{_letters(column)}{row + 1}"


@cache
def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


@cache
def _letters(column: int) -> str:
    text, rest = "", column + 1
    while rest > 0:
        rest, digit = divmod(rest - 1, 26)
        text = chr(65 + digit) + text
    return text
