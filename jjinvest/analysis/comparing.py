"""Several districts side by side, and the districts of a municipality as their runs published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from jjinvest.analysis.analysis import Analysis
from jjinvest.analysis.frames.choices import wrong_choice
from jjinvest.analysis.frames.noted_table import NotedTable
from jjinvest.analysis.frames.number_table import NumberTable
from jjinvest.analysis.named import period_needed, quarters_by_district
from jjinvest.analysis.opening import open as open_district
from jjinvest.core.access import highest
from jjinvest.core.errors import JJInvestError, ParameterError
from jjinvest.core.periods import cumulative_period
from jjinvest.core.project import find_root
from jjinvest.pipeline.planning.parameters import check_period
from jjinvest.results.group import Group


def compare(
    districts: str | Analysis | Sequence[str | Analysis] | Mapping[str, str | Analysis],
    metric: str,
    period: str | Sequence[str] | None = None,
    *,
    by: str | Sequence[str] | None = None,
    where: str | None = None,
    statistic: str = "level",
    unit: str = "",
    language: str = "zh",
    root: str | Path | None = None,
) -> NumberTable:
    """Return a measure of several districts, or of several periods, in one frame.

    The columns are those of ``d.frame``, with ``district`` in front, and ``period`` where there are several.
    A district without the number has one row without a value, so that a chart or count does not pass it
    over; the note below the frame says why (``attrs["missing"]``, ``attrs["notes"]``).

    Parameters
    ----------
    districts
        Folders of data/, as ``jj.districts()`` lists them; or what is open already, such as
        ``jj.load_sample()`` and ``jj.open_ledger(…)``. A mapping gives them names: ``{"ours": d}``.
    metric, by, where, statistic, unit
        As of ``d.frame``.
    period
        Quarter whose year to date is reported, such as 2023Q4; several stand side by side. Not
        needed for what is open already.
    language
        Language of names: ``zh`` or ``en``.
    root
        Project folder; by default the one around the working directory.

    Raises
    ------
    ParameterError
        If no district has the number, or there is no such folder; the nearest are listed.

    Examples
    --------
    >>> frame = compare(["jiangjin"], "agreed_amount", "2023Q4")
    >>> frame[["district", "value", "unit"]].values.tolist()
    [['jiangjin', 1088.0, '亿元']]
    """
    periods = [period] if period is None or isinstance(period, str) else list(period)
    frames, missing = dict[tuple[str, str], NumberTable | None](), dict[str, str]()
    for name, district in _named(districts):
        for each in periods:
            try:
                d, of = _opened(district, each, language, root)
                frame = d.frame(metric, by=by, where=where, statistic=statistic, unit=unit, period=of)
                frames[name, d.period if of is None else of] = frame
            except JJInvestError as error:
                _check_folder(district, root)
                missing[name if len(periods) == 1 else f"{name} {each}"] = str(error)
                frames[name, _year_to_date(each)] = None
    found = {key: frame for key, frame in frames.items() if frame is not None}
    if not found:
        reasons = "\n".join(f"{name}: {reason}" for name, reason in missing.items())
        raise ParameterError(f"没有一个地区有这个数 no district has this number: {metric}\n{reasons}")
    first = next(iter(found.values()))
    result = NumberTable(_joined(frames, several=len(periods) > 1))
    units = list(dict.fromkeys(result["unit"]))
    head = "地区" if language == "zh" else "district"
    result.attrs = {
        "metric": metric,
        "statistic": statistic,
        "labels": {"district": head} | first.attrs["labels"],
        "units": {"value": units[0]} if len(units) == 1 else {},
        "missing": missing,
        "tier": highest([frame.attrs["tier"] for frame in found.values()]),
    }
    noted = {
        name if len(periods) == 1 else f"{name} {of}": str(frame.attrs.get("notes") or "")
        for (name, of), frame in found.items()
    }
    lines = [(name, line) for name, text in (noted | missing).items() for line in text.splitlines()]
    if lines:
        result.attrs["notes"] = "\n".join(f"{name}: {line}" for name, line in lines)
    result._words = first._words
    return result


def _opened(
    district: str | Analysis, period: str | None, language: str, root: str | Path | None
) -> tuple[Analysis, str | None]:
    """Return the analysis of a district, and the year to date that is asked of one open already."""
    if isinstance(district, Analysis):
        return district, _of_open(district, period)
    return open_district(district, "" if period is None else period, language=language, root=root), None


def _check_folder(district: str | Analysis, root: str | Path | None) -> None:
    """Refuse a name that is no folder of data/: a slip of the pen is no district without a number."""
    if isinstance(district, Analysis):
        return
    known = quarters_by_district(find_root() if root is None else Path(root))
    if district not in known:
        raise wrong_choice("地区", "district", district, known)


def _year_to_date(period: str | None) -> str:
    """Year to date that a quarter means; as it was written where it is none."""
    try:
        return cumulative_period(check_period(str(period)))
    except ParameterError:
        return str(period)


def _joined(frames: Mapping[tuple[str, str], NumberTable | None], *, several: bool) -> pd.DataFrame:
    """Rows of frames by district and period as one frame; of `several` periods each row names its own.

    Where there is no frame, one row has the district, the period and the unit, and no value.
    """
    found = [frame for frame in frames.values() if frame is not None]
    units = list(dict.fromkeys(unit for frame in found for unit in frame["unit"]))
    without = {"unit": units[0]} if len(units) == 1 else {}
    rows = list[pd.DataFrame]()
    for (name, of), frame in frames.items():
        table = found[0].iloc[:1].reindex([-1]) if frame is None else frame
        named = {"district": name} | (without if frame is None else {})
        if (frame is None and "period" in table) or (several and "period" not in table):
            named["period"] = of
        columns = {column: pd.Series(text, index=table.index, dtype="str") for column, text in named.items()}
        rows.append(pd.DataFrame(table).assign(**columns))
    joined = pd.concat(rows, ignore_index=True)
    front = ["district", *(["period"] if "period" in joined else [])]
    return joined[[*front, *(name for name in joined if name not in front)]]


def _of_open(district: Analysis, period: str | None) -> str | None:
    """Year to date that a quarter means for what is open already, as where it is opened; None for its own."""
    quarter = None if period is None else check_period(period)
    return None if quarter in (None, district.results.run_period) else cumulative_period(str(quarter))


def _named(
    districts: str | Analysis | Sequence[str | Analysis] | Mapping[str, str | Analysis],
) -> Iterator[tuple[str, str | Analysis]]:
    """Districts by the name that their rows have; of two of one name the later has a number."""
    if isinstance(districts, Mapping):
        yield from districts.items()
        return
    taken = dict[str, int]()
    for each in [districts] if isinstance(districts, str | Analysis) else districts:
        name = each.results.workspace.district if isinstance(each, Analysis) else each
        taken[name] = taken.get(name, 0) + 1
        yield (name if taken[name] == 1 else f"{name} ({taken[name]})"), each


class Municipality(Group):
    """All districts of a project; a frame says which have no run, and one without rows says why."""

    def __repr__(self) -> str:
        """Return which districts published the period, and which did not, not all of their facts."""
        own = "、".join(each.folder for each in self.reporting) or "—"
        lines = [f"{self.run_period}  有公布数 published: {own}"]
        if self.missing:
            lines.append(f"没有 without: {self._states}")
        return "\n".join([*lines, ".frame(), .frame('completion'), .missing"])

    @property
    def _states(self) -> str:
        return "; ".join(f"{each.folder}: {each.state}" for each in self.missing)

    def frame(self, statistic: str = "level") -> pd.DataFrame:
        """Return numbers of the period as a tidy frame: district, measure, value, low, high, unit.

        Parameters
        ----------
        statistic
            ``level`` or ``completion``.
        """
        frame = NotedTable(super().frame(statistic))
        if frame.empty:
            said = "没有地区的运行结果含这些数 no run of a district has these numbers"
            remedy = f"处理 remedy: jjinvest run {self.run_period}"
            frame.attrs["empty"] = "\n".join(filter(None, (f"{said}: {statistic}", self._states, remedy)))
        elif self.missing:
            remedy = f"处理 remedy: jjinvest run {self.run_period}"
            frame.attrs["notes"] = f"没有运行结果或公布数 no run, or no figure: {self._states}\n{remedy}"
        return frame


def municipality(period: str = "", *, root: str | Path | None = None) -> Municipality:
    """Return all districts of a project as their runs published a quarter: ``jj.municipality("2023Q4")``.

    ``.frame()`` has the measures that they share, one district and measure a row; ``.frame("completion")``
    their completion. ``.missing`` lists the districts without a run.

    Parameters
    ----------
    period
        Quarter, such as 2023Q4; without one the error lists them.
    root
        Project folder; by default the one around the working directory.

    Raises
    ------
    ParameterError
        If no quarter is given.

    Examples
    --------
    In a notebook::

        jj.municipality("2023Q4").frame().pivot(index="district", columns="measure", values="value")
    """
    if not period:
        known = quarters_by_district(find_root() if root is None else Path(root))
        quarters = sorted({quarter for each in known.values() for quarter in each}, reverse=True)
        raise period_needed("jj.municipality", quarters)
    return Municipality.open(period, root=root)
