"""Time of an exact bound, compared with the same model given to the solver directly.

Both are timed in one run, so their ratio holds on any machine: `plain` is branch and cut on the
full model with every task force distinguished, stopped after a thousand nodes; `bound` is what a report
calls, from reading the figures to both ends.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter

import pandas as pd

from jjinvest.data.workspace import Workspace, load_workspace
from jjinvest.quality.bounds.bounds import CONVENTIONS, bounds, standard_statistics
from jjinvest.quality.bounds.cells import LedgerCells
from jjinvest.quality.bounds.constraints import Convention, read_constraints
from jjinvest.quality.bounds.statistics import Statistic

DISTRICT, YEAR = "jiangjin", "2023"
PLAIN_NODE_LIMIT = 1_000


def plain(known: Workspace, statistic: Statistic, convention: Convention) -> None:
    """Both ends of a count or an amount by one call of the solver each."""
    constraint_set = read_constraints(known, YEAR, convention)
    cells = LedgerCells(constraint_set, convention, queries=[statistic.where])
    costs = cells.milp.dense(cells.form(statistic.measure, statistic.where))
    for sign in (1.0, -1.0):
        cells.milp.solve(sign * costs, node_limit=PLAIN_NODE_LIMIT)


def milliseconds(work: Callable[[], object]) -> float:
    """Time of one call."""
    start = perf_counter()
    work()
    return 1000 * (perf_counter() - start)


def timed(known: Workspace) -> pd.DataFrame:
    """Milliseconds of both ways by statistic and convention; none of the plain one for the n largest."""
    rows = []
    for convention in CONVENTIONS.values():
        for statistic in standard_statistics(known, YEAR, convention):
            taken = milliseconds(partial(bounds, known, YEAR, statistic, convention))
            alone = float("nan")
            if statistic.top is None and statistic.measure != "share":
                alone = milliseconds(partial(plain, known, statistic, convention))
            rows.append([statistic.fact_id(YEAR), convention.name, taken, alone, alone / taken])
    return pd.DataFrame(rows, columns=["statistic", "convention", "bound ms", "plain ms", "plain / bound"])


def main() -> None:
    """Print the table."""
    known = load_workspace(Path(__file__).parents[1] / "data" / DISTRICT)
    frame = timed(known)
    print("Exact bounds (both ends, figures read again for each)")
    print(frame.to_string(index=False, float_format=lambda x: f"{x:.1f}", na_rep="—"))
    print(f"median {frame['bound ms'].median():.0f} ms, longest {frame['bound ms'].max():.0f} ms")
