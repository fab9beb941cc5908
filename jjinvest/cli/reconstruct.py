"""The command reconstruct: simulated ledgers that satisfy every published figure of a year."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jjinvest.cli import options


@click.command()
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
def reconstruct(year: int, seed: int, number: int, district: str, as_of: str | None, root: Path) -> None:
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

    folder = root / "outputs" / district / "reconstructed"
    try:
        workspace = load_workspace(root / "data" / district)
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
