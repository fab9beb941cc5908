"""The commands in sections, names of earlier versions, and an end in a sentence whatever goes wrong."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import Any

import click

from jjinvest.cli import options
from jjinvest.core.project import find_root
from jjinvest.core.signals import treat_as_interrupts

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
        treat_as_interrupts()
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
