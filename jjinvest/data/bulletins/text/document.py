"""The text of a bulletin, block by block, with the place of each block in its source."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Block:
    """One paragraph, or one row of a table, of a bulletin.

    Attributes
    ----------
    text
        The words as a reader sees them. A table row with numbers reads as a sentence, label, header, value
        and unit of each cell; the cells of any other row are parted by a tab.
    place
        Where the block stands, in Chinese for the reader: ``第3段`` or ``表1第2行``.
    cells
        The cells of a table row as they stand; empty for a paragraph.
    table
        Number of the table, from 1; 0 for a paragraph.
    headers
        The header of each cell; empty for a paragraph, a header row and a table without numbers.
    subject
        The words of a table row before each of its values, which name what the row is about.
    name, kind
        The innermost label of a table row, and the header of the labels.
    """

    text: str
    place: str
    cells: tuple[str, ...] = ()
    table: int = 0
    headers: tuple[str, ...] = ()
    subject: str = ""
    name: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Document:
    """A bulletin: its blocks in reading order, and what could be seen of its head.

    Attributes
    ----------
    blocks
        Paragraphs and table rows in reading order.
    title
        Title of the bulletin; empty where none could be seen.
    published
        Day of publication, ``2023-07-12``; empty where none could be seen.
    remarks
        Words for the reader about what was left out, such as a picture without text.
    """

    blocks: tuple[Block, ...]
    title: str = ""
    published: str = ""
    remarks: tuple[str, ...] = field(default=())

    @property
    def text(self) -> str:
        """The whole text, one block a line."""
        return "\n".join(block.text for block in self.blocks)
