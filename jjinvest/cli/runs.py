"""The groups of commands `release` and `runs`, and the options of `run` that a schedule needs."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import click

from jjinvest.cli import options
from jjinvest.cli.console_table import show_table
from jjinvest.core.rounding import round_half_up

OK, OTHERWISE, INVALID, LOCKED = 0, 1, 2, 3
NEXT_COMMANDS = {
    "cron": ["crontab jjinvest.cron  # 会替换现有的 replaces what is there"],
    "systemd": ["systemctl --user enable --now jjinvest.timer", "loginctl enable-linger"],
    "windows": ["schtasks /Create /TN jjinvest /XML jjinvest.xml"],
}
"""What to call when the files of a scheduler are written."""
PRUNED = {
    "past": "较早的报告 earlier report",
    "cache": "较早的缓存 earlier cache",
    "failed": "失败的运行 failed run",
    "work": "被杀运行的残留 left by a killed run",
}
"""What each kind of folder that is pruned is."""


def parse_today(text: str | None) -> date:
    """Return the given day, else today in the local time zone.

    Each command calls this once, so that midnight cannot fall between two calls.

    Raises
    ------
    ParameterError
        If the text is not a day.
    """
    from jjinvest.core.errors import ParameterError

    if text is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ParameterError(f"--today {text}：应为 expected 2024-04-15") from None


def schedule_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of `run` that a schedule needs."""
    added = (
        click.option(
            "--due",
            is_flag=True,
            help="只做到期的：最近一个已结束、有数据、尚无好结果的季度 "
            "run what is due: the last closed quarter that has data and no good run",
        ),
        click.option("--today", metavar="DATE", default=None, help="以这一天为今天 take this day for today"),
        click.option(
            "--log",
            type=click.Path(dir_okay=False, path_type=Path),
            default=None,
            help="把输出也记到这个文件 also write the output to this file",
        ),
        click.option(
            "--on-failure",
            metavar="COMMAND",
            default=None,
            help="有失败时运行的命令，说明在其标准输入 "
            "command to run on failure; it reads the alerts on its input",
        ),
    )
    for option in reversed(added):
        command = option(command)
    return command


@click.group()
def release() -> None:
    """发布：留存已发布报告的数。Releases: the facts of published reports, kept for good."""


@release.command()
@click.argument("period", metavar="PERIOD")
@options.district
@click.option(
    "--revise",
    "reason",
    metavar="REASON",
    default=None,
    help="更正已发布的数，写明理由；旧版保留 "
    "correct what was released, with the reason; the earlier version is kept",
)
@options.root
def create(period: str, district: str, reason: str | None, root: Path) -> None:
    """发布一期报告的全部数。Release the facts of a published report for good.

    \b
    写到 data/<district>/releases/<period>/，随数据提交，从不清理；
    以后各期据此说明变化与预测的对错。
    Written to data/<district>/releases/<period>/, committed with the data, never pruned;
    later reports compare their numbers and forecasts with it.
    退出码 Exit codes:
      0  已发布（或早已发布） released, or released before
      1  已发布过不同的数 other numbers were released
      2  没有可发布的报告 no report that can be released
      3  正在运行 a run is under way
    """
    from jjinvest.pipeline.monitoring.contradictions import noted
    from jjinvest.pipeline.storage.release import LockedError, ReleaseConflictError, create_release

    try:
        result = create_release(root, district, period, today=parse_today(None), reason=reason)
    except (ReleaseConflictError, LockedError) as error:
        click.echo(str(error), err=True)
        sys.exit(LOCKED if isinstance(error, LockedError) else OTHERWISE)
    except OSError as error:
        click.echo(f"写不了 cannot write: {error}", err=True)
        sys.exit(INVALID)
    period = result.folder.name
    outcome = "已发布 released" if result.written else "早已发布，未变 released before, unchanged"
    counts = f"{result.facts} 个数 facts，第 {result.version} 版 version"
    click.echo(f"{outcome}：{district} {period}，{counts}\n{result.folder}")
    if text := noted(root, district).get(period):
        click.echo(text.rstrip(), err=True)


@release.command()
@click.argument("period", metavar="PERIOD")
@options.district
@options.language
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="写到哪个文件夹 folder to write to [default: outputs/circular/<district>/<period>/]",
)
@options.root
def circular(period: str, district: str, language: str, out: Path | None, root: Path) -> None:
    """写一期情况通报（Word、Markdown）。Write the circular of a published period.

    \b
    只用已发布报告中的数；尚未发布存档的标“送审稿”。每个数的编号在 .facts.json 中。
    It states published numbers only and is marked as a draft until they are released;
    the .facts.json beside it has the id of each number.
    """
    from jjinvest.pipeline.publishing.circular import write_circular

    try:
        for path in write_circular(root, district, period, language=language, out=out):
            click.echo(str(path))
    except OSError as error:
        click.echo(f"写不了 cannot write: {error}", err=True)
        sys.exit(INVALID)


def _account() -> str:
    """Name of the account that gives the command, with its domain on Windows; "" if it has none."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
    domain = os.environ.get("USERDOMAIN", "")
    return f"{domain}\\{user}" if domain else user


def _megabytes(size: int) -> str:
    return str(round_half_up(size / 1e6, 1))


@click.group()
def runs() -> None:
    """运行记录：查看、清理、定时。Runs: history, clean-up, schedules."""


@runs.command()
@click.option(
    "--district",
    default="all",
    callback=options.checked_district,
    show_default=True,
    help="地区 district, or all",
)
@options.language
@options.root
def history(district: str, language: str, root: Path) -> None:
    """列出运行及其结果。List runs, latest first, with their results.

    \b
    结果 Ended:
      已发布 published · 已被取代 superseded by a later run · 已清理 removed · 失败 failed
      中断 interrupted（含被杀 or killed）· 正在运行 running
    """
    from jjinvest.i18n.formatting import Vocabulary
    from jjinvest.pipeline.storage.history import history as runs_of
    from jjinvest.pipeline.storage.history import known_districts

    words = Vocabulary(language, {})
    names = known_districts(root) if district == "all" else [district]
    past_runs = sorted(
        (past for name in names for past in runs_of(root, name)), key=lambda p: p.started, reverse=True
    )
    if not past_runs:
        click.echo(words.message("history.none"))
        return
    show_table(
        [*words.message("history.head").split(" · "), ""],
        (
            (
                datetime.fromisoformat(past.started).astimezone().isoformat(" ", "seconds"),
                past.district,
                past.period,
                words.message(f"history.{past.state}"),
                past.pages or "—",
                str(round_half_up(past.seconds, 1)),
                past.error,
            )
            for past in past_runs
        ),
        right=(4, 5),
    )


@runs.command()
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    default=8,
    show_default=True,
    help="每个地区保留最近几期 latest periods to keep of each district",
)
@click.option("--dry-run", is_flag=True, help="只列出将删什么 list what would go, remove nothing")
@options.root
def prune(keep: int, dry_run: bool, root: Path) -> None:
    """清理旧运行留下的文件夹。Remove files of old runs from outputs/.

    \b
    删 Removed:
      较早各期的报告与缓存 reports and caches of earlier periods
      之后已成功的失败运行 failed runs of periods that have succeeded since
      被杀运行的残留 what killed runs left
    不删 Kept:
      data/<district>/releases/、每个地区最近的报告、outputs/ 以外的任何东西
      releases, the latest reports of each district, anything outside outputs/
    """
    from jjinvest.pipeline.publishing.index_page import write_index_page
    from jjinvest.pipeline.storage.prune import leftovers, remove

    total, failed = 0, False
    removed: list[tuple[str, str, str]] = []
    for leftover in leftovers(root, keep):
        name = leftover.path.relative_to(root)
        try:
            if not dry_run and not remove(root, leftover):
                click.echo(f"正在运行，未删 under way, kept: {name}", err=True)
                continue
        except OSError as error:
            click.echo(f"删不了 cannot remove: {name}: {error}", err=True)
            failed = True
            continue
        total += leftover.size
        removed.append((_megabytes(leftover.size), PRUNED[leftover.kind], str(name)))
    verb = "将删 would remove" if dry_run else "已删 removed"
    if removed:
        show_table(("MB", verb, ""), [*removed, (_megabytes(total), "合计 total", "")], right=(0,))
    else:
        click.echo("没有可删的 nothing to remove")
    if removed and not dry_run:
        write_index_page(root)
    sys.exit(1 if failed else OK)


@runs.command()
@click.option(
    "--print",
    "kind",
    type=click.Choice(["cron", "systemd", "windows"]),
    required=True,
    help="哪一种调度程序 which scheduler",
)
@click.option("--at", default="06:15", show_default=True, metavar="HH:MM", help="每天几点 time of day")
@click.option(
    "--on-failure",
    default="",
    metavar="COMMAND",
    help="写进去的失败命令，如发信 command on failure, such as one that sends mail",
)
@click.option("--mail-to", default="", metavar="ADDRESS", help="cron 把错误寄给谁 whom cron mails errors to")
@click.option(
    "--write",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="写到这个文件夹，而不是显示 write files there instead of printing them",
)
@options.root
def schedule(kind: str, at: str, on_failure: str, mail_to: str, folder: Path | None, root: Path) -> None:
    """给出调度程序的文件：每天一次 run --due。Files for a scheduler: `run --due` once a day.

    \b
    cron:    jjinvest runs schedule --print cron | crontab -     （会替换现有的 replaces what is there）
    systemd: jjinvest runs schedule --print systemd --write ~/.config/systemd/user
             systemctl --user enable --now jjinvest.timer && loginctl enable-linger
    windows: jjinvest runs schedule --print windows --write .
             schtasks /Create /TN jjinvest /XML jjinvest.xml
    """
    from jjinvest.pipeline.monitoring.schedule_files import ScheduledCall, file_bytes, scheduler_files
    from jjinvest.pipeline.storage.atomic import write_bytes

    program = Path(sys.executable).parent / ("jjinvest.exe" if sys.platform == "win32" else "jjinvest")
    try:
        contents = scheduler_files(
            kind, ScheduledCall(str(program), str(root), at, on_failure, mail_to, _account())
        )
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in contents.items():
                write_bytes(folder / name, file_bytes(name, text))
                click.echo(folder / name)
            click.echo("\n".join(NEXT_COMMANDS[kind]), err=True)
            return
    except OSError as error:
        click.echo(str(error), err=True)
        sys.exit(INVALID)
    for name, text in contents.items():
        click.echo(f"# {name}\n{text}" if len(contents) > 1 else text, nl=len(contents) > 1)
