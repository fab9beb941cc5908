"""End tags that a page may leave out, written in: of paragraphs, rows and cells.

Python's parser of HTML takes a cell without an end tag to hold the cells after it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_BLOCKS = (
    "div|section|article|ul|ol|dl|h1|h2|h3|h4|h5|h6|blockquote|pre|center|hr|form|fieldset|address|main|header|"
    "footer|nav|aside|figure"
)
_TOKEN = re.compile(
    rf"<!--.*?(?:-->|\Z)|<(script|style|textarea)\b.*?(?:</\1\s*>|\Z)|<(/?)(table|tr|td|th|thead|tbody|tfoot|p|{_BLOCKS})(?=[\s/>])",
    re.IGNORECASE | re.DOTALL,
)


@dataclass
class _Level:
    """What is open within one table, or outside all tables."""

    paragraph: bool = False
    cell: str = ""
    row: bool = False

    def end_paragraph(self) -> str:
        ended, self.paragraph = ("</p>" if self.paragraph else ""), False
        return ended

    def end_cell(self) -> str:
        ended = self.end_paragraph() + (f"</{self.cell}>" if self.cell else "")
        self.cell = ""
        return ended

    def end_row(self) -> str:
        ended = self.end_cell() + ("</tr>" if self.row else "")
        self.row = False
        return ended


def with_end_tags(html: str) -> str:
    """Write in the end tags of paragraphs, rows and cells that are left out.

    Examples
    --------
    >>> with_end_tags("<table><tr><td>1<td>2<tr><td>3</table>")
    '<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>'
    """
    levels = [_Level()]
    pieces: list[str] = []
    last = 0
    for token in _TOKEN.finditer(html):
        if token[3] is None:
            continue
        ended = _before(levels, token[3].lower(), is_end=bool(token[2]))
        if ended:
            pieces += [html[last : token.start()], ended]
            last = token.start()
    return "".join([*pieces, html[last:]])


def _before(levels: list[_Level], name: str, *, is_end: bool) -> str:
    """End tags that are due before a tag; the levels then hold what is open after it."""
    level = levels[-1]
    if name == "table":
        if is_end:
            ended = level.end_row()
            if len(levels) > 1:
                levels.pop()
            return ended
        ended = level.end_paragraph()
        levels.append(_Level())
        return ended
    if name in ("td", "th"):
        ended = level.end_paragraph() if is_end and level.cell == name else level.end_cell()
        level.cell = "" if is_end else name
        return ended
    if name in ("tr", "thead", "tbody", "tfoot"):
        if name == "tr" and is_end:
            ended, level.row = level.end_cell(), False
            return ended
        ended = level.end_row()
        level.row = name == "tr"
        return ended
    if name == "p" and is_end:
        level.paragraph = False
        return ""
    ended = level.end_paragraph() if not is_end or name != "p" else ""
    if name == "p":
        level.paragraph = True
    return ended
