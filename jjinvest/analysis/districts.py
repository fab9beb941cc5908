"""The districts of a project folder."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from jjinvest.core.project import find_root
from jjinvest.data.workspace import read_profile
from jjinvest.pipeline.planning.quarters import quarters_with_data

COLUMNS = ("district", "name_zh", "name_en", "synthetic", "quarters")


def districts(root: str | Path | None = None) -> pd.DataFrame:
    """Return the districts that can be opened, one a row, with the quarters that have data.

    Columns: district (as ``jj.open`` takes it), name_zh, name_en, synthetic, quarters (latest first).

    Parameters
    ----------
    root
        Project folder; by default the one around the working directory.

    Examples
    --------
    >>> listed = districts().set_index("district")
    >>> listed.loc["jiangjin", "name_en"]
    'Jiangjin District'
    """
    base = find_root() if root is None else Path(root)
    rows = list[dict[str, object]]()
    for file in sorted((base / "data").glob("*/district.yaml")):
        profile = read_profile(file.parent)
        rows.append(
            {
                "district": file.parent.name,
                "name_zh": profile.name["zh"],
                "name_en": profile.name["en"],
                "synthetic": profile.synthetic,
                "quarters": ", ".join(quarters_with_data(file.parent)),
            }
        )
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({name: "bool" if name == "synthetic" else "str" for name in COLUMNS})
