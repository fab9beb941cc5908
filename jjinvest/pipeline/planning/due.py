"""What is due: for each district the last closed quarter with data that has no up-to-date published run.

A quarter is closed when its last day is over. It has data for a district when its as-of day has come, and by
then a result of a period that ends in it was published or a ledger of one of its months imported. Only the
last such quarter is considered: a schedule does not change the reports of earlier ones.

Data is missing if a later quarter is closed, its day has come, and the district had reported that quarter of
some year by then: one that reports half-years and years has no first quarter to miss. A ledger of a month
within the quarter makes it due, but the ledger of its last month is still missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from jjinvest.core.errors import ParameterError
from jjinvest.core.periods import period_end
from jjinvest.data.figure_rows import read_figure_tables
from jjinvest.pipeline.planning.default_day import PUBLICATION_LAG, has_results
from jjinvest.pipeline.planning.parameters import RunParameters, load_parameters
from jjinvest.pipeline.planning.plan import RunRequest, plan_run
from jjinvest.pipeline.planning.quarters import (
    has_closing_ledger,
    has_ledger,
    quarters_with_data,
    reported_quarters,
)
from jjinvest.pipeline.storage.manifest import is_published

MOST_LISTED = 4
"""Up to how many quarters a message names one by one."""


@dataclass(frozen=True)
class DueRuns:
    """Runs that are due (district, period), messages on other districts, and what is up to date.

    `up_to_date` has the published period by district; `missing` says by district which data is missing since
    when; `considered` are all districts.
    """

    runs: tuple[tuple[str, str], ...]
    messages: tuple[str, ...]
    up_to_date: Mapping[str, str]
    missing: Mapping[str, str]
    considered: tuple[str, ...]


def due(request: RunRequest, today: date) -> DueRuns:
    """Find what is due on a day for the districts of a request.

    A quarter whose parameters or data cannot be read is due: its run reports the fault.

    Raises
    ------
    ParameterError
        If a district has no folder: a misspelt name would never be due, and nobody would notice.
    """
    unknown = [each for each in request.districts if not (request.root / "data" / each).is_dir()]
    if unknown:
        raise ParameterError(
            f"没有这个地区 no such district: {', '.join(unknown)}\n"
            "处理 remedy: 检查 --district check --district"
        )
    runs, messages, up_to_date, missing = [], [], dict[str, str](), dict[str, str]()
    for district in request.districts:
        closed = _closed(request.root, district, today)
        period = next(
            (name for name, known in closed if _has_data(request.root, district, name, known)), None
        )
        if period is None and _unreadable(request.root / "data" / district):
            period = last_closed(today)
        if period is None:
            messages.append(f"{district}：跳过，没有已结束且有数据的季度 skipped: no closed quarter has data")
        elif _is_published(request, district, period):
            up_to_date[district] = period
            messages.append(f"{district} {period}：已发布，输入未变 published, nothing has changed")
        else:
            runs.append((district, period))
        absent = missing_data(request.root, district, today)
        if absent:
            missing[district] = absent
    return DueRuns(tuple(runs), tuple(messages), up_to_date, missing, tuple(request.districts))


def _is_published(request: RunRequest, district: str, period: str) -> bool:
    try:
        return is_published(plan_run(request, district, period))
    except (ParameterError, OSError):
        return False


def missing_data(root: Path, district: str, today: date) -> str:
    """Say which data of a district is missing since when, "" if none is or its data cannot be read."""
    folder = root / "data" / district
    if _unreadable(folder):
        return ""
    quarters = quarters_with_data(folder)
    known = [q for q in quarters if has_closing_ledger(folder, q) or has_results(folder, q, today)]
    if not known:
        return ""  # who has never reported misses nothing
    reported = {quarter[-1] for quarter in known}
    first = max(known)
    lacking = dict[str, date]()
    quarter = last_closed(today)
    while quarter > first:
        expected = _expected_on(root, district, quarter)
        if quarter[-1] in reported and expected <= today:
            lacking[quarter] = expected
        quarter = _quarter_before(quarter)
    if not lacking:
        return ""
    names = sorted(lacking)
    listed = "、".join(names) if len(names) <= MOST_LISTED else f"{names[0]} … {names[-1]}（{len(names)}）"
    return (
        f"{district}：缺少 {listed} 的数据，自 {lacking[names[0]]} 起 "
        f"data of {listed} is missing since {lacking[names[0]]}\n"
        f"处理 remedy: 补充 data/{district}/figures.csv，或导入台账 "
        f"add published figures, or import a ledger: jjinvest ledger import FILE --district {district}"
    )


def _expected_on(root: Path, district: str, quarter: str) -> date:
    """Day by which the data of a quarter is expected."""
    try:
        return load_parameters(root, quarter, district).as_of
    except ParameterError:
        return period_end(quarter) + PUBLICATION_LAG


def _quarter_before(quarter: str) -> str:
    year, number = int(quarter[:4]), int(quarter[-1])
    return f"{year}Q{number - 1}" if number > 1 else f"{year - 1}Q4"


def unfilled(root: Path) -> list[str]:
    """Folders of data/ that name a district but hold neither figures nor a ledger yet."""
    folders = (path.parent for path in (root / "data").glob("*/district.yaml"))
    return sorted(
        folder.name
        for folder in folders
        if not (folder / "figures.csv").exists() and not (folder / "private" / "imports.csv").exists()
    )


def last_closed(today: date) -> str:
    """Name the last quarter whose last day is over."""
    last = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1) - timedelta(days=1)
    return f"{last.year}Q{(last.month + 2) // 3}"


def _closed(root: Path, district: str, today: date) -> Iterator[tuple[str, RunParameters | None]]:
    """Closed quarters with data or a file of parameters whose as-of day has come, latest first.

    Parameters that are wrong are None.
    """
    for name in reported_quarters(root, district):
        if period_end(name) < today:
            try:
                parameters = load_parameters(root, name, district)
            except ParameterError:
                yield name, None
                continue
            if parameters.as_of <= today:
                yield name, parameters


def _has_data(root: Path, district: str, quarter: str, parameters: RunParameters | None) -> bool:
    """Whether a result was published by the as-of day, or a ledger of a month of the quarter imported.

    Data that cannot be read counts, as does any data of a quarter whose parameters are wrong: the run reports
    the problem.
    """
    folder = root / "data" / district
    if parameters is None:
        return _unreadable(folder) or quarter in quarters_with_data(folder)
    if period_end(quarter) <= parameters.as_of and has_ledger(folder, quarter):
        return True
    return _unreadable(folder) or has_results(folder, quarter, parameters.as_of)


def _unreadable(folder: Path) -> bool:
    """Whether there are figures with faults; tables without a row, as of a new district, have none."""
    if not (folder / "figures.csv").exists():
        return False
    tables = read_figure_tables(folder, required=False)
    if not tables.figures and not tables.problems:
        return False
    return bool(read_figure_tables(folder).problems)
