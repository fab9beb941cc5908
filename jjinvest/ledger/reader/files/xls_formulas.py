"""Formulas of the old xls format and their stored results, which xlrd reads without naming them formulas."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from xlrd.biffh import error_text_from_code
from xlrd.compdoc import CompDoc

from jjinvest.ledger.reader.files.sheet_scan import StoredFormula

_SHEET, _FORMULA, _CALCULATED, _END_OF_SHEET = 0x85, 0x06, 0x1C1, 0x0A
_ERROR = 2


def read_formulas(raw: bytes) -> tuple[dict[str, dict[tuple[int, int], StoredFormula]], bool]:
    """Return the formulas by sheet and place, and whether a program that calculates wrote the file.

    A formula's text is not read. An empty text as result is none unless such a program wrote it.
    """
    document = CompDoc(raw, logfile=None)
    return formulas_of_stream(
        document.get_named_stream("Workbook") or document.get_named_stream("Book") or b""
    )


def formulas_of_stream(stream: bytes) -> tuple[dict[str, dict[tuple[int, int], StoredFormula]], bool]:
    """Return the same from the records of a workbook."""
    sheets: list[tuple[str, int]] = []
    calculated = False
    for kind, content in _records(stream, 0):
        if kind == _SHEET and len(content) > 8:
            sheets.append((_name(content), struct.unpack_from("<I", content)[0]))
        calculated = calculated or kind == _CALCULATED
    formulas: dict[str, dict[tuple[int, int], StoredFormula]] = {}
    for name, start in sheets:
        places = formulas.setdefault(name, {})
        for kind, content in _records(stream, start):
            if kind == _FORMULA and len(content) >= 14:
                row, column, _, result = struct.unpack_from("<HHH8s", content)
                places[row, column] = _formula(result, calculated)
    return formulas, calculated


def _formula(result: bytes, calculated: bool) -> StoredFormula:
    if result[6:] != b"\xff\xff":
        number = struct.unpack("<d", result)[0]
        return StoredFormula("", "0" if number == 0 else repr(number), "n")
    if result[0] == 3 and not calculated:
        return StoredFormula("", "", "n")
    if result[0] == _ERROR:
        return StoredFormula("", error_text_from_code.get(result[2], "#ERROR"), "e")
    return StoredFormula("", "", "b" if result[0] == 1 else "str")


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Records from a place to the end of its sheet or of the workbook's head."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        if kind == _END_OF_SHEET:
            return
        at += 4 + length


def _name(content: bytes) -> str:
    length, wide = content[6], content[7] & 1
    return content[8 : 8 + length * (2 if wide else 1)].decode("utf-16-le" if wide else "latin-1", "replace")
