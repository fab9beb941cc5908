"""The command `jjinvest new-scorecard`: an example of an office's rules of a scorecard, to fill in."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jjinvest.cli import options


@click.command("new-scorecard")
@click.option(
    "--district", default=None, callback=options.checked_district, help="data/ 下的地区 a folder of data/"
)
@click.option("--group", is_flag=True, help="全市统一的办法，写到 data/group common rules of all districts")
@options.root
def new_scorecard(district: str | None, group: bool, root: Path) -> None:
    """建立考核办法的示例 scorecard.yaml。Write an example of the rules of a scorecard.

    \b
    把示例里的指标、权重、上限换成本单位考核办法的数，才计分、排名。已有的文件不改动。
    Replace its indicators, weights and caps by those of your office. An existing file is left as it is.
    例 Example: jjinvest new-scorecard --district jiangjin
    """
    from jjinvest.cli.new_file import write_new
    from jjinvest.data.scoring.rules import EXAMPLE, GROUP_FOLDER, SCORECARD_FILE

    if group and district is not None:
        raise click.UsageError("--group 与 --district 只写一个 give one of them")
    name = GROUP_FOLDER if group else options.chosen_district(district, root)
    path = root / "data" / name / SCORECARD_FILE
    try:
        if group:
            path.parent.mkdir(exist_ok=True)
        write_new(path, EXAMPLE.read_bytes())
    except OSError as error:
        click.echo(f"写不了 cannot write: {path}: {error.strerror}", err=True)
        sys.exit(2)
    click.echo(
        f"已建 created: {path}\n"
        "下一步 next: 换成本单位的指标、权重、上限（docs/scorecard.md）\n"
        "  put in the indicators, weights and caps of your office"
    )
