"""Several districts side by side, and the districts of a municipality as their runs published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from jjinvest.analysis.number_table import NumberTable
from jjinvest.analysis.opening import open as open_district
from jjinvest.core.access import highest
from jjinvest.core.errors import JJInvestError, ParameterError
from jjinvest.results.group import Group


def compare(
    districts: Sequence[str],
    metric: str,
    period: str,
    *,
    by: str | Sequence[str] | None = None,
    where: str | None = None,
    statistic: str = "level",
    language: str = "zh",
    root: str | Path | None = None,
) -> NumberTable:
    """Return a measure of several districts in one frame.

    The columns are those of ``d.frame``, with ``district`` in front. A district without the number has no
    row; the note below the frame says why (``attrs["missing"]``, ``attrs["notes"]``).

    Parameters
    ----------
    districts
        Folders of data/, as ``jj.districts()`` lists them.
    metric, by, where, statistic
        As of ``d.frame``.
    period
        Quarter whose year to date is reported, such as 2023Q4.
    language
        Language of names: ``zh`` or ``en``.
    root
        Project folder; by default the one around the working directory.

    Raises
    ------
    ParameterError
        If no district has the number.

    Examples
    --------
    >>> frame = compare(["jiangjin"], "agreed_amount", "2023Q4")
    >>> frame[["district", "value", "unit"]].values.tolist()
    [['jiangjin', 1088.0, '亿元']]
    """
    names = [districts] if isinstance(districts, str) else list(districts)
    frames, missing = dict[str, NumberTable](), dict[str, str]()
    for name in names:
        try:
            d = open_district(name, period, language=language, root=root)
            frames[name] = d.frame(metric, by=by, where=where, statistic=statistic)
        except JJInvestError as error:
            missing[name] = str(error)
    if not frames:
        reasons = "\n".join(f"{name}: {reason}" for name, reason in missing.items())
        raise ParameterError(f"没有一个地区有这个数 no district has this number: {metric}\n{reasons}")
    first = next(iter(frames.values()))
    rows = [
        pd.DataFrame(frame).assign(district=pd.Series(name, index=frame.index, dtype="str"))
        for name, frame in frames.items()
    ]
    table = pd.concat(rows, ignore_index=True)
    table = table[["district", *(name for name in table if name != "district")]]
    result = NumberTable(table)
    units = list(dict.fromkeys(table["unit"]))
    district = "地区" if language == "zh" else "district"
    result.attrs = {
        "metric": metric,
        "statistic": statistic,
        "labels": {"district": district} | first.attrs["labels"],
        "units": {"value": units[0]} if len(units) == 1 else {},
        "missing": missing,
        "tier": highest([frame.attrs["tier"] for frame in frames.values()]),
    }
    noted = {name: str(frame.attrs.get("notes") or "") for name, frame in frames.items()}
    lines = [(name, line) for name, text in (noted | missing).items() for line in text.splitlines()]
    if lines:
        result.attrs["notes"] = "\n".join(f"{name}: {line}" for name, line in lines)
    result._words = first._words
    return result


def municipality(period: str, *, root: str | Path | None = None) -> Group:
    """Return all districts of a project as their runs published a quarter: ``jj.municipality("2023Q4")``.

    ``.frame()`` has the measures that they share, one district and measure a row; ``.frame("completion")``
    their completion. ``.missing`` lists the districts without a run.

    Parameters
    ----------
    period
        Quarter, such as 2023Q4.
    root
        Project folder; by default the one around the working directory.

    Examples
    --------
    In a notebook::

        jj.municipality("2023Q4").frame().pivot(index="district", columns="measure", values="value")
    """
    return Group.open(period, root=root)
