"""Options that several commands take in the same words."""

from __future__ import annotations

from pathlib import Path

import click

root = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="项目文件夹，默认自动查找 project folder [default: found from here]",
)
district = click.option(
    "--district", default="jiangjin", show_default=True, help="data/ 下的地区文件夹 a folder of data/"
)
language = click.option(
    "--lang",
    "language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="输出语言 language of the output",
)
