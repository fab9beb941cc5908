"""The command `jjinvest synth`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jjinvest.cli import options

LAST_YEAR = 2023


@click.command()
@click.option("--seed", type=click.IntRange(min=0), required=True, help="随机种子 seed")
@click.option(
    "--districts",
    "number",
    type=click.IntRange(1, 99),
    default=1,
    show_default=True,
    help="几个地区 how many",
)
@click.option(
    "--years", type=click.IntRange(2, 30), default=6, show_default=True, help="台账有几年 years in the ledger"
)
@click.option(
    "--last-year",
    type=click.IntRange(1950, 2098),
    default=LAST_YEAR,
    show_default=True,
    help="最后一个完整年度 the last complete year",
)
@click.option(
    "--projects",
    type=click.IntRange(1, 10_000_000),
    default=1500,
    show_default=True,
    help="每个地区的项目数（含线索与终止） projects a district, leads and terminated ones included",
)
@click.option(
    "--quarters",
    type=click.IntRange(0, 120),
    default=8,
    show_default=True,
    help="最后几个季末的台账写成工作簿并导入 "
    "quarter ends whose ledgers are written as workbooks and imported",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="写到哪个文件夹，默认项目的 data/ where to [default: the project's data/]",
)
@options.root
def synth(
    seed: int,
    number: int,
    years: int,
    last_year: int,
    projects: int,
    quarters: int,
    out: Path | None,
    root: Path,
) -> None:
    """生成合成地区：已知真值的项目、到位资金、公布数与台账。Generate synthetic districts with known truth.

    \b
    写入 data/synthetic_01 等，处处注明是合成数据；同一种子得同样的文件。
    Written to data/synthetic_01 and so on, marked as synthetic; the same seed gives the same files.
    例 Example: jjinvest synth --seed 7 --districts 3 && jjinvest run 2023Q4 --district synthetic_01
    """
    from jjinvest.synthetic.districts import MAX_TYPED_PROJECTS, write_districts
    from jjinvest.synthetic.parameters import Parameters

    folder = out or root / "data"
    parameters = Parameters(first_year=last_year - years + 1, last_year=last_year, projects=projects)
    quarters = min(quarters, 4 * years)
    try:
        for written in write_districts(folder, parameters, seed=seed, number=number, quarters=quarters):
            click.echo(
                f"{written.folder}  合成 synthetic：项目 projects {written.projects}，"
                f"到位 payments {written.payments}，导入 imports {written.imports}"
            )
        if projects > MAX_TYPED_PROJECTS and quarters:
            most = f"--projects {MAX_TYPED_PROJECTS}"
            click.echo(
                f"项目太多，不写工作簿，也不导入；台账在 private/synthetic/*.parquet。要导入，最多 {most}\n"
                "too many projects for workbooks, so nothing is imported; the ledger is in "
                f"private/synthetic/*.parquet. To import, take at most {most}"
            )
    except OSError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
