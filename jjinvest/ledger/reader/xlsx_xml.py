"""Scan the XML of an xlsx file before anything else reads it.

Rejects archives that unpack to too much, then records hidden rows and columns, error cells, formulas without
a stored value, macros and links to other files. calamine, which reads the values, does not report these.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from jjinvest.core.rounding import round_half_up

MAX_UNPACKED_BYTES = 600_000_000  # a ledger of 100,000 rows has about 250 MB
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class UnsafeFileError(Exception):
    """The file is not an xlsx, is damaged, or is too large unpacked; the message is shown to the user."""


@dataclass
class SheetMarks:
    """Hidden rows and columns of a sheet, and cells without a value as (rule, content); counted from 0."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    unreadable: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class WorkbookMarks:
    """Marks by sheet name, and remarks (rule, content) on the file."""

    marks: Mapping[str, SheetMarks]
    remarks: list[tuple[str, str]]


def read_marks(raw: bytes, max_cells: int) -> WorkbookMarks:
    """Scan the parts of an xlsx file.

    Parameters
    ----------
    raw
        The bytes of the file.
    max_cells
        Largest number of rows times columns of a sheet.

    Raises
    ------
    UnsafeFileError
        If it is damaged, not a workbook, too large unpacked, or its cells span more than `max_cells`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            _guard(archive)
            names = archive.namelist()
            marks = {sheet: _marks(archive, part, max_cells) for sheet, part in _sheet_parts(archive).items()}
    except DefusedXmlException:
        raise UnsafeFileError("XML 中有实体定义，不安全 entity definitions in its XML are not safe") from None
    except (
        zipfile.BadZipFile,
        ParseError,
        expat.ExpatError,
        KeyError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise UnsafeFileError(f"文件损坏或有密码 damaged or protected: {type(error).__name__}") from None
    remarks = []
    if any(name.endswith("vbaProject.bin") for name in names):
        remarks.append(("macros", "vbaProject.bin"))
    links = sum(bool(re.fullmatch(r"xl/externalLinks/[^/]+\.xml", name)) for name in names)
    if links:
        remarks.append(("external_links", str(links)))
    return WorkbookMarks(marks, remarks)


def _guard(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    size = sum(entry.file_size for entry in entries)
    if size > MAX_UNPACKED_BYTES:
        megabytes = round_half_up(size / 1e6)
        raise UnsafeFileError(
            f"解压后 {megabytes} MB，疑为压缩炸弹 unpacks to {megabytes} MB, perhaps a zip bomb"
        )
    if len({entry.filename for entry in entries}) != len(entries):
        raise UnsafeFileError("压缩包内有同名文件 two parts of one name")
    if "xl/workbook.xml" not in archive.namelist():
        raise UnsafeFileError("是压缩包，但不是 xlsx 工作簿 an archive, but no xlsx workbook")
    # declared sizes may be false: reading each part to its end checks them against the checksum
    if archive.testzip() is not None:
        raise UnsafeFileError("压缩包损坏 a damaged archive")


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    relations = {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        if relation.get("Type", "").endswith("/worksheet")
    }
    part_of_sheet = {}
    for element in fromstring(archive.read("xl/workbook.xml")).iter():
        if _tag(element) == "sheet":
            ids = [v for k, v in element.attrib.items() if k == _RELATION or k.endswith("}id")]
            if ids and ids[0] in relations:
                part_of_sheet[element.get("name", "")] = posixpath.normpath(
                    posixpath.join("/xl", relations[ids[0]])
                ).lstrip("/")
    return part_of_sheet


def _marks(archive: zipfile.ZipFile, part: str, max_cells: int) -> SheetMarks:
    scan = _SheetScan()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = scan.start, scan.end
    parser.CharacterDataHandler = scan.text
    parser.EntityDeclHandler = _no_entities
    with archive.open(part) as stream:
        parser.ParseFile(stream)
    last_row, last_column = scan.last_cell
    if (last_row + 1) * (last_column + 1) > max_cells:
        raise UnsafeFileError(
            f"内容散到第 {last_row + 1} 行、第 {last_column + 1} 列，请删去远处的零散单元格 "
            f"cells reach row {last_row + 1}, column {last_column + 1}: delete the stray ones"
        )
    return scan.marks


def _no_entities(*_: object) -> None:
    raise DefusedXmlException


class _SheetScan:
    """Callbacks for expat, which is fast enough for the million elements of a large ledger."""

    def __init__(self) -> None:
        self.marks = SheetMarks()
        self.last_cell = (0, 0)
        self._row = self._column = -1
        self._type = ""
        self._texts: dict[str, str] = {}
        self._inside = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            place = attributes.get("r")
            self._row, self._column = _position(place) if place else (self._row, self._column + 1)
            self._type, self._texts = attributes.get("t", ""), {}
        elif tag in ("v", "f", "is"):
            self._inside = tag
            self._texts.setdefault(tag, "")
        elif tag == "row":
            self._row, self._column = int(attributes.get("r") or self._row + 2) - 1, -1
            if attributes.get("hidden") in ("1", "true"):
                self.marks.hidden_rows.add(self._row)
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
            self.marks.hidden_columns.update(range(first - 1, min(last, first + 200)))

    def text(self, characters: str) -> None:
        if self._inside in ("v", "f"):
            self._texts[self._inside] += characters

    def end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag in ("v", "f", "is"):
            self._inside = ""
        elif tag == "c" and self._texts:
            self.last_cell = (max(self.last_cell[0], self._row), max(self.last_cell[1], self._column))
            value, formula = self._texts.get("v", ""), self._texts.get("f")
            if self._type == "e":
                self.marks.unreadable[self._row, self._column] = ("cell_error", value or "#ERROR")
            elif formula is not None and not value and self._type != "str":
                self.marks.unreadable[self._row, self._column] = ("formula_without_value", f"={formula}")


def _position(place: str) -> tuple[int, int]:
    match = _ADDRESS.fullmatch(place)
    if match is None:
        raise UnsafeFileError(f"单元格地址有误 a cell's address is wrong: {place[:20]}")
    return int(match.group(2)) - 1, _column(match.group(1))


@cache
def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]
