"""Cells of plain Python: neither searched for the shell's own commands nor compiled to see whether they wait.

IPython tokenises each cell for the first and compiles it once more for the second, which takes as long as
many a cell itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

WITHIN = "%!?"
"""Signs of the shell's commands, one of which is in each: a magic, a program, a question."""
AT_START = (",", ";", "/")
"""Signs that make a line one of the shell's commands where it begins with them."""
WAITS = ("await", "async")
"""Words without one of which no cell waits for anything."""


def read_plain_cells_once(shell: Any) -> None:
    """Have a shell treat cells of plain Python as what they are; of all others it finds out as before."""
    manager, may_wait = shell.input_transformer_manager, shell.should_run_async
    transform, usual = manager.do_token_transforms, list(TransformerManager().token_transformers)

    def transformed(lines: list[str]) -> list[str]:
        if manager.token_transformers == usual and is_plain(lines):
            return lines
        changed: list[str] = transform(lines)
        return changed

    def waits(raw_cell: str, *, transformed_cell: str | None = None, **options: Any) -> bool:
        if transformed_cell is not None and not any(word in transformed_cell for word in WAITS):
            return False
        return bool(may_wait(raw_cell, transformed_cell=transformed_cell, **options))

    manager.do_token_transforms, shell.should_run_async = transformed, waits


def is_plain(lines: Sequence[str]) -> bool:
    """Whether no line can be one of the shell's commands.

    Examples
    --------
    >>> is_plain(["total = 1\\n", "total\\n"]), is_plain(["%matplotlib inline\\n"]), is_plain(["  /f 1\\n"])
    (True, False, False)
    """
    return not any(sign in line for line in lines for sign in WITHIN) and not any(
        line.lstrip().startswith(AT_START) for line in lines
    )
