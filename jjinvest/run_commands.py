"""The commands around runs: `issue`, as people type it."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import click

from jjinvest import options
from jjinvest.root import find_root

OK, OTHERWISE, INVALID, LOCKED = 0, 1, 2, 3


def the_day(text: str | None) -> date:
    """Return the day given, else today where the person is; asked once a command, so that midnight cannot fall in between.

    Raises
    ------
    ParameterError
        If the text is not a day.
    """
    from jjinvest.errors import ParameterError

    if text is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ParameterError(f"--today {text}：应为 expected 2024-04-15") from None


@click.command()
@click.argument("period", metavar="PERIOD")
@options.district
@click.option(
    "--reissue", "reason", metavar="REASON", default=None,
    help="更正已发布的数，写明理由；旧版保留 correct what was issued, with the reason; the earlier version is kept",
)  # fmt: skip
@options.root
def issue(period: str, district: str, reason: str | None, root: Path | None) -> None:
    """发布存档：保留一期已发布报告的全部数。Keep the facts of a published run for good.

    \b
    写到 data/<district>/issued/<period>/，随数据提交，从不清理；以后各期据此说明变化与预测的对错。
    Written to data/<district>/issued/<period>/, committed with the data, never pruned; later reports say from it what has
    changed and how forecasts turned out.
    退出码 Exit codes: 0 已存档（或早已存档） issued, or issued before · 1 已发布过不同的数 other numbers were issued
                       2 没有可发布的报告 no report that can be issued · 3 正在运行 a run is under way
    """
    from jjinvest.errors import JJInvestError
    from jjinvest.run.issue import IssuedOtherwiseError, LockedError
    from jjinvest.run.issue import issue as issue_run

    try:
        done = issue_run(
            (root or find_root()).resolve(), district, period, today=the_day(None), reason=reason
        )
    except JJInvestError as error:
        click.echo(str(error), err=True)
        kinds = {IssuedOtherwiseError: OTHERWISE, LockedError: LOCKED}
        sys.exit(kinds.get(type(error), INVALID))
    except OSError as error:
        click.echo(f"写不了 cannot write: {error}", err=True)
        sys.exit(INVALID)
    said = "已存档 issued" if done.written else "早已存档，未变 issued before, unchanged"
    click.echo(
        f"{said}：{district} {period}，{done.facts} 个数 facts，第 {done.version} 版 version\n{done.folder}"
    )


COMMANDS: tuple[click.Command, ...] = (issue,)
