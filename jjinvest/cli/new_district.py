"""The command `jjinvest new-district`: the folder of a district, its tables without rows."""

from __future__ import annotations

import csv
import io
import re
import shutil
import sys
from pathlib import Path

import click
import yaml

from jjinvest.cli import options
from jjinvest.core.signals import undisturbed

FOLDER_NAME = re.compile(r"\w[\w-]*")
RESERVED = ("all", "context", "group")
"""Folders of data/ that hold no district, and the word of `--district` for all of them."""


@click.command("new-district")
@click.argument("name")
@click.option("--zh", default=None, metavar="NAME", help="中文名，例如 某某区 Chinese name")
@click.option("--en", default=None, metavar="NAME", help="英文名，例如 Some District English name")
@click.option(
    "--place",
    default=None,
    help="行政区划，例如 重庆市江津区，可不填 its division by the official list, may be left out",
)
@options.root
def new_district(name: str, zh: str | None, en: str | None, place: str | None, root: Path) -> None:
    """新建一个地区的文件夹 data/NAME。Create the folder of a district, data/NAME.

    \b
    在终端里会逐项询问没有给出的名称；已有的文件夹不改动。
    Asks for what no option gives, when at a terminal. An existing folder is left as it is.
    例 Example: jjinvest new-district moumou --zh 某某区 --en "Moumou District"
    """
    from jjinvest.pipeline.planning.due import last_closed

    data = root / "data"
    _check_name(name, data)
    asks = at_terminal()
    if zh is None:
        zh = click.prompt("中文名 Chinese name", default=name) if asks else name
    if en is None:
        en = click.prompt("英文名 English name", default=name) if asks else name
    if place is None:
        place = click.prompt("行政区划 place", default="", show_default=False) if asks else ""
    _check_place(place)
    from jjinvest.cli.runs import parse_today

    quarter = last_closed(parse_today(None))
    try:
        _write(data / name, files(zh or name, en or name, place or ""))
    except OSError as error:
        click.echo(f"写不了 cannot write: {data / name}: {error.strerror}", err=True)
        sys.exit(2)
    click.echo(
        f"已建 created: {data / name}\n"
        "下一步 next:\n"
        "  在 figures.csv 填公报里的数，一行一个（docs/data.md）；或用 jjinvest read 从公报读\n"
        "  fill figures.csv with the figures of a bulletin, one a row, or read them with jjinvest read\n"
        f"  例 example: {_example(quarter)}\n"
        "  district.yaml 写 bureau（本局名称，用于页眉和通报落款）\n"
        "  name the bureau in district.yaml: it heads the pages and signs the circular\n"
        f"  jjinvest check {Path('data', name)}\n"
        f"  jjinvest run {quarter} --district {name}"
    )


def at_terminal() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty()


def files(zh: str, en: str, place: str) -> dict[str, str]:
    """Texts of the files of a new district by name; its tables have no rows: nothing made up is published."""
    from jjinvest.data.figure_rows import COLUMNS, DIMENSION_COLUMNS, SOURCE_COLUMNS

    about = {"name": {"zh": zh, "en": en}} | ({"place": place} if place else {})
    return {
        "district.yaml": yaml.safe_dump(about, allow_unicode=True, sort_keys=False),
        "sources.csv": _table(SOURCE_COLUMNS),
        "figures.csv": _table(COLUMNS),
        "dimensions.csv": _table(DIMENSION_COLUMNS),
    }


def _example(quarter: str) -> str:
    """A figure of the year to date of a quarter, as it is typed."""
    from jjinvest.core.periods import cumulative_period

    period = cumulative_period(quarter)
    return f"source={period.lower()}, period={period}, metric=projects_signed, value=36, unit=个"


def _table(columns: tuple[str, ...], *rows: dict[str, str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _check_place(place: str) -> None:
    """Check that a place, where one is given, is one division of the official list."""
    from jjinvest.core.errors import ParameterError
    from jjinvest.ledger.vocabulary.district_place import EXPECTED
    from jjinvest.ledger.vocabulary.places import home_of

    if place.strip() and home_of(place) is None:
        raise ParameterError(
            f"行政区划名录里没有，或不止一个 no such division, or several: {place}\n"
            f"应为 expected: {EXPECTED}；可不填 may be left out"
        )


def _check_name(name: str, data: Path) -> None:
    from jjinvest.core.errors import ParameterError

    if not FOLDER_NAME.fullmatch(name) or name in RESERVED:
        raise ParameterError(
            f"名字不能用 not a name for a district's folder: {name!r}\n"
            "应为 expected: 字母、数字、汉字、- 与 _ / letters, digits, - and _"
        )
    if (data / name).exists():
        raise ParameterError(f"已有这个文件夹，没有改动 it exists, left as it is: {data / name}")


def _write(folder: Path, texts: dict[str, str]) -> None:
    """Write new files; none is ever written over."""
    with undisturbed():
        folder.mkdir(parents=True)
        try:
            for name, text in texts.items():
                # the byte order mark lets Excel show Chinese; the reader takes it away
                encoding = "utf-8-sig" if name.endswith(".csv") else "utf-8"
                with (folder / name).open("x", encoding=encoding, newline="") as file:
                    file.write(text)
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
