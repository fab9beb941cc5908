"""The commands on published figures in Excel: `figures template`, `figures import`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jjinvest.cli import options

if TYPE_CHECKING:
    from jjinvest.data.figure_rows import FigureRow
    from jjinvest.ledger.store.figures_import import ImportedFigures

OK, FAULTY = 0, 2
_SHOWN = 20


@click.group()
def figures() -> None:
    """公布数的 Excel 表：模板、导入。Published figures in Excel: template, import."""


@figures.command()
@click.argument(
    "file", type=click.Path(dir_okay=False, path_type=Path), default=Path("公布数.xlsx"), required=False
)
@click.option(
    "--district",
    default=None,
    help="填上这个地区已有的公布数 fill in the figures of this folder of data/ [default: empty]",
)
@options.root
def template(file: Path, district: str | None, root: Path) -> None:
    """写出公布数的表（xlsx）：下拉选项、说明。Write the form for published figures.

    \b
    例 Examples:
      jjinvest figures template
      jjinvest figures template 江津.xlsx --district jiangjin
    """
    from jjinvest.cli.new_file import write_new
    from jjinvest.ledger.excel.figures_form import figures_form
    from jjinvest.ledger.store.figures_import import filled_form

    content = figures_form() if district is None else filled_form(options.district_folder(district, root))
    write_new(file, content)
    name = district or "地区"
    click.echo(f"表 form: {file}\n填好后 when filled in: jjinvest figures import {file} --district {name}")


@figures.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@options.district
@options.root
def import_figures(file: Path, district: str, root: Path) -> None:
    """把填好的表写入 data/地区 的 CSV。Write a filled form into the CSV files of a district.

    \b
    表中列出的来源以表为准，其他来源不动；有错就什么都不写。
    The form holds all figures of the sources it lists; other sources stay. Nothing is written
    if there is a fault.
    退出码 Exit codes:
      0  已写入或无变化 written or nothing new
      2  有错，没有写入 faults, nothing written
    """
    from jjinvest.data.replace_files import UnfinishedReplacementError
    from jjinvest.ledger.store.figures_import import import_figures as write

    try:
        result = write(file, options.district_folder(district, root))
    except UnfinishedReplacementError as error:
        click.echo(
            f"没有做完，读这个地区的下一个命令会接着做 unfinished, the next command goes on: {error}",
            err=True,
        )
        sys.exit(FAULTY)
    except OSError as error:
        click.echo(f"写不了，没有改动 cannot write, nothing changed: {error}", err=True)
        sys.exit(FAULTY)
    show_import(result, district)
    for remark in _remarks(options.district_folder(district, root), result):
        click.echo(remark)


def _remarks(folder: Path, result: ImportedFigures) -> list[str]:
    """Remarks on rows of an import that look like slips, by their line in figures.csv."""
    from jjinvest.cli.known_names import known_names
    from jjinvest.data.figure_rows import read_figure_tables
    from jjinvest.quality.checks.doubts import doubts_of
    from jjinvest.quality.checks.report import report

    new = {row.figure_id for row in (*result.added, *(later for _, later in result.changed))}
    if not new:
        return []
    tables = read_figure_tables(folder)
    checked = report(tables.figures, tables.dimensions.divided, listed=tables.dimensions.listed, joint=False)
    lines = {row.row for row in tables.figures if row.figure_id in new}
    doubts = doubts_of(tables.figures, known_names(tables.dimensions), checked)
    return [f"· figures.csv {doubt.zh}\n  {doubt.en}" for doubt in doubts if lines & set(doubt.rows)]


def show_import(result: ImportedFigures, district: str) -> None:
    """Say what an import changed."""
    if not result.files:
        click.echo(f"没有变化 nothing new：{result.total} 条公布数 figures")
        return
    _show("新增 added", [_line(row) for row in result.added])
    _show("改动 changed", [_change(old, new) for old, new in result.changed])
    _show("删去 removed", [_line(row) for row in result.removed])
    click.echo(
        f"已写入 written: {'、'.join(result.files)}；共 {result.total} 条公布数 figures\n"
        f"核对 check: jjinvest check data/{district}"
    )


_SAID = {
    "available_from": "公布日期 published",
    "version": "版本 version",
    "relation": "关系 relation",
    "half_width": "半宽 half_width",
    "quote": "原文 quote",
    "note": "备注 note",
}


def _change(old: FigureRow, new: FigureRow) -> str:
    """What changed of a figure: its number, else the cells beside it."""
    if (old.digits, old.unit, old.relation) != (new.digits, new.unit, new.relation):
        relation = "" if new.relation == "=" else f"{new.relation} "
        return f"{_line(old)} → {relation}{new.digits} {new.unit}"
    said = [
        f"{word} {getattr(old, name) or '—'} → {getattr(new, name) or '—'}"
        for name, word in _SAID.items()
        if getattr(old, name) != getattr(new, name)
    ]
    return f"{_line(old)}（{'；'.join(said)}）"


def _show(heading: str, lines: list[str]) -> None:
    if not lines:
        return
    click.echo(f"{heading} {len(lines)}")
    for line in lines[:_SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > _SHOWN:
        click.echo(f"  ……另有 and {len(lines) - _SHOWN} more")


def _line(row: FigureRow) -> str:
    relation = "" if row.relation == "=" else f"{row.relation} "
    return f"{row.figure_id}: {relation}{row.digits} {row.unit}"
