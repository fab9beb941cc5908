"""The commands around pages: `pdf`, `new-notebook` and `params`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jjinvest.cli import options


@click.command()
@click.argument("period")
@options.district
@click.option("--lang", "languages", default="zh,en", show_default=True, help="语言，逗号分隔 languages")
@options.root
def pdf(period: str, district: str, languages: str, root: Path) -> None:
    """把一期已发布的页面打印成 PDF（A4）。Print the published pages of PERIOD to PDF.

    \b
    需要 Chromium、Chrome 或 Edge。Needs Chromium, Chrome or Edge.
    结果 Results: outputs/pdf/<district>/<period>/leaders.<lang>.pdf（领导阅读的各页，不超过 6 页
    the leaders' pages, 6 sheets at most）、<notebook>.<lang>.pdf
    """
    from jjinvest.pipeline.planning.parameters import check_period
    from jjinvest.pipeline.publishing.leaders_pdf import print_leaders
    from jjinvest.pipeline.publishing.pdf import find_chromium, print_pages, reader_pages

    outputs = root / "outputs"
    wanted = tuple(dict.fromkeys(part.strip() for part in languages.split(",") if part.strip()))
    period = check_period(period)
    pages = reader_pages(outputs / district / period, wanted)
    target, browser = outputs / "pdf" / district / period, find_chromium()
    for language in wanted:
        leaders = target / f"leaders.{language}.pdf"
        of_language = [page for page in pages if page.name.endswith(f".{language}.html")]
        if print_leaders(of_language, leaders, browser):
            click.echo(str(leaders))
    for path in print_pages(pages, target, browser):
        click.echo(str(path))


@click.command("new-notebook")
@click.argument("name")
@click.option(
    "--period", default=None, help="缺省的期间 default of its parameter [default: the latest with data]"
)
@options.district
@options.root
def new_notebook(name: str, period: str | None, district: str, root: Path) -> None:
    """新建一个能运行的草稿。Create a runnable draft notebooks/drafts/NAME.ipynb.

    \b
    草稿只供自己在 JupyterLab 中使用，不发布。要发布：在 params/<期间>.yaml 中列入 drafts，
    或移到 notebooks/ 并以两位数字开头命名（如 70_my_page）。
    A draft is for your own use in JupyterLab and is not published. To publish it, list it under `drafts` in
    params/<period>.yaml, or move it to notebooks/ under a name that begins with two digits.
    例 Example: jjinvest new-notebook try_things
    """
    from jjinvest.cli.notebook_template import check_name, write_notebook
    from jjinvest.core.errors import ParameterError
    from jjinvest.pipeline.planning.parameters import check_period, load_parameters
    from jjinvest.pipeline.planning.quarters import reported_quarters

    options.existing_district(root / "data" / district)
    period = check_period(period) if period else next(iter(reported_quarters(root, district)), "")
    if not period:
        raise ParameterError(
            "没有可报告的期间，请用 --period 指明 no period has data: name one with --period"
        )
    check_name(root, name, district)
    path = write_notebook(root, name, district, period, load_parameters(root, period, district))
    click.echo(str(path))


@click.command()
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


COMMANDS = (pdf, new_notebook, params)
