"""What is due: for each district the last closed quarter with data that has no up-to-date published run.

A quarter is closed when its last day is over. It has data for a district when `params/<period>.yaml` exists,
its `as_of` has come, and by then an achieved figure of its year to date, or of the quarter itself, was
published. Only the last such quarter is considered: a schedule does not change the reports of earlier ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from jjinvest.core.errors import DataError
from jjinvest.core.periods import cumulative_period, period_end
from jjinvest.data.figure_rows import read_figure_tables
from jjinvest.pipeline.planning.parameters import PERIOD, RunParameters, load_parameters
from jjinvest.pipeline.planning.plan import RunRequest, plan_run
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
    closed = _closed(request.root, today)
    runs, messages, up_to_date = [], _missing_parameters(request.root, today), []
    for district in request.districts:
        period = next(
            (name for name, known in closed if _has_data(request.root, district, name, known)), None
        )
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


def _closed(root: Path, today: date) -> list[tuple[str, RunParameters]]:
    """Closed quarters with parameters whose as-of day has come, latest first."""
    names = sorted(
        (path.stem for path in (root / "params").glob("*.yaml") if PERIOD.match(path.stem)), reverse=True
    )
    known = [
        (name, load_parameters(root, name)) for name in names if period_end(cumulative_period(name)) < today
    ]
    return [(name, parameters) for name, parameters in known if parameters.as_of <= today]


def _missing_parameters(root: Path, today: date) -> list[str]:
    """Return a message if the quarter just closed has no parameters: a schedule would silently skip it."""
    name = last_closed(today)
    if (root / "params" / f"{name}.yaml").exists():
        return []
    return [
        f"{name} 已结束，但没有 params/{name}.yaml has closed but has no parameters："
        "复制最近一期的文件，改 as_of copy the latest file and change as_of"
    ]


def _has_data(root: Path, district: str, period: str, parameters: RunParameters) -> bool:
    """Whether an achieved figure was published by the as-of day, or a ledger of the period's end imported.

    Data that cannot be read counts: the run reports the problem.
    """
    folder = root / "data" / district
    path = folder / "figures.csv"
    end = period_end(cumulative_period(period))
    if end <= parameters.as_of and (folder / "private" / "imports.csv").exists():
        from jjinvest.ledger.store.store import Store

        try:
            if any(each.month == f"{end:%Y-%m}" for each in Store(folder / "private").history()):
                return True
        except DataError:
            return True
    if not path.exists():
        return False
    wanted = (cumulative_period(period), period)
    tables = read_figure_tables(folder)
    if tables.problems:
        return True
    return any(
        row.period in wanted and row.statistic != "target" and row.available_from <= parameters.as_of
        for row in tables.figures
    )
