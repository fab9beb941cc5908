"""The commands on ledgers: `ledger template`, `ledger import`, `ledger diff`, and `check FILE`."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jjinvest.cli import options
from jjinvest.cli.ledger_check import day_of_check, validated, write_annotated

if TYPE_CHECKING:
    import pandas as pd

    from jjinvest.core.errors import JJInvestError
    from jjinvest.i18n.formatting import Vocabulary
    from jjinvest.ledger.store.store import Import, Store
    from jjinvest.ledger.validation.result import ValidationResult

OK, REJECTED, UNREADABLE = 0, 1, 2
_NUMBER = r"[0-9]{1,6}"
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".csv", ".xlsb", ".ods", ".et")

_district = options.district
_sheet = click.option(
    "--sheet", default=None, help="工作表名称，多张像台账时用 which sheet, if several look like ledgers"
)
_month = click.option(
    "--month",
    "month",
    metavar="YYYY-MM",
    default=None,
    help="台账月份，默认取自标题 the ledger's month [default: from its title]",
)


_marked = click.option(
    "--marked",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="标注的工作簿写到哪里，默认在台账旁 "
    "where to write the annotated workbook [default: beside the ledger]",
)


def check_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of `check` that concern ledgers."""
    for option in (options.optional_root, _marked, _month, _sheet, options.optional_district):
        command = option(command)
    return command


def is_ledger(path: Path) -> bool:
    """Whether `check` was given a file and not a district's folder."""
    return path.is_file() or (path.suffix.lower() in SUFFIXES and not path.is_dir())


def check_ledger(
    path: Path,
    *,
    as_of: str | None,
    language: str,
    district: str | None,
    sheet: str | None,
    month: str | None,
    marked: Path | None,
    root: Path | None,
    as_json: bool = False,
) -> int:
    """Check a ledger, write the annotated workbook if there are findings, and return the exit code.

    With `as_json` the result is printed as data, and the annotated workbook is written only where `marked`
    names a file.
    """
    from jjinvest.cli import ledger_messages
    from jjinvest.core.errors import JJInvestError
    from jjinvest.core.project import find_root
    from jjinvest.i18n.formatting import Vocabulary

    words = Vocabulary(language, {})
    folder = (root or find_root()).resolve() / "data"
    if any(folder.glob("*/district.yaml")):  # its spellings and decisions; without a district there are none
        folder /= options.chosen_district(district, folder.parent)
    try:
        result = validated(path, folder, sheet, month, day_of_check(as_of))
        if as_json:
            return _write_json(result, marked, words.language)
        click.echo("\n".join(ledger_messages.summary(result, words)))
        lines = ledger_messages.findings(result, words)
        if lines:
            click.echo("\n" + "\n".join(lines))
        lines = ledger_messages.decidable(result, folder / "private" / "decisions.csv", words)
        if lines:
            click.echo("\n" + "\n".join(lines))
        if result.findings() or marked is not None:
            click.echo("\n" + write_annotated(result, marked, words.language))
    except JJInvestError as error:
        return _unreadable(error, as_json)
    click.echo(("" if result.findings() else "\n") + ledger_messages.verdict(result, words))
    return REJECTED if result.blocking else OK


def _write_json(result: ValidationResult, marked: Path | None, language: str) -> int:
    from jjinvest.cli.ledger_json import result_as_data

    if marked is not None:
        write_annotated(result, marked, language)
    click.echo(json.dumps(result_as_data(result), ensure_ascii=False, indent=1))
    return REJECTED if result.blocking else OK


def _unreadable(error: JJInvestError, as_json: bool) -> int:
    from jjinvest.cli.ledger_json import unreadable_as_data
    from jjinvest.core.errors import DataError

    if as_json:
        problems = error.problems if isinstance(error, DataError) else []
        click.echo(json.dumps(unreadable_as_data(str(error), problems), ensure_ascii=False, indent=1))
    else:
        click.echo(str(error), err=True)
    return UNREADABLE


@click.group()
def ledger() -> None:
    """项目台账：模板、导入、比较。Project ledgers: template, import, comparison."""


@ledger.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("台账模板.xlsx"),
    show_default=True,
    help="写到哪里 where to write it",
)
def template(output: Path) -> None:
    """写出台账模板（xlsx）：下拉选项、批注、填写说明。Write the workbook that a clerk fills in."""
    from jjinvest.cli.new_file import write_new
    from jjinvest.ledger.excel.template import template as workbook

    write_new(output, workbook(), remedy="用 -o 另起名字 choose another with -o")
    click.echo(f"模板 template: {output}\n填好后 when filled in: jjinvest check {output}")


@ledger.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@_district
@_sheet
@_month
@click.option(
    "--without-rejected",
    is_flag=True,
    help="退回修改的行不计，先导入其余 leave out rejected rows and their amounts",
)
@options.language
@options.root
def import_ledger(
    file: Path,
    district: str,
    sheet: str | None,
    month: str | None,
    without_rejected: bool,
    language: str,
    root: Path,
) -> None:
    """导入核对过的台账。Import a checked ledger, with its original and history.

    它放在 data/<district>/private/，不入 git。It is kept there, not in git.

    \b
    有退回修改的行就不导入；同一文件导入两次不改动任何文件。
    退出码 Exit codes:
      0  已导入或无变化 imported or nothing new
      1  有退回修改的行，没有导入 rejected rows, nothing imported
      2  读不了 unreadable
    """
    from jjinvest.cli import ledger_messages
    from jjinvest.core.errors import JJInvestError
    from jjinvest.i18n.formatting import Vocabulary
    from jjinvest.ledger.store.store import Store

    words = Vocabulary(language, {})
    folder = root / "data" / district
    store = Store(folder / "private")
    try:
        result = validated(file, folder, sheet, month, day_of_check(None))
        click.echo("\n".join(ledger_messages.summary(result, words)))
        if result.findings():
            click.echo("\n" + "\n".join(ledger_messages.findings(result, words)) + "\n")
        if result.blocking and not without_rejected:
            lines = ledger_messages.decidable(result, folder / "private" / "decisions.csv", words)
            click.echo("\n".join([*lines, ""]) if lines else "", nl=bool(lines))
            click.echo(ledger_messages.message(words, "refused", number=len(result.blocking)))
            sys.exit(REJECTED)
        if result.blocking and all(row.status == "rejected" for row in result.projects):
            click.echo(ledger_messages.message(words, "nothing_left", number=len(result.blocking)))
            sys.exit(REJECTED)
        restored = store.restore(result)
        if restored is not None:
            click.echo(ledger_messages.message(words, "restored", number=restored.number))
            return
        entry = store.add(result, datetime.now().astimezone())
        _keep_answers(result, folder, words)
        if entry is None:
            click.echo(ledger_messages.message(words, "same_again", number=_last_of_month(store, result)))
            return
        _say_imported(store, entry, folder, words)
    except (JJInvestError, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(UNREADABLE)


def _last_of_month(store: Store, result: ValidationResult) -> int:
    """Number of the last import of a ledger's month."""
    month = "{}-{:02d}".format(*result.table.month) if result.table.month else ""
    return max(each.number for each in store.history() if each.month == month)


def _say_imported(store: Store, entry: Import, folder: Path, words: Vocabulary) -> None:
    """Say what an import brought and left out, what reports it, and how to see what changed."""
    from jjinvest.cli import ledger_messages
    from jjinvest.cli.ledger_report import report_of
    from jjinvest.ledger.findings import format_yuan

    said = {
        "number": entry.number,
        "projects": entry.projects,
        "agreed": format_yuan(entry.agreed_amount, words.language),
        "folder": store.folder,
    }
    click.echo(ledger_messages.message(words, "imported", **said))
    if entry.left_out:
        amount = format_yuan(entry.left_out_agreed_amount, words.language)
        funds = format_yuan(entry.left_out_funds, words.language)
        values = {"number": entry.left_out, "agreed": amount, "funds": funds}
        click.echo(ledger_messages.message(words, "left_out", **values))
    click.echo(report_of(entry, folder, words))
    before = store.compared_with(entry)
    if before is not None:
        click.echo(f"jjinvest ledger diff {before.number} {entry.number} --district {folder.name}")


def _keep_answers(result: ValidationResult, folder: Path, words: Vocabulary) -> None:
    """Keep the district's own words that the ledger answers, and name the file they are in."""
    from jjinvest.cli import ledger_messages
    from jjinvest.ledger.reader.headed_columns.headers import choices_of, load_spellings
    from jjinvest.ledger.vocabulary.own_words import FILE, keep_words

    if not result.answers:
        return
    number = keep_words(folder / "private", result.answers, choices_of(load_spellings(folder)))
    if number:
        path = folder / "private" / FILE
        click.echo(ledger_messages.message(words, "words_kept", number=number, path=path))


@ledger.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@_district
@click.option("--all", "every", is_flag=True, help="列出全部项目 list every project")
@options.language
@options.root
def diff(before: str, after: str, district: str, every: bool, language: str, root: Path) -> None:
    """说明总额为什么变了。Explain the change of totals from A to B.

    按项目分解：新增、金额变化、消失，各部分之和等于总变化。
    By projects: new, changed, gone; the parts add up to the change.
    再列出编号、名称、分组、阶段、日期的变化。Then the changed codes, names, groups, stages and dates.

    \b
    A、B 是第几次导入（1、2 …）或台账文件 each a number of an import, or a ledger file.
    """
    from jjinvest.cli import ledger_messages
    from jjinvest.i18n.formatting import Vocabulary
    from jjinvest.ledger.findings import format_yuan
    from jjinvest.ledger.store.store import Store

    words = Vocabulary(language, {})
    folder = root / "data" / district
    store = Store(folder / "private")
    old, new = _ledger(before, folder), _ledger(after, folder)
    click.echo("\n".join(ledger_messages.difference(old, new, words, every=every)))
    lines = ledger_messages.described_changes(old, new, words, every=every)
    if lines:
        click.echo("\n".join(lines))
    for which in (before, after):
        if re.fullmatch(_NUMBER, which) and (entry := store.entry(int(which))).left_out:
            amount = format_yuan(entry.left_out_agreed_amount, language)
            click.echo(
                ledger_messages.message(
                    words, "diff_left_out", which=which, number=entry.left_out, agreed=amount
                )
            )


@ledger.command()
@click.argument("project", required=False)
@_district
@options.language
@options.root
def stages(project: str | None, district: str, language: str, root: Path) -> None:
    """列出项目的阶段记录：各次导入带来的阶段与日期。List the dated stages of projects, import by import.

    \b
    PROJECT 是项目编号或名称的一部分，不写列全部 a code, or part of a name [default: every project].
    """
    from jjinvest.cli import ledger_messages
    from jjinvest.data.import_list import in_order_of_months
    from jjinvest.i18n.formatting import Vocabulary
    from jjinvest.ledger.store.stage_log import stage_log
    from jjinvest.ledger.store.store import Store

    words = Vocabulary(language, {})
    store = Store(root / "data" / district / "private")
    history = in_order_of_months(store.history())
    log = stage_log([(entry.number, store.frame(entry.number)) for entry in history])
    if project:
        wanted = project.casefold()
        of_project = [
            wanted == str(key).casefold() or wanted in str(name).casefold()
            for key, name in zip(log["key"], log["project_name"], strict=True)
        ]
        log = log[of_project]
    if log.empty:
        click.echo(ledger_messages.message(words, "no_log"))
        return
    months = {entry.number: entry.month for entry in history}
    click.echo("\n".join(ledger_messages.log_lines(log, months, words)))


def _ledger(which: str, folder: Path) -> pd.DataFrame:
    """Rows of an import by its number, or of a file that has no rejected row."""
    from jjinvest.core.errors import DataError, Problem
    from jjinvest.ledger.store.store import Store

    if re.fullmatch(_NUMBER, which):
        return Store(folder / "private").frame(int(which))
    result = validated(Path(which), folder, None, None, day_of_check(None), alone=True)
    if result.blocking:
        reason = f"{len(result.blocking)} 行退回修改 rows rejected"
        expected = "没有退回修改行的台账 a ledger without rejected rows"
        raise DataError([Problem(which, None, None, reason, expected, f"jjinvest check {which}")])
    return result.frame()
