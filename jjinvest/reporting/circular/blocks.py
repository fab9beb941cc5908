"""Parts of a circular, whatever file it is written to: headings, texts, a table, charts; and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jjinvest.core.facts import Fact

_DIGITS = "〇一二三四五六七八九"
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|!])")


@dataclass(frozen=True)
class Number:
    """One number of a text: its fact, and how it is written."""

    fact: Fact
    written: str


@dataclass(frozen=True)
class Text:
    """A paragraph, or a cell of a table, with its numbers."""

    text: str
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True)
class Heading:
    """A heading; `level` is 1 or 2, `number` its place among those of its level."""

    level: int
    number: int
    text: str

    def written(self, language: str) -> str:
        """Heading with its number: 一、 or （一）; in English 1. or (1)."""
        if language == "zh":
            numeral = chinese_numeral(self.number)
            return f"{numeral}、{self.text}" if self.level == 1 else f"（{numeral}）{self.text}"
        return f"{self.number}. {self.text}" if self.level == 1 else f"({self.number}) {self.text}"


@dataclass(frozen=True)
class Table:
    """A table with its caption; the first column names the rows."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A chart as PNG, its caption, and the text that stands for it; `facts` are the numbers drawn."""

    caption: str
    alternative: str
    png: bytes
    facts: tuple[Fact, ...] = ()


Block = Heading | Text | Table | Picture


@dataclass(frozen=True)
class Circular:
    """A circular of one period in one language.

    Attributes
    ----------
    marks
        What stands above and below the title: restriction, synthetic data, not yet released.
    notes
        Caveats of the numbers used.
    """

    language: str
    title: str
    marks: tuple[str, ...]
    blocks: tuple[Block, ...]
    notes: tuple[Text, ...]
    bureau: str
    day: str
    district: str = ""
    period: str = ""
    as_of: str = ""

    @property
    def pictures(self) -> list[Picture]:
        """Its charts in order."""
        return [block for block in self.blocks if isinstance(block, Picture)]

    @property
    def facts(self) -> list[Fact]:
        """Every fact that the circular states or draws, each once, by id."""
        shown = [n.fact for text in self.texts for n in text.numbers]
        drawn = [fact for picture in self.pictures for fact in picture.facts]
        by_id = {fact.id: fact for fact in [*shown, *drawn]}
        return [by_id[key] for key in sorted(by_id)]

    @property
    def texts(self) -> list[Text]:
        """Every paragraph, cell and note in order."""
        texts: list[Text] = []
        for block in self.blocks:
            if isinstance(block, Text):
                texts.append(block)
            elif isinstance(block, Table):
                texts += [cell for row in block.rows for cell in row]
        return [*texts, *self.notes]


def chinese_numeral(number: int) -> str:
    """Write a number from 1 to 99 as headings of official documents do.

    Examples
    --------
    >>> [chinese_numeral(n) for n in (1, 10, 12, 23)]
    ['一', '十', '十二', '二十三']
    """
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def markdown(circular: Circular, picture_names: Sequence[str]) -> str:
    """Write a circular as Markdown; text from data is escaped.

    Parameters
    ----------
    picture_names
        File name of each chart, in order.
    """
    lines = [f"# {_escaped(circular.title)}", *(f"**{_escaped(mark)}**" for mark in circular.marks)]
    names = iter(picture_names)
    for block in circular.blocks:
        if isinstance(block, Heading):
            lines.append(f"{'#' * (block.level + 1)} {_escaped(block.written(circular.language))}")
        elif isinstance(block, Text):
            lines.append(_escaped(block.text))
        elif isinstance(block, Picture):
            lines += [f"![{_escaped(block.alternative)}]({next(names)})", _escaped(block.caption)]
        else:
            rows = [[cell.text for cell in row] for row in block.rows]
            marks = ["---", *["---:"] * (len(block.columns) - 1)]
            table = [list(block.columns), marks, *rows]
            written = "\n".join(
                f"| {' | '.join(c if row is marks else _escaped(c) for c in row)} |" for row in table
            )
            lines += [_escaped(block.caption), written]
    lines += [_escaped(note.text) for note in circular.notes]
    return "\n\n".join([*lines, _escaped(circular.bureau), _escaped(circular.day)]) + "\n"


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text.replace("\n", " "))
