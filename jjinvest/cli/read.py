"""The command read: from a bulletin to proposed rows of figures.csv, their review and acceptance."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jjinvest.cli import options

if TYPE_CHECKING:
    from jjinvest.results.acceptance import Acceptance
    from jjinvest.results.reading import BulletinReading

OK, FAULTY = 0, 2
_SHOWN = 20
_NO_YEAR = "原文没有年份，期间空着：请加 --year the text names no year: add --year"


@click.command()
@click.argument("file", metavar="FILE|-", required=False)
@click.option(
    "--year",
    type=click.IntRange(1949, 2100),
    default=None,
    help="原文没有年份时 year where the text names none",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序读 JSON for programs")
@click.option(
    "--sheet",
    metavar="OUT.xlsx",
    type=click.Path(path_type=Path),
    help="写出审阅表 write the sheet of a review",
)
@click.option(
    "--csv",
    "as_csv",
    metavar="OUT.csv",
    type=click.Path(path_type=Path),
    help="写出审阅表（CSV） the same as CSV",
)
@click.option(
    "--accept",
    metavar="SHEET",
    type=click.Path(path_type=Path),
    help="把审阅表中接收的行写入 --district 的公布数 write accepted rows into the figures of --district",
)
@click.option(
    "--district",
    default=None,
    help="data/ 下的地区文件夹；读时沿用它已接收的说法 a folder of data/; its accepted wordings are used",
)
@click.option(
    "--source", default="", metavar="ID", help="来源编号，默认自动生成 id in sources.csv [default: made up]"
)
@click.option(
    "--with-contradictions",
    is_flag=True,
    help="与已有公布数矛盾的行也写入（原文确是如此） write rows that contradict other figures, too",
)
@click.option(
    "--with-removals",
    is_flag=True,
    help="表中没有的同一来源的旧行也删去 also remove rows of the same source that the sheet does not hold",
)
@options.root
def read(
    file: str | None,
    year: int | None,
    as_json: bool,
    sheet: Path | None,
    as_csv: Path | None,
    accept: Path | None,
    district: str | None,
    source: str,
    with_contradictions: bool,
    with_removals: bool,
    root: Path,
) -> None:
    """读公报，逐个数提出公布数的行。Read a bulletin and propose a row for every number.

    \b
    FILE 是 txt、html、docx 或有文字层的 pdf；- 从标准输入读。不联网，不用模型。
    Text, web page, Word, or pdf with a text layer; - reads standard input. No network, no model.
    审阅 Review:
      jjinvest read 公报.docx --sheet 审阅.xlsx --district jiangjin
      jjinvest read --accept 审阅.xlsx --district jiangjin
    退出码 Exit codes:
      0  已读出或已写入 read or written
      2  读不了，或有错、有矛盾而没有写入 unreadable, or faults or contradictions, nothing written
    """
    from jjinvest.cli.new_file import write_new

    if (accept is None) == (file is None):
        raise click.UsageError("FILE 或 --accept，二者选一 FILE or --accept, one of them")
    try:
        if accept is not None:
            chosen = options.chosen_district(district, root)
            _accept(accept, options.district_folder(chosen, root), chosen, with_contradictions, with_removals)
            return
        folder = None if district is None else options.district_folder(district, root)
        reading = _read(str(file), year, folder, source)
        for path, content in ((sheet, "sheet"), (as_csv, "csv")):
            if path is not None:
                write_new(path, getattr(reading, content)())
    except OSError as error:
        click.echo(f"写不了，没有改动 cannot write, nothing changed: {error}", err=True)
        sys.exit(FAULTY)
    if as_json:
        click.echo(json.dumps(reading.as_data(), ensure_ascii=False, indent=2))
        return
    if sheet is None and as_csv is None:
        _show(reading)
    else:
        _summary(reading)
        name = sheet or as_csv
        click.echo(f"审阅后 after the review: jjinvest read --accept {name} --district {district or '地区'}")


def _read(file: str, year: int | None, folder: Path | None, source: str) -> BulletinReading:
    from jjinvest.data.bulletins.extract import read_document, read_pasted_bytes
    from jjinvest.results.reading import read_for_review

    document = read_document(file) if file != "-" else read_pasted_bytes(sys.stdin.buffer.read())
    return read_for_review(document, name=file, year=year, folder=folder, source=source)


def _accept(path: Path, folder: Path, district: str, with_contradictions: bool, with_removals: bool) -> None:
    from jjinvest.results.acceptance import accept_file

    result = accept_file(path, folder, with_contradictions=with_contradictions, with_removals=with_removals)
    _show_accepted(result, district)


def _show_accepted(result: Acceptance, district: str) -> None:
    from jjinvest.cli.figures import show_import

    show_import(result.imported, district)
    for remark in result.remarks:
        click.echo(f"提示 remark: {remark}")
    if result.learned:
        click.echo(f"记下的说法 wordings kept: {len(result.learned)}（data/{district}/wording.csv）")


def _show(reading: BulletinReading) -> None:
    for row in reading.review_rows:
        if row.confidence != "none":
            click.echo(_line(row))
            if row.readings:
                click.echo(f"        或 or: {row.readings}")
            if row.remark:
                click.echo(f"        {row.remark}")
    rest = [row for row in reading.review_rows if row.confidence == "none"]
    if rest:
        click.echo(f"未懂 not understood {len(rest)}")
        for row in rest:
            click.echo(f"  {row.place} {row.before[-20:]}【{row.number}】{row.after[:10]}")
            if row.remark:
                click.echo(f"        {row.remark}")
    _summary(reading)


def _line(row: Any) -> str:
    from jjinvest.ledger.excel.figures_words import CONFIDENCE_WORDS, word_of

    cells = row.cells
    relation = cells["relation"] and word_of("relation", cells["relation"])
    parts = [
        f"[{CONFIDENCE_WORDS[row.confidence]}]",
        row.place,
        cells["period"] or "（期间不明）",
        word_of("metric", cells["metric"]),
        cells["where"],
        word_of("statistic", cells["statistic"]),
        f"占 {cells['of']}" if cells["of"] else "",
        word_of("authority", cells["authority"]),
        f"{relation}{cells['value']}{cells['unit']}",
        word_of("version", cells["version"]) if cells["version"] else "",
        f"「{cells['quote']}」",
    ]
    return " ".join(filter(None, parts))


def _summary(reading: BulletinReading) -> None:
    rows = [row for row in reading.review_rows if row.confidence != "none"]
    sure = sum(row.is_proposed for row in rows)
    names = sum(number.kind == "name" for number in reading.numbers)
    rest = len(reading.review_rows) - len(rows)
    click.echo(
        f"读出 rows {len(rows)}（须选定 to decide {len(rows) - sure}）；日期与名称 dates and names {names}；"
        f"未懂 not understood {rest}"
    )
    if reading.replaces is not None:
        from jjinvest.results.corrected_text import question

        click.echo(f"请确认 please confirm: {question(reading.replaces)}", err=True)
    if reading.corrects is not None:
        from jjinvest.results.corrected_text import remark

        click.echo(f"请确认 please confirm: {remark(reading.corrects)}", err=True)
    for each in reading.document.remarks:
        click.echo(f"提示 remark: {each}", err=True)
    if reading.proposal.needs_year:
        click.echo(_NO_YEAR, err=True)
