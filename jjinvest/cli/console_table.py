"""Tables on the screen: columns line up also where they hold Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jjinvest.core.plain_text import first_line

SCREEN_WIDTH = 200
"""Width where the output is no terminal, such as a file."""


def show_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Write rows of cells below headings.

    Parameters
    ----------
    right
        Columns of numbers, aligned on the right.
    """
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number in right else "left", no_wrap=True)
    for row in rows:
        table.add_row(*map(first_line, row))
    console = Console(highlight=False, markup=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(highlight=False, markup=False, width=SCREEN_WIDTH)
    console.print(table)
