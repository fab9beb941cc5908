"""The command run: all notebooks of a period, executed and published."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jjinvest.cli import due as due_runs
from jjinvest.cli import options, runs
from jjinvest.core.collector import collect_seldom_in_command

EXIT_CODES = """\b
退出码 Exit codes:
  0    全部完成并已发布 all ok, published
  1    有笔记本失败，未发布 some failed, nothing published
  2    输入有误，未开始 invalid input, nothing started
  3    另一个运行正在进行 another run of this district and period is under way
  130  被中断 interrupted
"""


@click.command(epilog=EXIT_CODES)
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
    root: Path,
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
    from jjinvest.pipeline.execution import descendants, engine
    from jjinvest.pipeline.monitoring.progress import Display
    from jjinvest.pipeline.planning.plan import RunRequest

    _refuse_both(periods, as_of, due=due, today=today)
    if wanted is None:
        wanted = "all" if due else options.chosen_district(None, root)
    request = RunRequest(
        root,
        tuple(dict.fromkeys(periods)),
        _districts(wanted, root),
        _parts(languages),
        jobs or engine.default_jobs(),
        as_of,
        force,
        wait,
        dask=dask,
    )
    display = Display.logged(log)
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
        due_runs.report_failures(root, display, code, scheduled=False, on_failure=on_failure)
    sys.exit(code)


def _refuse_both(periods: tuple[str, ...], as_of: str | None, *, due: bool, today: str | None) -> None:
    """Refuse options of a period beside those of what is due."""
    if due == bool(periods) or (due and as_of) or (today and not due):
        raise click.UsageError(
            "PERIOD 或 --due，二者选一；--as-of 只与 PERIOD，--today 只与 --due 同用 "
            "PERIOD or --due, one of them; --as-of goes with PERIOD, --today with --due"
        )


def _districts(wanted: str, root: Path) -> tuple[str, ...]:
    """Districts by their names, or all of them; a name that is a path is refused."""
    from jjinvest.pipeline.planning.plan import districts

    names = tuple(districts(root)) if wanted == "all" else _parts(wanted)
    for name in names:
        options.refuse_path(name)
    return names


def _parts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
