"""The command line `jjinvest` with all its commands; here are `check` and `params`.

Commands import what they need when they run, so that `jjinvest --version` and an unchanged run stay fast.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from jjinvest import __version__
from jjinvest.cli import figures, ledger, options, pages, runs
from jjinvest.cli.command_line import CommandLine
from jjinvest.cli.compare import compare
from jjinvest.cli.explain import explain
from jjinvest.cli.new_district import new_district
from jjinvest.cli.new_scorecard import new_scorecard
from jjinvest.cli.read import read
from jjinvest.cli.reconstruct import reconstruct
from jjinvest.cli.run import run
from jjinvest.cli.synthetic import synth


@click.group(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="jjinvest")
def main() -> None:
    """招商引资数据：复算、核对、展望。Investment-promotion figures: recomputed, reconciled, forecast."""


@main.command()
@click.argument("notebook")
@options.root
def params(notebook: str, root: Path) -> None:
    """列出笔记本的参数：名称、类型、缺省值、含义。List a notebook's parameters with type and default.

    \b
    例 Example: jjinvest params 50_targets_forecast
    """
    from jjinvest.pipeline.planning.parameters import NotebookParameters, cell_defaults, describe_parameters

    folder = root / "notebooks"
    path = folder / f"{notebook.removesuffix('.ipynb')}.ipynb"
    if not path.exists():
        known = ", ".join(sorted(p.stem for p in folder.glob("*.ipynb")))
        click.echo(f"没有这个笔记本 no such notebook: {notebook}\n已有 found: {known}", err=True)
        sys.exit(2)
    rows = list(describe_parameters(NotebookParameters, cell_defaults(path)))
    for name, kind, default, meaning in rows:
        click.echo(f"{name}: {kind} = {default}\n    {meaning}")


@main.command()
@click.argument("folder", metavar="FOLDER|FILE", type=click.Path(path_type=Path))
@click.option(
    "--as-of", metavar="DATE", default=None, help="只看该日期前已公布的数 only what was published by then"
)
@options.language
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序读 JSON for programs")
@click.option(
    "--figures-only", is_flag=True, help="只核对公布数，不预演页面 figures only, no rehearsal of pages"
)
@click.option(
    "--period", default=None, metavar="PERIOD", help="预演哪一期，默认最近一期 [default: the latest]"
)
@ledger.check_options
def check(
    folder: Path,
    as_of: str | None,
    language: str,
    as_json: bool,
    figures_only: bool,
    period: str | None,
    **of_ledger: Any,
) -> None:
    """核对一个地区的数据文件夹，或一份台账。Check a district's folder of data, or a project ledger.

    \b
    文件夹 FOLDER: 先查格式，再核对公布数，并预演页面，列出将略去的部分
                  format, then the figures against each other; then which parts of the pages are left out
    台账 FILE (xlsx, xls, csv): 每行接受、提示或退回修改，并写出标注的工作簿
                       each row accepted, accepted with a remark or rejected
    退出码 Exit codes: 0 一致（舍入与前后不同只作提示） consistent
                       1 有矛盾或退回修改的行 contradiction or rejected rows
                       2 读不了 unreadable
    """
    from jjinvest.cli.check import Output, check_folder, check_workbook

    output = Output(language, as_json)
    if ledger.is_ledger(folder):
        if folder.is_file() and folder.suffix.lower() == ".xlsx":
            from jjinvest.ledger.excel.figures_reader import is_figures_workbook

            if is_figures_workbook(folder):
                sys.exit(check_workbook(folder, output))
        sys.exit(ledger.check_ledger(folder, as_of=as_of, language=language, as_json=as_json, **of_ledger))
    root = of_ledger["root"]
    sys.exit(check_folder(folder, output, as_of=as_of, figures_only=figures_only, period=period, root=root))


for command in (
    compare,
    explain,
    figures.figures,
    ledger.ledger,
    new_district,
    new_scorecard,
    *pages.COMMANDS,
    read,
    reconstruct,
    run,
    runs.release,
    runs.runs,
    synth,
):
    main.add_command(command)
