"""Annotated workbook: the clerk's own workbook, with a fill and a comment on each cell that has a finding.

Red marks a rejected row, yellow a remark. The comment states the problem, what is expected and an example;
that of the first cell sums up. Of an xlsx only fills and comments change: other sheets, formats, formulas,
their stored results, pictures and macros stay as they are, and marks of an earlier run are replaced. An xls
or csv gives a new xlsx with its values.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial

from jjinvest.core.errors import ParameterError
from jjinvest.ledger.excel import mark_texts, package_styles, xml_text
from jjinvest.ledger.excel.package import Package
from jjinvest.ledger.excel.package_comments import with_comments
from jjinvest.ledger.excel.package_sheet import Cell, covering, with_formats
from jjinvest.ledger.excel.package_styles import CellFormats
from jjinvest.ledger.excel.values_copy import values_copy
from jjinvest.ledger.excel.xml_text import UneditableXmlError
from jjinvest.ledger.findings import Finding, column_letters
from jjinvest.ledger.reader.files.workbook import WorkbookSheet
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.validation.result import ValidationResult

CellFindings = Mapping[Cell, list[Finding]]
"""Findings by their own cell."""
MAX_MARKS = 20_000  # cells of a sheet with a comment
_ZIP_SIGNATURE = b"PK\x03\x04"
_DAMAGED = (UneditableXmlError, zipfile.BadZipFile, zlib.error, ValueError, LookupError, NotImplementedError)


def annotated_workbook(result: ValidationResult, language: str = "zh") -> bytes:
    """Return the annotated workbook; the same ledger gives the same bytes.

    Parameters
    ----------
    result
        A validated ledger.
    language
        ``zh`` or ``en``, the language of the comments.

    Raises
    ------
    ParameterError
        If the file is no longer the one that was validated, or its formats or comments are damaged.
    """
    raw = _original(result)
    if not raw.startswith(_ZIP_SIGNATURE):
        raw = values_copy(result.workbook, raw)
    try:
        return _marked(raw, result, language)
    except _DAMAGED:
        raise ParameterError(
            "文件里的格式或批注有损坏，标注不了；用 Excel 打开后另存一份再核对 "
            "its formats or comments are damaged: open it in Excel, save it and check again"
        ) from None


def annotated_suffix(result: ValidationResult) -> str:
    """Return the ending of the annotated workbook's name: .xlsx, or that of a workbook with macros."""
    raw = _original(result)
    try:
        return Package(raw).suffix() if raw.startswith(_ZIP_SIGNATURE) else ".xlsx"
    except _DAMAGED:
        return ".xlsx"


def _original(result: ValidationResult) -> bytes:
    path = result.workbook.path
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ParameterError(f"读不了 cannot read: {path}: {error.strerror}") from None
    if hashlib.sha256(raw).hexdigest() != result.workbook.sha256:
        raise ParameterError(f"核对时文件被改动，请再核对 the file changed during the check: {path}")
    return raw


def _marked(raw: bytes, result: ValidationResult, language: str) -> bytes:
    package = Package(raw)
    styles = package.styles() or package.add_styles(package_styles.EMPTY_STYLES)
    formats = CellFormats(package.read(styles), frozenset(mark_texts.COLOURS.values()))
    former = formats.marks()
    findings = _by_sheet(result)
    parts = package.sheets()
    names = [sheet.name for sheet in result.workbook.sheets]
    if not set(names) <= set(parts):  # a copy, whose sheets may have other names
        parts = dict(zip(names, parts.values(), strict=True))
    read = {sheet.name: sheet for sheet in result.workbook.sheets}
    for name, part in parts.items():
        sheet = read.get(name)
        marks = {} if sheet is None else _marks(sheet, findings.get(name, {}))
        texts = {cell: _text(cell, each, language) for cell, each in marks.items()}
        if name == result.table.sheet.name:
            first = covering(result.table.sheet.merged)((0, 0))
            paragraphs = [mark_texts.summary(result, language), texts.get(first, "")]
            texts[first] = mark_texts.joined([each for each in paragraphs if each], language)
        wanted = {cell: partial(formats.marked, colour=_colour(each)) for cell, each in marks.items()}
        _write_sheet(package, part, wanted, former)
        with_comments(package, part, texts)
    content = formats.content()
    if content != package.read(styles):
        package.write(styles, content)
    return package.save()


def _write_sheet(
    package: Package, part: str, wanted: Mapping[Cell, Callable[[int], int]], former: Mapping[int, int]
) -> None:
    if not wanted and not former:
        return
    before = xml_text.utf8(package.read(part))
    after = with_formats(before, wanted, former)
    if after != before:
        package.write(part, after)


def _by_sheet(result: ValidationResult) -> dict[str, dict[Cell, list[Finding]]]:
    """Findings by sheet and cell: a row's at its first column, a column's at its header."""
    tables = {table.sheet.name: table for table in (result.table, *(each for each, _ in result.more))}
    found: dict[str, dict[Cell, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for finding in result.findings():
        name = finding.sheet or result.table.sheet.name
        table = tables.get(name)
        if finding.row is not None:
            cell = (finding.row - 1, _first_column(table) if finding.column is None else finding.column)
        else:
            cell = (0, 0) if finding.column is None or table is None else (table.header, finding.column)
        found[name][cell].append(finding)
    return found


def _first_column(table: LedgerTable | None) -> int:
    return 0 if table is None else min(column.index for column in table.columns.values())


def _marks(sheet: WorkbookSheet, findings: Mapping[Cell, list[Finding]]) -> dict[Cell, CellFindings]:
    """Findings by the cell that shows them, then by their own cell; at most :data:`MAX_MARKS` cells."""
    shown = covering(sheet.merged)
    marks: dict[Cell, dict[Cell, list[Finding]]] = defaultdict(dict)
    for cell, each in sorted(findings.items()):
        marks[shown(cell)][cell] = each
    return dict(sorted(marks.items())[:MAX_MARKS])


def _colour(findings: CellFindings) -> str:
    return mark_texts.COLOURS[mark_texts.severity_of([each for cell in findings.values() for each in cell])]


def _text(shown: Cell, findings: CellFindings, language: str) -> str:
    """Text of the comment of a cell; a finding on another cell of its range begins with its address."""
    paragraphs = []
    for (row, column), each in findings.items():
        place = "" if (row, column) == shown else f"{column_letters(column)}{row + 1}: "
        paragraphs.append(place + mark_texts.mark_text(each, language))
    return mark_texts.joined(paragraphs, language)
