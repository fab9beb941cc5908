"""The command compare: what a republished text changed, number by number."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from jjinvest.results.reading_comparison import ComparedNumber, Comparison

SAME, DIFFERENT = 0, 1
HEADINGS = (
    ("changed", "数值改动 value changed"),
    ("only_old", "只在旧文 only in the old text"),
    ("only_new", "只在新文 only in the new text"),
    ("wording", "数值相同，措辞或读法不同 same value, other words"),
)


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--year", type=click.IntRange(1949, 2100), default=None, help="原文没有年份时 where the text has none"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序读 JSON for programs")
def compare(old: Path, new: Path, year: int | None, as_json: bool) -> None:
    """比较新旧两篇公报，逐个数。Compare two texts, or two tables of figures, number by number.

    \b
    可比 txt、html、docx、pdf，也可比两份 figures.csv、公布数的表或地区文件夹。
    Texts as read by jjinvest read; figures.csv, the form of figures, or a district's folder.
    退出码 Exit codes:
      0  数都相同 the same numbers
      1  有不同 differences
      2  读不了 unreadable
    例 Example: jjinvest compare 公报-初稿.docx 公报-定稿.docx
    """
    from jjinvest.results.reading_comparison import compare as compared

    found = compared(old, new, year)
    if as_json:
        click.echo(json.dumps(found.as_data(), ensure_ascii=False, indent=2))
    else:
        _show(found)
    sys.exit(SAME if found.is_same else DIFFERENT)


def _show(found: Comparison) -> None:
    for name, heading in HEADINGS:
        numbers = getattr(found, name)
        if not numbers:
            continue
        click.echo(f"{heading} {len(numbers)}")
        for each in numbers:
            click.echo(f"  {_line(each)}" if not isinstance(each, tuple) else _pair(name, *each))
    for words, heading in ((found.names_only_old, HEADINGS[1][1]), (found.names_only_new, HEADINGS[2][1])):
        if words:
            click.echo(f"日期与名称，{heading}: {'、'.join(words)}")
    click.echo(f"相同 the same: {found.same}")


def _pair(name: str, old: ComparedNumber, new: ComparedNumber) -> str:
    if name == "wording":
        return f"  {_line(old)}\n    {old.words}\n    {new.words}"
    return f"  {_line(old)} → {_value(new)}（{new.cells['place']} {new.words}）"


def _line(number: ComparedNumber) -> str:
    cells = number.cells
    from jjinvest.ledger.excel.figures_words import word_of
    from jjinvest.results.reading_words import part_words

    parts = [
        cells["place"],
        cells.get("period", ""),
        word_of("metric", cells.get("metric", "")),
        part_words(cells.get("where", "")),
        "" if cells.get("statistic") in (None, "level") else word_of("statistic", cells["statistic"]),
        word_of("authority", cells.get("authority", "")),
        _value(number),
    ]
    if "metric" not in cells:
        parts.append(f"（未懂：{cells['quote']}）")
    return " ".join(filter(None, parts))


def _value(number: ComparedNumber) -> str:
    cells = number.cells
    if "value" not in cells:
        return cells.get("number", "")
    relation = "" if cells["relation"] == "=" else cells["relation"]
    return f"{relation}{cells['value']}{cells['unit']}"
