"""A bulletin as HTML: its text with every number marked by how sure its reading is."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from jjinvest.data.bulletins.text.document import Document
from jjinvest.ledger.excel.figures_words import CONFIDENCE_WORDS
from jjinvest.ledger.excel.review_form import COLOURS
from jjinvest.results.reading_words import ReadNumber, explained

_PLACE = "color:#767676;font-size:85%"
_STYLE = "padding:0 2px;border-radius:2px;background:{colour}"


def marked_text(document: Document, numbers: Sequence[ReadNumber]) -> str:
    """Return the text with every number marked: coloured by confidence, its reading when pointed at."""
    marks: dict[int, list[ReadNumber]] = {}
    for number in numbers:
        marks.setdefault(number.block, []).append(number)
    lines = [
        f"<p style='margin:0.3em 0'><span style='{_PLACE}'>{escape(block.place)}</span> "
        f"{_marked(block.text, marks.get(at, ()))}</p>"
        for at, block in enumerate(document.blocks)
    ]
    counts = dict.fromkeys(COLOURS, 0)
    for number in numbers:
        if number.kind != "name":
            counts[number.confidence] += 1
    legend = "　".join(
        f"<span style='{_STYLE.format(colour=COLOURS[name])}'>{CONFIDENCE_WORDS[name]} {count}</span>"
        for name, count in counts.items()
    )
    remarks = "".join(f"<p style='color:#767676'>{escape(remark)}</p>" for remark in document.remarks)
    return f"<div style='max-width:60em;line-height:1.7'><p>{legend}</p>{''.join(lines)}{remarks}</div>"


def _marked(text: str, numbers: Sequence[ReadNumber]) -> str:
    pieces: list[str] = []
    last = 0
    for number in sorted(numbers, key=lambda each: (each.start, -each.end)):
        if number.start < last or number.end <= number.start:
            continue
        pieces.append(escape(text[last : number.start]))
        shown, last = escape(text[number.start : number.end]), number.end
        if number.kind == "name":
            pieces.append(f"<span title='日期或名称' style='border-bottom:1px dotted #767676'>{shown}</span>")
            continue
        title = escape(explained(number), quote=True)
        style = _STYLE.format(colour=COLOURS[number.confidence])
        pieces.append(f'<mark title="{title}" style="{style}">{shown}</mark>')
    return "".join([*pieces, escape(text[last:])])
