"""What is due: for each district the last closed quarter with data that has no up-to-date published run.

A quarter is closed when its last day is over. It has data for a district when its as-of day has come, and by
then a result of a period that ends in it was published or the ledger of its last month imported. Only the last such quarter is considered: a schedule does not change the reports of earlier ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from jjinvest.core.periods import period_end
from jjinvest.data.figure_rows import read_figure_tables
from jjinvest.pipeline.planning.parameters import RunParameters, load_parameters, reported_quarters
from jjinvest.pipeline.planning.plan import RunRequest, plan_run
from jjinvest.pipeline.planning.quarters import has_ledger, has_results
from jjinvest.pipeline.storage.manifest import is_published


@dataclass(frozen=True)
class DueRuns:
    """Runs that are due (district, period), messages on other districts, and up-to-date districts."""

    runs: tuple[tuple[str, str], ...]
    messages: tuple[str, ...]
    up_to_date: tuple[str, ...]


def due(request: RunRequest, today: date) -> DueRuns:
    """Find what is due on a day for the districts of a request.

    Raises
    ------
    ParameterError
        If a file of parameters of a closed quarter is wrong.
    """
    runs, messages, up_to_date = [], [], []
    for district in request.districts:
        closed = _closed(request.root, district, today)
        period = next(
            (name for name, known in closed if _has_data(request.root, district, name, known)), None
        )
        if period is None and _unreadable(request.root / "data" / district):
            period = last_closed(today)
        if period is None:
            messages.append(f"{district}：跳过，没有已结束且有数据的季度 skipped: no closed quarter has data")
        elif is_published(plan_run(request, district, period)):
            up_to_date.append(district)
            messages.append(f"{district} {period}：已发布，输入未变 published, nothing has changed")
        else:
            runs.append((district, period))
    return DueRuns(tuple(runs), tuple(messages), tuple(up_to_date))


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


def _closed(root: Path, district: str, today: date) -> Iterator[tuple[str, RunParameters]]:
    """Closed quarters with data or a file of parameters whose as-of day has come, latest first."""
    for name in reported_quarters(root, district):
        if period_end(name) < today:
            parameters = load_parameters(root, name, district)
            if parameters.as_of <= today:
                yield name, parameters


def _has_data(root: Path, district: str, quarter: str, parameters: RunParameters) -> bool:
    """Whether a result was published by the as-of day, or a ledger of the quarter's last month imported.

    Data that cannot be read counts: the run reports the problem.
    """
    folder = root / "data" / district
    if period_end(quarter) <= parameters.as_of and has_ledger(folder, quarter):
        return True
    return _unreadable(folder) or has_results(folder, quarter, parameters.as_of)


def _unreadable(folder: Path) -> bool:
    """Whether there are figures with faults."""
    return (folder / "figures.csv").exists() and bool(read_figure_tables(folder).problems)
