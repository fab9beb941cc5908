"""The command line `jjinvest`: its sections; the commands `run`, `check`, `params`, `reconstruct`.

Commands import what they need when they run, so that `jjinvest --version` and an unchanged run stay fast.
"""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import Any

import click

from jjinvest import __version__
from jjinvest.cli import due as due_runs
from jjinvest.cli import figures, ledger, options, pages, runs
from jjinvest.cli.compare import compare
from jjinvest.cli.explain import explain
from jjinvest.cli.new_district import new_district
from jjinvest.cli.new_scorecard import new_scorecard
from jjinvest.cli.read import read
from jjinvest.cli.synthetic import synth
from jjinvest.core.collector import collect_seldom_in_command
from jjinvest.core.project import find_root

EXIT_CODES = """\b
退出码 Exit codes:
  0    全部完成并已发布 all ok, published
  1    有笔记本失败，未发布 some failed, nothing published
  2    输入有误，未开始 invalid input, nothing started
  3    另一个运行正在进行 another run of this district and period is under way
  130  被中断 interrupted
"""


SECTIONS = {
    "报告 Reports": ("new-district", "new-scorecard", "run", "check", "explain", "pdf"),
    "公报 Bulletins": ("read", "compare"),
    "公布数、台账、发布、运行记录 Figures, ledgers, releases, runs": ("figures", "ledger", "release", "runs"),
    "笔记本 Notebooks": ("new-notebook", "params"),
    "模拟数据 Simulated data": ("reconstruct", "synth"),
}
RENAMED = {
    "template": "ledger template",
    "import": "ledger import",
    "diff": "ledger diff",
    "issue": "release create",
    "history": "runs history",
    "prune": "runs prune",
    "schedule": "runs schedule",
}


class CommandLine(click.Group):
    """The commands in sections; a name of an earlier version is answered with the present one.

    Whatever goes wrong in a command ends with a sentence and an exit code; where it was is in a log.
    """

    def invoke(self, context: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(context)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            click.echo("被中断 interrupted", err=True)
            sys.exit(130)
        except Exception as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:  # as in: jjinvest … | head
                raise
            sys.exit(_last_resort(error, context.meta.get(options.ROOT) or find_root()))

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by section."""
        for heading, names in SECTIONS.items():
            with formatter.section(heading):
                formatter.write_dl(
                    [(name, self.commands[name].get_short_help_str(limit=200)) for name in names]
                )

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or exit with 2 and the present name of a renamed one."""
        if arguments[0] in RENAMED and not context.resilient_parsing:
            click.echo(f"请用 use: jjinvest {RENAMED[arguments[0]]}", err=True)
            context.exit(2)
        return super().resolve_command(context, arguments)


def _last_resort(error: Exception, root: Path) -> int:
    """Say in a sentence what went wrong where nobody foresaw it; return the exit code."""
    from jjinvest.core.errors import JJInvestError
    from jjinvest.core.plain_text import plain_text
    from jjinvest.pipeline.monitoring.error_log import internal_error, keep_error

    if isinstance(error, JJInvestError):
        click.echo(str(error), err=True)
        return 2
    if isinstance(error, OSError):
        keep_error(root, error)
        click.echo(plain_text(f"读不了或写不了 cannot read or write: {error}"), err=True)
        return 2
    click.echo(internal_error(root, error), err=True)
    return 1


@click.group(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="jjinvest")
def main() -> None:
    """招商引资数据：复算、核对、展望。Investment-promotion figures: recomputed, reconciled, forecast."""


@main.command(epilog=EXIT_CODES)
@click.argument("periods", metavar="[PERIOD...]", nargs=-1)
@click.option(
    "--district",
    "wanted",
    default=None,
    help="data/ 下的地区文件夹，逗号分隔，或 all folders of data/, comma separated, or all "
    "[default: the only district; with --due: all]",
)
@click.option(
    "--lang",
    "languages",
    default="zh,en",
    show_default=True,
    help="语言，逗号分隔；第一种作首页 languages; the first is the index page's",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=None,
    help="同时执行的笔记本数，默认每核一个 notebooks at a time [default: one a core]",
)
@click.option(
    "--as-of",
    metavar="DATE",
    default=None,
    help="截止日期，例如 2024-03-31，代替推定的或参数文件中的 overrides the default and params/<period>.yaml",
)
@click.option(
    "--force",
    metavar="[NAME]",
    is_flag=False,
    flag_value="*",
    default=None,
    help="不沿用上次结果：全部，或一个笔记本 execute again: all, or one notebook",
)
@click.option("--dry-run", is_flag=True, help="只列出将做什么 show the plan, do nothing")
@click.option(
    "--explain",
    is_flag=True,
    help="说明每个笔记本为何重做或沿用 state why each notebook is executed or reused",
)
@click.option(
    "--wait", is_flag=True, help="另一个运行未完时等待，而不是退出 3 wait for another run instead of exit 3"
)
@click.option(
    "--dask",
    metavar="ADDRESS",
    default=None,
    help="在集群上执行，例如 tcp://scheduler:8786 execute on a Dask cluster",
)
@runs.schedule_options
@options.root
def run(
    periods: tuple[str, ...],
    wanted: str | None,
    languages: str,
    jobs: int | None,
    as_of: str | None,
    force: str | None,
    dry_run: bool,
    explain: bool,
    wait: bool,
    dask: str | None,
    due: bool,
    today: str | None,
    log: Path | None,
    on_failure: str | None,
    root: Path | None,
) -> None:
    """执行一期全部笔记本并发布报告。Run all notebooks of PERIOD and publish the report.

    \b
    PERIOD 是年加季度，例如 2023Q4；其他期间归入它结束的季度。
    A quarter; any other period (2023, 2023H1, 2018-01..2018-10) is reported by the quarter in which it ends.
    截止日期由数据推定，params/PERIOD.yaml 或 --as-of 可另定。
    The as-of day follows from the data unless params/PERIOD.yaml or --as-of gives one.
    输入未变的笔记本沿用上次的结果。What has not changed since the last run is reused.
    例 Examples:
      jjinvest run 2023Q4
      jjinvest run 2023Q4 --explain --force 20_structure
      jjinvest run 2023Q2 --lang zh --as-of 2023-07-31
      jjinvest run --due

    结果在 outputs/<district>/<period>/index.html。
    --district all 另有各区汇总 also adds a page of all districts: outputs/all/<period>/index.html
    """
    collect_seldom_in_command()
    from jjinvest.pipeline.execution import descendants, engine, signals
    from jjinvest.pipeline.monitoring.progress import Display
    from jjinvest.pipeline.planning.plan import RunRequest, districts

    if due == bool(periods) or (due and as_of) or (today and not due):
        raise click.UsageError(
            "PERIOD 或 --due，二者选一；--as-of 只与 PERIOD，--today 只与 --due 同用 "
            "PERIOD or --due, one of them; --as-of goes with PERIOD, --today with --due"
        )
    base = (root or find_root()).resolve()
    if wanted is None:
        wanted = "all" if due else options.chosen_district(None, base)
    names = tuple(districts(base)) if wanted == "all" else _parts(wanted)
    for name in names:
        options.refuse_path(name)
    request = RunRequest(
        base,
        tuple(dict.fromkeys(periods)),
        names,
        _parts(languages),
        jobs or engine.default_jobs(),
        as_of,
        force,
        wait,
        dask=dask,
    )
    display = Display.logged(log)
    signals.treat_as_interrupts()
    descendants.adopt_orphans_of_run()
    if due:
        code = due_runs.run_due(
            request,
            display,
            today=today,
            explain=explain,
            dry_run=dry_run,
            on_failure=on_failure,
            everyone=wanted == "all",
        )
    elif dry_run:
        code = engine.show_plan(request, display)
    else:
        code = engine.run(request, display, explain=explain)
        if wanted == "all":
            code = due_runs.publish_group(request, display, code)
        due_runs.report_failures(request.root, display, code, scheduled=False, on_failure=on_failure)
    sys.exit(code)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


@main.command()
@click.argument("notebook")
@options.root
def params(notebook: str, root: Path | None) -> None:
    """列出笔记本的参数：名称、类型、缺省值、含义。List a notebook's parameters with type and default.

    \b
    例 Example: jjinvest params 50_targets_forecast
    """
    from jjinvest.core.errors import ParameterError
    from jjinvest.pipeline.planning.parameters import NotebookParameters, cell_defaults, describe_parameters

    folder = (root or find_root()) / "notebooks"
    path = folder / f"{notebook.removesuffix('.ipynb')}.ipynb"
    if not path.exists():
        known = ", ".join(sorted(p.stem for p in folder.glob("*.ipynb")))
        click.echo(f"没有这个笔记本 no such notebook: {notebook}\n已有 found: {known}", err=True)
        sys.exit(2)
    try:
        rows = list(describe_parameters(NotebookParameters, cell_defaults(path)))
    except ParameterError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    for name, kind, default, meaning in rows:
        click.echo(f"{name}: {kind} = {default}\n    {meaning}")


for command in (
    compare,
    explain,
    figures.figures,
    ledger.ledger,
    new_district,
    new_scorecard,
    *pages.COMMANDS,
    read,
    runs.release,
    runs.runs,
    synth,
):
    main.add_command(command)


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


@main.command()
@click.argument("year", type=click.IntRange(1900, 2099))
@click.option("--seed", type=click.IntRange(min=0), required=True, help="随机种子 seed")
@click.option(
    "--draws",
    "number",
    type=click.IntRange(1, 1000),
    default=1,
    show_default=True,
    help="几份台账 how many ledgers",
)
@options.district
@click.option(
    "--as-of", metavar="DATE", default=None, help="只用该日期前已公布的数 only what was published by then"
)
@options.root
def reconstruct(
    year: int, seed: int, number: int, district: str, as_of: str | None, root: Path | None
) -> None:
    """模拟与全部公布数相容的项目台账。Simulated project ledgers that satisfy every published figure of YEAR.

    \b
    供试用与测试，不得用作统计数：每行注明 published（原文有名）或 reconstructed（模拟）。
    For trying things out, never for statistics; every row says which it is.
    结果 Results: outputs/<district>/reconstructed/<year>-seed<N>-<k>.csv
    """
    from datetime import date
    from fractions import Fraction

    from jjinvest.core.errors import JJInvestError
    from jjinvest.core.quantity import YI
    from jjinvest.core.rounding import round_half_up
    from jjinvest.data.workspace import load_workspace
    from jjinvest.pipeline.publishing.facts_and_csv import ledger_csv
    from jjinvest.quality.reconstruction.sampler import draws

    base = (root or find_root()).resolve()
    folder = base / "outputs" / district / "reconstructed"
    try:
        workspace = load_workspace(base / "data" / district)
        if as_of is not None:
            workspace = workspace.as_of(date.fromisoformat(as_of))
        for k, ledger in enumerate(draws(workspace, year, seed=seed, number=number), start=1):
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{year}-seed{seed}-{k}.csv"
            path.write_bytes(ledger_csv(ledger))
            named = int((ledger["evidence"] == "published").sum())
            amount = round_half_up(Fraction(int(ledger["amount_yuan"].sum()), YI), 2)
            click.echo(
                f"{path}\n  {len(ledger)} 行 rows：原文有名 published {named}，"
                f"模拟 reconstructed {len(ledger) - named}；合计 total {amount} 亿元"
            )
            law = str(ledger.attrs["sampling_method"])
    except (JJInvestError, ValueError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    click.echo(law)


def fill(template: str, values: dict[str, str]) -> str:
    """Put words into a message's placeholders."""
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return template
