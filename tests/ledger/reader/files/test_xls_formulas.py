"""Formulas in the records of an xls file."""

from __future__ import annotations

import struct

from jjinvest.ledger.reader.files.xls_formulas import formulas_of_stream


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def formula(row: int, column: int, result: bytes) -> bytes:
    return record(0x06, struct.pack("<HHH8sHI", row, column, 0, result, 0, 0))


def workbook(*, calculated: bool) -> bytes:
    name = "台账".encode("utf-16-le")
    head = record(0x809, b"\0" * 16) + (record(0x1C1, b"\0" * 8) if calculated else b"")
    length = len(head) + 4 + 8 + len(name) + 4
    sheet = struct.pack("<IHBB", length, 0, 2, 1) + name
    cells = (
        formula(2, 1, struct.pack("<d", 0))
        + formula(2, 2, struct.pack("<d", 12.5))
        + formula(2, 3, b"\x03\0\0\0\0\0\xff\xff")
        + formula(2, 4, b"\0\0\0\0\0\0\xff\xff")
        + formula(2, 5, b"\x02\0\x2a\0\0\0\xff\xff")
    )
    return (
        head + record(0x85, sheet) + record(0x0A, b"") + record(0x809, b"\0" * 16) + cells + record(0x0A, b"")
    )


def test_results_by_place_and_whether_the_writer_calculates():
    formulas, calculated = formulas_of_stream(workbook(calculated=False))
    cells = formulas["台账"]
    assert not calculated
    assert cells[2, 1].is_zero
    assert cells[2, 2].result == "12.5"
    assert cells[2, 3].has_no_result
    assert not cells[2, 4].has_no_result
    formulas, calculated = formulas_of_stream(workbook(calculated=True))
    assert calculated
    assert not formulas["台账"][2, 3].has_no_result


def test_an_error_is_the_result_of_its_formula():
    cell = formulas_of_stream(workbook(calculated=True))[0]["台账"][2, 5]
    assert (cell.kind, cell.result) == ("e", "#N/A")
    assert not cell.has_no_result
