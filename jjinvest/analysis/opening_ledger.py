"""Open a ledger workbook that no district has imported."""

from __future__ import annotations

import re
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jjinvest.analysis.analysis import Analysis
from jjinvest.analysis.opening import analysis_of
from jjinvest.core.assumptions import Assumptions
from jjinvest.core.errors import DataError, ParameterError, Problem
from jjinvest.core.periods import run_quarter
from jjinvest.data.workspace import Workspace
from jjinvest.pipeline.planning.parameters import DEFAULT_SEED
from jjinvest.results.results import Results

if TYPE_CHECKING:
    from jjinvest.ledger.validation.validate import ValidationResult

_MONTH = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])")
_QUARTER_ENDS = (3, 6, 9, 12)


def open_ledger(
    path: str | Path,
    *,
    month: str | None = None,
    language: str = "zh",
    seed: int = DEFAULT_SEED,
    without_rejected: bool = False,
) -> Analysis:
    """Check a ledger workbook and open it: ``d = jj.open_ledger("台账.xlsx")``; nothing is kept.

    ``jjinvest ledger import FILE`` keeps a ledger beside the published figures of its district.

    Parameters
    ----------
    path
        Workbook in xlsx, xls or csv.
    month
        Month at whose end it stands, in place of that of its title: the last of a quarter, such as 2023-12.
    language
        Language of names: ``zh`` or ``en``.
    seed
        Seed of every simulation.
    without_rejected
        Whether rows with errors are left out; else they are an error.

    Raises
    ------
    DataError
        If the workbook cannot be read, or has rows with errors.
    ParameterError
        If it is no path of a file, or the month is not known, or not the last of a quarter.

    Examples
    --------
    In a notebook::

        d = jj.open_ledger("ledger.xlsx", month="2023-12")
        d.frame("agreed_amount", by=["quarter", "sector"])
    """
    from jjinvest.ledger.reader.headers import load_spellings
    from jjinvest.ledger.validation.validate import validate

    if not isinstance(path, str | Path):
        raise ParameterError(
            f"要文件，不是 a file is needed, not: {type(path).__name__}\n"
            '处理 remedy: frame.to_excel("台账.xlsx", index=False)，jj.open_ledger("台账.xlsx")'
        )
    source, today = Path(path), date.today()
    if not source.is_file():
        raise ParameterError(f"没有这个文件 no such file: {source}\n可用 choices: xlsx, xls, csv")
    result = validate(source, load_spellings(), today=today, month=None if month is None else _month(month))
    if result.blocking and not without_rejected:
        raise DataError(_rejected(source, result, language))
    stands_at = result.table.month
    if stands_at is None or stands_at[1] not in _QUARTER_ENDS:
        found = "—" if stands_at is None else f"{stands_at[0]}-{stands_at[1]:02d}"
        raise ParameterError(
            f"要有季末月份 the last month of a quarter is needed: {found}\n可用 choices: month=2023-12"
        )
    quarter = run_quarter(f"{stands_at[0]}-{stands_at[1]:02d}")
    with tempfile.TemporaryDirectory() as place:
        workspace = _imported(Path(place) / "data" / source.stem, result, quarter, today)
    return analysis_of(Results(workspace, quarter, seed, Assumptions(**dict[str, Any]())), language)


def _rejected(source: Path, result: ValidationResult, language: str) -> list[Problem]:
    """Rejected rows as faults: how many and how to see all, then each cell in the order of the sheet."""
    from jjinvest.ledger.findings import REJECTED

    rows = result.blocking
    all_of_them = Problem(
        source.as_posix(),
        None,
        None,
        f"{len(rows)} 行退回修改 rows rejected",
        "没有退回修改行的台账 a ledger without rejected rows",
        f"jjinvest check {source.name} 逐格列出 lists every cell; "
        "without_rejected=True 略去这些行 leaves these rows out",
    )
    cells = [
        Problem(
            source.name,
            finding.row,
            finding.address or None,
            f"{finding.found} — {finding.what(language)}" if finding.found else finding.what(language),
            finding.expected(language),
            finding.example(language),
        )
        for row in rows
        for finding in row.findings
        if finding.severity == REJECTED
    ]
    return [all_of_them, *cells]


def _month(text: str) -> tuple[int, int]:
    match = _MONTH.fullmatch(text)
    if match is None:
        raise ParameterError(f"月份写法不对 not a month: {text!r}\n可用 choices: 2023-12")
    return int(match.group(1)), int(match.group(2))


def _imported(folder: Path, result: ValidationResult, quarter: str, today: date) -> Workspace:
    """Import a validated ledger into a folder of its own and read it as a district."""
    from jjinvest.ledger.store.select_import import load_with_ledger
    from jjinvest.ledger.store.store import Store

    (folder / "private").mkdir(parents=True)
    Store(folder / "private").add(result, datetime.now().astimezone())
    return load_with_ledger(folder, quarter, today, "internal")[1]
