"""Options that several commands take in the same words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from jjinvest.core.project import find_root, is_plain_name

Command = TypeVar("Command", bound=Callable[..., Any])
ROOT = "jjinvest.root"
"""Where a command keeps its project folder."""


def chosen_district(wanted: str | None, base: Path) -> str:
    """Return the district of `--district`, else the only one; of several, ask for it with exit code 2."""
    from jjinvest.core.errors import ParameterError
    from jjinvest.pipeline.planning.plan import default_district

    if wanted is not None:
        refuse_path(wanted)
    try:
        return default_district(base, wanted)
    except ParameterError as error:
        raise click.UsageError(str(error)) from None


def refuse_path(wanted: str) -> None:
    """Refuse a district that is not the plain name of a folder, so that nothing is written outside data/."""
    if not is_plain_name(wanted):
        raise click.UsageError(
            f"--district {wanted}\n应为 data/ 下的文件夹名，不是路径 expected a folder of data/, not a path"
        )


def district_folder(district: str, root: Path) -> Path:
    """Return the folder of a district; as :func:`existing_district`."""
    refuse_path(district)
    return existing_district(root / "data" / district)


def existing_district(folder: Path) -> Path:
    """Return a folder of a district that is there.

    Raises
    ------
    ParameterError
        If it is not; the message lists those that there are.
    """
    from jjinvest.core.errors import ParameterError

    if not folder.is_dir():
        known = sorted(path.parent.name for path in folder.parent.glob("*/district.yaml"))
        raise ParameterError(
            f"没有这个地区 no such district: {folder.name}\n有 there are: {', '.join(known) or '—'}"
        )
    return folder


def _choose_district(context: click.Context, _: click.Parameter, wanted: str | None) -> str | None:
    if context.resilient_parsing:
        return wanted
    if wanted is not None:
        refuse_path(wanted)
        return wanted
    return chosen_district(None, context.params["root"])


def checked_district(_: click.Context, __: click.Parameter, wanted: str | None) -> str | None:
    """Refuse a district that is a path."""
    if wanted is not None:
        refuse_path(wanted)
    return wanted


def _given_root(context: click.Context, _: click.Parameter, folder: Path | None) -> Path | None:
    """Keep the project folder where the error log looks for it."""
    if folder is not None:
        context.find_root().meta[ROOT] = folder.resolve()
    return folder


def _found_root(context: click.Context, option: click.Parameter, folder: Path | None) -> Path:
    """Project folder that is given, else the one found from here."""
    return (_given_root(context, option, folder) or find_root()).resolve()


def _root_option(callback: Callable[..., Path | None]) -> Callable[[Command], Command]:
    return click.option(
        "--root",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=None,
        callback=callback,
        is_eager=True,  # read before --district, whose default depends on it
        help="项目文件夹，默认自动查找 project folder [default: found from here]",
    )


root = _root_option(_found_root)
optional_root = _root_option(_given_root)
"""Without the option None: `check` looks around the folder that it is given first."""
district = click.option(
    "--district",
    default=None,
    callback=_choose_district,
    help="data/ 下的地区文件夹，只有一个地区时可不写 a folder of data/ [default: the only district]",
)
optional_district = click.option(
    "--district",
    default=None,
    callback=checked_district,
    help="data/ 下的地区文件夹，只有一个地区时可不写 a folder of data/ [default: the only district]",
)
language = click.option(
    "--lang",
    "language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="输出语言 language of the output",
)
