"""The text of a bulletin as the rules read it, with a map back to the place of every character.

Full-width digits and look-alike radicals become ordinary characters, blanks inside Chinese words go,
broken lines are joined. Nothing is added: each character comes from one character of one block.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from jjinvest.data.bulletins.periods.times import is_publication
from jjinvest.data.bulletins.text.document import Block, Document
from jjinvest.data.bulletins.text.letterhead import is_number

_PAIRS = (
    "⻅见⻆角⻉贝⻋车⻓长⻔门⻙韦⻚页⻛风⻜飞⻝食⻢马⻥鱼⻦鸟⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟⻄西⻘青⻣骨⻤鬼⻁虎⺠民⺟母⺝月⺒巳⺎尢⺓幺⺮竹⺶羊⺻聿⻑长⻒长⻟食⻞食⻗雨⻖阜"
    "⺪疋⺫目⺬示⺼肉⻂衣⻃西⻍辶⻎辶⻏阝⻪黾⻫齐⻭齿⻯龙⻱龟⻲龟"
)
_RADICALS = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_ALSO = {
    "﹪": "%",
    "−": "-",
    "‑": "-",
    "‐": "-",
    "﹣": "-",
    "∼": "~",
    "〜": "~",
    "～": "~",
    "–": "-",
    "―": "—",
    "─": "—",
    "．": ".",
    "﹒": ".",
    "○": "〇",
    "\u0130": "I",
}
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"
_PUNCTUATION = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）", "|": "，"}
_HAN = r"\u3400-\u9fff\uf900-\ufaff"
_CLOSE = f"{_HAN}，。；：！？、（）《》“”‘’「」『』【】〔〕…—%〇·◆●■"
_BLANK = re.compile(rf"(?<=[{_CLOSE}])[^\S\n]+|[^\S\n]+(?=[{_CLOSE}])")
_SPACED = re.compile(rf"(?<=[{_HAN}]) (?=[{_HAN}])")
_SPLIT_DIGITS = re.compile(r"(?<![\d.])\d(?: [\d.])+(?![\d.])")
_THIN = re.compile(r"(?<=\d)[\u2009\u202f\u2008](?=\d{3}(?!\d))")
_GROUPED_BY_BLANKS = re.compile(rf"(?<=[{_HAN}])\d{{1,3}}(?: \d{{3}})+(?=[万亿元个户人家吨亩])")
"""合同利用外资2 860万美元, as statistical offices write thousands."""
_GROUPED = re.compile(r"(?<![\d.])(?<!\d,)\d{1,3}(?:,\d{3})+(?!\d|,\d)")
_ENDS = "。！？；…!?;"
_INDENT = ("\u3000\u3000", "    ")
_GOES_ON = re.compile(r"[，、（“《和及与—：\d]$|(?:[为达占约超近])$|[,，、][^\W\d]{1,2}$")
_STARTS_WITHIN = re.compile(
    r"^[，。；、）”》％%]|^(?:亿|万元|个(?![别体人])|余|元(?![旦月])|年(?![初底末内度终])|百分点)"
)
_AMOUNT_ENDS = re.compile(r"\d(?:%|个|家|项|人次?|批次|亿元|万元|亿?万?美元|个百分点|名|位)$")
_AFTER_AMOUNT = re.compile(r"[，。、；：）的至以及和与等左余之项企]")
_NEW_ITEM = re.compile(
    r"^(?:——|[◆●■★▲◎·•▪※]|[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+、|\d{1,2}[、.．]\s*\D|"
    r"第[一二三四五六七八九十]+[章节部])"
)


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for code in [*range(0xFF01, 0xFF5F), *range(0x2F00, 0x2FD6), *range(0xF900, 0xFAD9)]:
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1:
            table[code] = plain
    for letter, plain in (_RADICALS | _ALSO).items():
        table[ord(letter)] = plain
    return table


_TABLE = _table()
_MARKS = str.maketrans(_PUNCTUATION)


@dataclass(frozen=True)
class Text:
    """What the rules read.

    Attributes
    ----------
    text
        The normalised text; a paragraph or table row a line.
    blocks, offsets
        For each character, the number of its block and its offset in the text of the block.
    """

    text: str
    document: Document
    blocks: array[int]
    offsets: array[int]

    def place(self, position: int) -> str:
        """Place of a character, in the words of its block."""
        if not self.blocks:
            return ""
        return self.document.blocks[self.blocks[min(position, len(self.blocks) - 1)]].place

    def source(self, start: int, end: int) -> tuple[int, int, int]:
        """Block of a span, and its first and last offset in the text of the block (the last is outside).

        A span that goes on in another block ends with its first block.
        """
        if end <= start or not self.blocks:
            return 0, 0, 0
        block = self.blocks[start]
        last = end - 1
        while last > start and self.blocks[last] != block:
            last -= 1
        return block, self.offsets[start], self.offsets[last] + 1


def normalised(document: Document) -> Text:
    """Normalise a document."""
    lines = [_line(block.text) for block in document.blocks]
    joins = _joins(document.blocks, ["".join(line[0]) for line in lines])
    pieces: list[str] = []
    blocks, offsets = array("l"), array("l")
    for number, (letters, places) in enumerate(lines):
        if not letters:
            continue
        if pieces and not joins[number]:
            pieces.append("\n")
            blocks.append(number)
            offsets.append(0)
        pieces.append(letters)
        blocks.extend([number] * len(letters))
        offsets.extend(places)
    text = "".join(pieces)
    return _compact(document, text, blocks, offsets)


def _compact(document: Document, text: str, blocks: array[int], offsets: array[int]) -> Text:
    """Drop blanks that stand beside Chinese characters, also those that a joined line brought together."""
    gone = [found.span() for found in _BLANK.finditer(text)]
    for found in _THIN.finditer(text):
        gone.append(found.span())
    for found in _GROUPED_BY_BLANKS.finditer(text):
        gone += [(at, at + 1) for at in range(*found.span()) if text[at] == " "]
    for found in _GROUPED.finditer(text):
        gone += [(at, at + 1) for at in range(*found.span()) if text[at] == ","]
    if not gone:
        return Text(text.translate(_MARKS), document, blocks, offsets)
    pieces, kept_blocks, kept_offsets, last = [], array("l"), array("l"), 0
    for start, end in sorted(gone):
        if start < last:
            continue
        pieces.append(text[last:start])
        kept_blocks.extend(blocks[last:start])
        kept_offsets.extend(offsets[last:start])
        last = end
    pieces.append(text[last:])
    kept_blocks.extend(blocks[last:])
    kept_offsets.extend(offsets[last:])
    return Text("".join(pieces).translate(_MARKS), document, kept_blocks, kept_offsets)


def _line(raw: str) -> tuple[str, list[int]]:
    """One block in plain characters on one line, with the offset of each."""
    letters = raw.translate(_TABLE)
    if len(letters) != len(raw):  # pragma: no cover - every entry of the table is one character
        letters = raw
    letters = (
        letters.replace("\n", " ").replace("\r", " ").replace("\t", "，" if "\t" in raw.strip() else " ")
    )
    places = list(range(len(letters)))
    drop: set[int] = {at for at, letter in enumerate(letters) if letter in _UNSEEN}
    head = len(letters) - len(letters.lstrip())
    tail = len(letters.rstrip())
    if len(_SPACED.findall(letters)) * 4 > len(letters.replace(" ", "")):
        for found in _SPLIT_DIGITS.finditer(letters):
            drop |= {at for at in range(*found.span()) if letters[at] == " "}
    places = [at for at in places[head:tail] if at not in drop]
    return "".join(letters[at] for at in places), places


def _joins(blocks: Sequence[Block], lines: Sequence[str]) -> list[bool]:
    """For each line, whether it goes on from the line before it."""
    joins = [False] * len(lines)
    written = [number for number, line in enumerate(lines) if line and not blocks[number].table]
    if len(written) < 2:
        return joins
    widths = [_width(lines[number]) for number in written]
    open_ended = sum(lines[number][-1] not in _ENDS for number in written)
    wrapped = (
        len(written) >= 4 and open_ended * 2 > len(written) and sorted(widths)[len(widths) * 9 // 10] <= 64
    )
    indented = [blocks[number].text.startswith(_INDENT) for number in written]
    tells = sum(indented) * 4 <= 3 * len(written)
    for index in range(1, len(written)):
        if tells and indented[index]:
            continue  # a paragraph begins
        before, line = lines[written[index - 1]], lines[written[index]]
        if before[-1] in _ENDS or _NEW_ITEM.match(line):
            continue
        if any(is_publication(_close_up(each)) or is_number(each) for each in (before, line)):
            continue
        around = widths[max(0, index - 4) : index + 4]
        is_full = sum(abs(width - widths[index - 1]) <= 1 for width in around) >= 4
        if _AMOUNT_ENDS.search(before) and not _AFTER_AMOUNT.match(line) and not (wrapped and is_full):
            continue  # rows of a list, each ending with its number
        if _STARTS_WITHIN.match(line) or _GOES_ON.search(before):
            joins[written[index]] = True
        elif wrapped:
            typical = median(around)
            joins[written[index]] = widths[index - 1] >= 0.7 * typical and typical >= 8
    return joins


def _close_up(line: str) -> str:
    """Without the blanks that a PDF has around digits."""
    return _BLANK.sub("", line)


def _width(line: str) -> float:
    return sum(0.5 if letter.isascii() else 1.0 for letter in line if not letter.isspace())
