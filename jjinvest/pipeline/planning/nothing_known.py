"""Runs of a quarter of which nothing is known: no figure of its year, target or ledger; they are not made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from jjinvest.core.errors import DataError, ParameterError
from jjinvest.data.figure_rows import read_figure_tables
from jjinvest.data.unpublished_targets import read_unpublished_targets
from jjinvest.pipeline.planning.ledger_used import ledger_of_report
from jjinvest.pipeline.planning.parameters import RunParameters, load_parameters
from jjinvest.pipeline.planning.plan import RunRequest
from jjinvest.pipeline.planning.quarters import quarters_with_data


def with_something_known(request: RunRequest, say: Callable[[str], None]) -> RunRequest:
    """Return a request without the runs of which nothing is known; `say` takes the sentence on each.

    Runs that a schedule found due are left as they are: it looked for their data.

    Raises
    ------
    ParameterError
        If nothing is known of any run; the quarters with data are listed.
    """
    if request.only:
        return request
    empty = [run for run in request.runs if _is_empty(request, *run)]
    texts = [_text(request, *run) for run in empty]
    left = tuple(run for run in request.runs if run not in empty)
    if empty and not left:
        raise ParameterError("\n".join(texts))
    for text in texts:
        say(text)
    return replace(request, only=left) if empty else request


def _is_empty(request: RunRequest, district: str, quarter: str) -> bool:
    parameters = load_parameters(request.root, quarter, district, as_of=request.as_of)
    return not something_known(request.root / "data" / district, quarter, parameters)


def something_known(folder: Path, quarter: str, parameters: RunParameters) -> bool:
    """Whether a figure or target of the quarter's year, or its ledger, was known by the as-of day.

    Data that cannot be read count as known: the run says what is wrong with them.
    """
    try:
        tables = read_figure_tables(folder, required=False)
        used = ledger_of_report(folder, quarter, parameters.as_of).used
    except (DataError, OSError):
        return True
    of_bureau = read_unpublished_targets(folder, tables.dimensions, parameters.tier)
    rows = (row for row in (*tables.figures, *of_bureau.rows) if row.available_from <= parameters.as_of)
    of_year = any(row.period[:4] == quarter[:4] for row in rows)
    return bool(tables.problems or of_bureau.problems or used or of_year)


def _text(request: RunRequest, district: str, quarter: str) -> str:
    folder = request.root / "data" / district
    known = quarters_with_data(folder)
    days = [row.available_from for row in read_figure_tables(folder, required=False).figures]
    first = f"\n最早的材料发布于 first text published: {min(days)}" if days else ""
    remedy = f"\n处理 remedy: jjinvest run {known[0]} --district {district}" if known else ""
    day = load_parameters(request.root, quarter, district, as_of=request.as_of).as_of
    return (
        f"{district} {quarter}：到 {day} 没有这一年的数、目标或台账，不出报告 "
        f"no figure of the year, target or ledger is known, so no report is made\n"
        f"有数的季度 quarters with data: {', '.join(known) or '—'}{first}{remedy}"
    )
