"""A PDF with a text layer as blocks: lines joined to paragraphs by where they stand on the page.

pdfium gives the characters with their places. Page numbers and repeated headers are left out; a table is read
as one only where its columns stand apart and its totals add up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

from jjinvest.data.bulletins.extract.failure import UnreadableDocumentError
from jjinvest.data.bulletins.extract.pdf_table import Words, table_at
from jjinvest.data.bulletins.extract.table import table_blocks
from jjinvest.data.bulletins.extract.table_units import caption_of
from jjinvest.data.bulletins.text.document import Block, Document

MAX_PAGES = 300
"""Most pages read; a bulletin has one to thirty."""
_SCAN = (
    "扫描件，没有文字层 a scan without a text layer",
    "有文字层的 PDF a pdf with text",
    "文字识别（OCR）后再读，或粘贴网页文字 recognise its text first, or paste the text of the page",
)
_BROKEN_LETTERS = (
    "PDF 的文字无法识别（字体没有编码） its letters have no code",
    "有文字层的 PDF a pdf with text",
    "粘贴网页文字，或文字识别后再读 paste the text of the page, or recognise it first",
)
MOST_ROWS = 200
"""Most lines of one table."""
_FEW_CHARACTERS = 10  # on average a page; a scan may carry a stamp or a page number as text
_PAGE_NUMBER = re.compile(
    r"[-—–―·•\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[/,，共]\s*共?\s*\d{1,4}\s*页?)?[-—–―·•\s]*"
)
_ENDS = "。！？；…!?;"


@dataclass
class _Line:
    """One line of a page: its words with their left and right edge."""

    page: int
    words: Words = field(default_factory=list)
    top: float = 0.0
    bottom: float = 0.0
    is_edge: bool = False

    @property
    def text(self) -> str:
        return " ".join(word for word, _, _ in self.words)

    @property
    def left(self) -> float:
        return self.words[0][1]

    @property
    def right(self) -> float:
        return self.words[-1][2]

    @property
    def em(self) -> float:
        """Height of a character."""
        return max(self.top - self.bottom, 4.0)


def pdf_document(raw: bytes) -> Document:
    """Read the text layer of a PDF.

    Raises
    ------
    UnreadableDocumentError
        If it is damaged, protected, a scan, or its letters have no code.
    """
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        protected = "password" in str(error).lower()
        found = "PDF 有密码 a protected PDF" if protected else "PDF 损坏 a damaged PDF"
        remedy = "去掉密码后再读 remove the password" if protected else "重新下载 download it again"
        raise UnreadableDocumentError(found, "可读的 PDF a readable PDF", remedy) from None
    try:
        return _read(document)
    finally:
        document.close()


def _read(document: pypdfium2.PdfDocument) -> Document:
    pages = len(document)
    if pages > MAX_PAGES:
        raise UnreadableDocumentError(
            f"{pages} 页 pages",
            f"不超过 {MAX_PAGES} 页 at most {MAX_PAGES}",
            "只留公报部分 keep the bulletin only",
        )
    lines: list[_Line] = []
    empty: list[str] = []
    for number in range(pages):
        try:
            found = _lines(document, number)
        except pypdfium2.PdfiumError:
            found = []
        if not found:
            empty.append(str(number + 1))
        lines += found
    letters = "".join(line.text for line in lines)
    if len(letters) < _FEW_CHARACTERS * max(1, pages):
        raise UnreadableDocumentError(*_SCAN)
    strange = sum(ch == "\ufffd" or ch < " " or "\ue000" <= ch <= "\uf8ff" for ch in letters)
    if strange * 5 > len(letters):
        raise UnreadableDocumentError(*_BROKEN_LETTERS)
    remarks = (f"没有文字的页没有读 pages without text: {'、'.join(empty)}",) if empty else ()
    blocks = _blocks(_without_page_edges(lines, pages))
    return Document(tuple(blocks), "", "", remarks)


def _lines(document: pypdfium2.PdfDocument, number: int) -> list[_Line]:
    """Lines of a page in the order of its text, each with its words and their place."""
    page = document[number]
    text_page = page.get_textpage()
    lines: list[_Line] = []
    line = _Line(number)
    word: list[str] = []
    box = (0.0, 0.0)

    def end_word() -> None:
        if word:
            line.words.append(("".join(word), *box))
            word.clear()

    for index in range(text_page.count_chars()):
        letter = _letter(text_page, index)
        if letter in "\r\n":
            end_word()
            if line.words:
                lines.append(line)
            line = _Line(number)
            continue
        if letter.isspace():
            end_word()
            continue
        left, bottom, right, top = text_page.get_charbox(index, loose=True)
        if word and left < box[0] and top < line.bottom:
            end_word()  # pdfium runs on after a hyphen at the end of a line
            lines.append(line)
            line = _Line(number)
        if word and (left < box[0] or left - box[1] > 0.8 * max(top - bottom, 4.0)):
            end_word()
        box = (box[0] if word else left, right)
        if not line.words and not word:
            line.top, line.bottom = top, bottom
        line.top, line.bottom = max(line.top, top), min(line.bottom, bottom)
        word.append(letter)
    end_word()
    if line.words:
        lines.append(line)
    text_page.close()
    page.close()
    return _on_one_line(lines)


def _letter(text_page: pypdfium2.PdfTextPage, index: int) -> str:
    code = pdfium.FPDFText_GetUnicode(text_page, index)
    if code in (0x02, 0xFFFE):  # how pdfium marks a hyphen at the end of a line
        return "-"
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _on_one_line(lines: Sequence[_Line]) -> list[_Line]:
    """Put cells that follow each other at one height on one line."""
    joined: list[_Line] = []
    for line in lines:
        before = joined[-1] if joined else None
        if (
            before is not None
            and abs(before.bottom - line.bottom) < 0.3 * line.em
            and line.left - before.right > 0
            and max(len(line.text), len(before.words[-1][0])) <= 14
        ):
            before.words += line.words
        else:
            joined.append(line)
    return joined


def _without_page_edges(lines: Sequence[_Line], pages: int) -> list[_Line]:
    """Leave out page numbers, and what stands first or last on most pages."""
    by_page: dict[int, list[_Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    edges: Counter[str] = Counter()
    for found in by_page.values():
        highest, lowest = max(found, key=lambda line: line.top), min(found, key=lambda line: line.bottom)
        for line in {id(highest): highest, id(lowest): lowest}.values():
            line.is_edge = len(found) > 1
            edges[re.sub(r"\d+", "#", line.text)] += 1
    kept = []
    for line in lines:
        repeated = pages > 2 and edges[re.sub(r"\d+", "#", line.text)] * 2 > pages
        if line.is_edge and (repeated or _PAGE_NUMBER.fullmatch(line.text)):
            continue
        kept.append(line)
    return kept


def _blocks(lines: Sequence[_Line]) -> list[Block]:
    blocks: list[Block] = []
    tables = 0
    paragraphs: Counter[int] = Counter()
    open_line: _Line | None = None
    at = 0
    while at < len(lines):
        grid, used = table_at(
            [each.words for each in lines[at : at + MOST_ROWS] if each.page == lines[at].page]
        )
        if grid:
            tables += 1
            caption = caption_of(blocks[-2:])
            places = [f"第{lines[at].page + 1}页表{tables}第{row + 1}行" for row in range(len(grid))]
            blocks += table_blocks(grid, tables, places, caption)
            at += used
            open_line = None
            continue
        line = lines[at]
        if open_line is not None and _goes_on(lines, at, open_line):
            last = blocks[-1]
            blocks[-1] = Block(f"{last.text}{_gap(last.text, line.text)}{line.text}", last.place)
        else:
            paragraphs[line.page] += 1
            blocks.append(Block(line.text, f"第{line.page + 1}页第{paragraphs[line.page]}段"))
        open_line = line
        at += 1
    return blocks


def _gap(before: str, after: str) -> str:
    return (
        " "
        if before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha()
        else ""
    )


def _column(lines: Sequence[_Line], at: int) -> Iterator[_Line]:
    """Lines near a line that stand in its column."""
    line = lines[at]
    for other in lines[max(0, at - 30) : at + 30]:
        if other.page == line.page and abs(other.left - line.left) < 3 * line.em and other.em < 1.3 * line.em:
            yield other


def _goes_on(lines: Sequence[_Line], at: int, before: _Line) -> bool:
    """Whether a line goes on with the one before it.

    Where paragraphs are indented, a line without indent goes on, unless the one before it is short or ends a
    sentence; elsewhere a line goes on if the one before it reaches the edge of its column.
    """
    line = lines[at]
    if abs(line.em - before.em) > 0.25 * before.em or len(before.text) < 6:
        return False
    if before.right - before.left < 8 * before.em and before.page == line.page:
        return False
    column, here = list(_column(lines, at - 1)), list(_column(lines, at))
    margin, edge = min(other.left for other in column), max(other.right for other in column)
    ends = before.text[-1] in _ENDS
    has_indents = any(other.left > margin + 1.2 * before.em for other in column)
    if line.left > min(other.left for other in here) + 1.2 * line.em:
        return before.text[-1] in "，、（"
    if has_indents and not ends and before.right > margin + 0.6 * (edge - margin):
        return True
    if ends and len(column) < 3:
        return False
    if not ends:  # a heading across the page does not set the edge of the columns below it
        near = [other for other in lines[max(0, at - 2) : at + 2] if any(other is one for one in column)]
        edge = max(other.right for other in [before, *near])
    return before.right >= edge - 2.2 * before.em
