"""The command line `jjinvest` with all its commands.

Commands import what they need when they run, so that `jjinvest --version` and an unchanged run stay fast.
"""

from __future__ import annotations

import click

from jjinvest import __version__
from jjinvest.cli import figures, ledger, pages, runs
from jjinvest.cli.check import check
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


for command in (
    check,
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
