"""A circular as a Word document in the layout of official documents (GB/T 9704), the same bytes each time.

Title in 小标宋, body in 仿宋 三号, headings in 黑体 and 楷体, exact line spacing of 28 points, A4. A computer
without the first font of a style takes the one named beside it in the font table. Widths stand in the grid
(LibreOffice) and in the cells (Word) of a table.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from jjinvest.reporting.circular.blocks import Circular, Heading, Picture, Table, Text

TITLE, BODY, FIRST, SECOND, DIGITS = "方正小标宋简体", "仿宋", "黑体", "楷体", "Times New Roman"
FALLBACK = {TITLE: "宋体", BODY: "FangSong", FIRST: "SimHei", SECOND: "KaiTi"}
"""Font that stands in where the first one is not installed."""
TEXT_WIDTH = Mm(156)
TITLE_SIZE = 22
LINE = Pt(28)
MAX_UNSPLIT_ROWS = 6
"""Rows of a table that stay on one sheet."""
NAMED_WIDTH = 0.3
"""Share of a table's width that its first column has."""
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_SLOTS = ("ascii", "hAnsi", "eastAsia", "cs")
_THEME = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
WITH_SIGNATURE = 3
"""Paragraphs that stay on the sheet of the signature, the empty one before it included."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def word(circular: Circular) -> bytes:
    """Return a circular as the bytes of a .docx file."""
    document: Any = Document()
    _page(document)
    _styles(document)
    _fonts(document)
    _compatibility(document)
    for mark in circular.marks[:-1] if len(circular.marks) > 1 else ():
        _line(document, mark, "Mark")
    _title(document, circular)
    if circular.marks:
        _line(document, circular.marks[-1], "Mark")
    for block in circular.blocks:
        if isinstance(block, Heading):
            _line(document, block.written(circular.language), f"Heading {block.level}")
        elif isinstance(block, Text):
            _line(document, block.text, "Body Text")
        elif isinstance(block, Table):
            _table(document, block)
        else:
            _picture(document, block)
    for note in circular.notes:
        _line(document, note.text, "Note")
    document.add_paragraph(style="Body Text")
    for paragraph in document.paragraphs[
        -WITH_SIGNATURE:
    ]:  # a sheet with nothing but the signature is a fault
        paragraph.paragraph_format.keep_with_next = True
    _line(document, circular.bureau, "Signature").paragraph_format.keep_with_next = True
    _line(document, circular.day, "Signature")
    _page_number(document)
    _properties(document, circular)
    buffer = io.BytesIO()
    document.save(buffer)
    return _same_bytes(buffer.getvalue())


def _page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)


def _styles(document: Any) -> None:
    styles = document.styles
    centre, left, right = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
    justified = WD_ALIGN_PARAGRAPH.JUSTIFY
    plain: Any = {"align": justified, "indent": 2, "line": LINE}
    _style(styles["Normal"], BODY, 16)
    _style(styles["Title"], TITLE, TITLE_SIZE, align=centre, line=Pt(36), after=8)
    _style(styles["Body Text"], BODY, 16, **plain)
    _style(styles["Heading 1"], FIRST, 16, **{**plain, "align": left})
    _style(styles["Heading 2"], SECOND, 16, **{**plain, "align": left})
    _style(_new(styles, "Mark"), FIRST, 14, align=centre, line=LINE, after=6)
    _style(styles["Caption"], FIRST, 12, align=centre, line=Pt(22), before=6)
    _style(_new(styles, "Cell"), BODY, 12, align=centre, line=Pt(18))
    _style(_new(styles, "Note"), BODY, 12, align=justified, indent=2, line=Pt(20))
    _style(_new(styles, "Signature Line"), BODY, 16, align=right, line=LINE)
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    spoken = defaults.find(qn("w:lang"))
    if spoken is None:
        spoken = OxmlElement("w:lang")
        defaults.append(spoken)
    spoken.set(qn("w:val"), "en-US")  # of digits: under zh-CN LibreOffice breaks lines within numbers
    spoken.set(qn("w:eastAsia"), "zh-CN")


def _compatibility(document: Any) -> None:
    """Say that the document is of today's Word, which then does not open it in a compatibility mode."""
    settings = document.settings.element
    compat = settings.find(qn("w:compat"))
    if compat is None:
        compat = OxmlElement("w:compat")
        settings.append(compat)
    theme = settings.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:eastAsia"), "zh-CN")
    for old in list(compat):
        compat.remove(old)
    uri = "http://schemas.microsoft.com/office/word"
    compat.append(
        parse_xml(f'<w:compatSetting {nsdecls("w")} w:name="compatibilityMode" w:uri="{uri}" w:val="15"/>')
    )


def _new(styles: Any, name: str) -> Any:
    return styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)


def _style(
    style: Any,
    font: str,
    size: int,
    *,
    align: Any = None,
    line: Pt | None = None,
    indent: int = 0,
    before: int = 0,
    after: int = 0,
) -> None:
    """Set all four font slots, size, colour, spacing and indent (in characters) of a style."""
    style.font.size, style.font.bold, style.font.italic = Pt(size), False, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for theme in _THEME:
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for slot in _SLOTS:
        fonts.set(qn(f"w:{slot}"), font if slot == "eastAsia" else DIGITS)
    complex_size = properties.find(qn("w:szCs"))
    if complex_size is None:
        complex_size = OxmlElement("w:szCs")
        properties.find(qn("w:sz")).addnext(complex_size)
    complex_size.set(qn("w:val"), str(2 * size))
    paragraph = style.paragraph_format
    if align is not None:
        paragraph.alignment = align
    if line is not None:
        paragraph.line_spacing_rule, paragraph.line_spacing = WD_LINE_SPACING.EXACTLY, line
    paragraph.space_before, paragraph.space_after = Pt(before), Pt(after)
    paragraph.first_line_indent = Pt(indent * size) if indent else Pt(0)
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:  # the template underlines its title
        borders.getparent().remove(borders)


def _fonts(document: Any) -> None:
    """Name the font that stands in for each one in the font table."""
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        f'<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, other in FALLBACK.items()
    )
    table = f"<w:fonts {nsdecls('w')}>{entries}</w:fonts>"
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{table}'
    for part in document.part.package.iter_parts():
        if part.partname == PackURI("/word/fontTable.xml"):
            part._blob = xml.encode()


def _title(document: Any, circular: Circular) -> None:
    """Write the title; one longer than a line is broken behind the bureau, not within a word."""
    first, rest = circular.bureau, circular.title.removeprefix(circular.bureau)
    too_long = len(circular.title) * TITLE_SIZE > TEXT_WIDTH.pt
    if circular.language != "zh" or rest == circular.title or not too_long:
        _line(document, circular.title, "Title")
        return
    paragraph = _line(document, first, "Title")
    paragraph.add_run().add_break()
    paragraph.add_run(_UNWRITABLE.sub("", rest))


def _line(document: Any, text: str, style: str) -> Any:
    name = "Signature Line" if style == "Signature" else style
    return document.add_paragraph(_UNWRITABLE.sub("", text), style=name)


def _table(document: Any, block: Table) -> None:
    caption = _line(document, block.caption, "Caption")
    caption.paragraph_format.keep_with_next = True
    number = len(block.columns)
    table = document.add_table(rows=1 + len(block.rows), cols=number, style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    first = int(TEXT_WIDTH * NAMED_WIDTH)
    widths = [first, *[int((TEXT_WIDTH - first) / (number - 1))] * (number - 1)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width  # w:gridCol, which LibreOffice follows
    texts = [list(block.columns), *[[cell.text for cell in row] for row in block.rows]]
    last = len(texts) - 1
    # a long table may be split, but not behind its head or before its last row
    kept = range(last) if last <= MAX_UNSPLIT_ROWS else (0, 1, last - 1)
    for at, (row, content) in enumerate(zip(table.rows, texts, strict=True)):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for place, (cell, text, width) in enumerate(zip(row.cells, content, widths, strict=True)):
            cell.width = width  # w:tcW, which Word follows
            paragraph = cell.paragraphs[0]
            paragraph.style = document.styles["Cell"]
            if place == 0:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
            paragraph.paragraph_format.keep_with_next = at in kept
            paragraph.add_run(_UNWRITABLE.sub("", text))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in table.rows[0].cells:
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        cell.paragraphs[0].runs[0].font.bold = True


def _picture(document: Any, block: Picture) -> None:
    paragraph = document.add_paragraph(style="Caption")
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE  # exact spacing cuts a picture off
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(io.BytesIO(block.png), width=TEXT_WIDTH)
    shape._inline.docPr.set("descr", _UNWRITABLE.sub("", block.alternative))
    shape._inline.docPr.set("title", _UNWRITABLE.sub("", block.caption))
    _line(document, block.caption, "Caption").paragraph_format.space_before = Pt(0)


def _page_number(document: Any) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    paragraph._p.append(field)
    paragraph.add_run(" —")


def _properties(document: Any, circular: Circular) -> None:
    day = datetime.fromisoformat(circular.as_of or "1980-01-01").replace(tzinfo=UTC)
    properties = document.core_properties
    properties.title, properties.author = circular.title, circular.bureau
    properties.last_modified_by, properties.comments, properties.revision = circular.bureau, "", 1
    properties.created = properties.modified = day.replace(tzinfo=None)
    properties.language = "zh-CN" if circular.language == "zh" else "en-GB"


def _same_bytes(content: bytes) -> bytes:
    """Write a package again with fixed times, its parts in their order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(buffer, "w") as after:
        for old in before.infolist():
            entry = zipfile.ZipInfo(old.filename, _ZIP_EPOCH)
            entry.compress_type, entry.external_attr, entry.create_system = (
                zipfile.ZIP_DEFLATED,
                0o644 << 16,
                3,
            )
            after.writestr(entry, before.read(old), compresslevel=6)
    return buffer.getvalue()
