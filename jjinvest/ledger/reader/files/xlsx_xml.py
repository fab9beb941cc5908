"""Scan the XML of an xlsx file before anything else reads it.

Rejects archives that unpack to too much, then records what calamine, which reads the values, does not report:
hidden rows and columns, errors, formulas, number formats, macros and links to other files.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from jjinvest.core.rounding import round_half_up
from jjinvest.ledger.reader.files.sheet_scan import ScanError, SheetMarks, cell_address, scan_sheet
from jjinvest.ledger.reader.units.number_formats import NumberFormat, parse_format

MAX_UNPACKED_BYTES = 600_000_000  # a ledger of 100,000 rows has about 250 MB
MAX_CELLS_NAMED = 20
PICTURE = b"DISPIMG"
"""In the formula by which WPS puts a picture into a cell."""
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_KNOWN_ERRORS = frozenset(
    [b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!"]
)  # others make calamine refuse the whole sheet
_ERROR_VALUE = re.compile(
    rb'(<(?:\w+:)?c\b[^>]*\bt="e"[^>]*(?<!/)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>)([^<]*)', re.DOTALL
)


class UnsafeFileError(Exception):
    """The file is not an xlsx, is damaged, or is too large unpacked; the message is shown to the user."""


@dataclass(frozen=True)
class WorkbookMarks:
    """What an xlsx file holds beside its values.

    Attributes
    ----------
    marks
        Marks by sheet name.
    formats
        Number formats that change the reading of a cell, by style.
    remarks
        Remarks (rule, content) on the file.
    date_1904
        Whether its days are counted from 1904.
    calculated
        Whether a program that calculates left its traces.
    readable
        The file as calamine can read it.
    pictures
        Whether a cell may show a picture of WPS.
    """

    marks: Mapping[str, SheetMarks]
    formats: Mapping[int, NumberFormat]
    remarks: list[tuple[str, str]]
    date_1904: bool
    calculated: bool
    readable: bytes
    pictures: bool


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
            sheet_parts = _sheet_parts(archive)
            contents, pictures = _contents(archive, sheet_parts.values())
            formats = _formats(archive.read("xl/styles.xml")) if "xl/styles.xml" in names else {}
            marks = {sheet: _marks(contents[part], formats, max_cells) for sheet, part in sheet_parts.items()}
            date_1904 = _is_1904(archive)
            calculated = _is_calculated(archive)
            readable = _without_young_errors(raw, archive, contents, marks, sheet_parts)
    except DefusedXmlException:
        raise UnsafeFileError("XML 中有实体定义，不安全 entity definitions in its XML are not safe") from None
    except ScanError as error:
        raise UnsafeFileError(str(error)) from None
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
    remarks = list(_sheet_remarks(marks))
    if any(name.endswith("vbaProject.bin") for name in names):
        remarks.append(("macros", "vbaProject.bin"))
    links = sum(bool(re.fullmatch(r"xl/externalLinks/[^/]+\.xml", name)) for name in names)
    if links:
        remarks.append(("external_links", str(links)))
    return WorkbookMarks(marks, formats, remarks, date_1904, calculated, readable, pictures)


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


def _sheet_remarks(marks: Mapping[str, SheetMarks]) -> Iterable[tuple[str, str]]:
    for sheet, each in marks.items():
        young = [
            f"{sheet}!{cell_address(*place)} {text}"
            for place, text in each.errors.items()
            if text.encode() not in _KNOWN_ERRORS
        ]
        if young:
            yield "error_cells", "、".join(young[:MAX_CELLS_NAMED])
        twice = [f"{sheet}!{address}" for address in each.repeated_cells]
        twice += [f"{sheet}!{row}:{row}" for row in each.repeated_rows if not each.repeated_cells]
        if twice:
            yield "cells_twice", "、".join(twice[:MAX_CELLS_NAMED])


def _contents(archive: zipfile.ZipFile, kept: Iterable[str]) -> tuple[dict[str, bytes], bool]:
    """Read every part to its end, which checks false sizes against the checksum.

    Returns
    -------
    contents : dict
        The content of the kept parts.
    pictures : bool
        Whether a part names a picture of WPS.
    """
    wanted = set(kept)
    contents: dict[str, bytes] = {}
    pictures = False
    for name in archive.namelist():
        if name in wanted:
            contents[name] = archive.read(name)
            pictures = pictures or PICTURE in contents[name]
            continue
        end = b""
        with archive.open(name) as part:
            while chunk := part.read(1 << 20):
                pictures = pictures or PICTURE in end + chunk
                end = chunk[-len(PICTURE) :]
    return contents, pictures


def _marks(content: bytes, formats: Mapping[int, NumberFormat], max_cells: int) -> SheetMarks:
    marks = scan_sheet(content, formats, max_cells)
    last_row, last_column = marks.last_row, marks.last_column
    if (last_row + 1) * (last_column + 1) > max_cells:
        raise UnsafeFileError(
            f"内容散到第 {last_row + 1} 行、第 {last_column + 1} 列，请删去远处的零散单元格 "
            f"cells reach row {last_row + 1}, column {last_column + 1}: delete the stray ones"
        )
    return marks


def _formats(content: bytes) -> dict[int, NumberFormat]:
    """Number formats by style, of the styles whose format changes the reading of a cell."""
    codes: dict[int, str] = {}
    formats: dict[int, NumberFormat] = {}
    for element in fromstring(content):
        if _tag(element) == "numFmts":
            codes |= {int(each.get("numFmtId", "0")): each.get("formatCode", "") for each in element}
        elif _tag(element) == "cellXfs":
            for style, each in enumerate(element):
                identifier = int(each.get("numFmtId", "0"))
                formats[style] = parse_format(codes.get(identifier, ""), identifier)
    return {style: each for style, each in formats.items() if not each.plain}


def _is_1904(archive: zipfile.ZipFile) -> bool:
    return any(
        _tag(element) == "workbookPr" and element.get("date1904") in ("1", "true", "on")
        for element in fromstring(archive.read("xl/workbook.xml"))
    )


def _is_calculated(archive: zipfile.ZipFile) -> bool:
    """Whether Excel (by its list of formulas) or WPS wrote the file; libraries call themselves Excel."""
    names = archive.namelist()
    if "xl/calcChain.xml" in names:
        return True
    return "docProps/app.xml" in names and b"WPS" in archive.read("docProps/app.xml")


def _without_young_errors(
    raw: bytes,
    archive: zipfile.ZipFile,
    contents: Mapping[str, bytes],
    marks: Mapping[str, SheetMarks],
    sheet_parts: Mapping[str, str],
) -> bytes:
    """Replace errors such as #SPILL! by #N/A; the cells are marked as errors with their own text before."""
    changed = {}
    for sheet, part in sheet_parts.items():
        if any(text.encode() not in _KNOWN_ERRORS for text in marks[sheet].errors.values()):
            changed[part] = _ERROR_VALUE.sub(
                lambda m: m[1] + (m[2] if m[2] in _KNOWN_ERRORS else b"#N/A"), contents[part]
            )
    if not changed:
        return raw
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as written:
        for name in archive.namelist():
            written.writestr(name, changed.get(name) or archive.read(name))
    return copy.getvalue()


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]
