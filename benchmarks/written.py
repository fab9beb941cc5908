"""Write a table into the module that holds it as a constant, so that a method and what it learned are read together."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pandas as pd


def write(module: ModuleType, name: str, table: pd.DataFrame) -> None:
    """Put a table, to five significant digits, in the place of the constant `name` of a module."""
    path = Path(str(module.__file__))
    before, rest = path.read_text(encoding="utf-8").split(f'{name} = """\n')
    after = rest.split('"""', 1)[1]
    text = table.to_csv(index=False, float_format="%.5g", lineterminator="\n")
    path.write_text("".join([before, f'{name} = """\n', text, '"""', after]), encoding="utf-8")
