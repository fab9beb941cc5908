"""Open a ledger workbook that no district has imported."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jjinvest.analysis.analysis import Analysis
from jjinvest.analysis.ledger.note import LedgerNote
from jjinvest.analysis.opening import analysis_of
from jjinvest.core.assumptions import Assumptions
from jjinvest.core.errors import DataError, ParameterError, Problem
from jjinvest.core.periods import period_end, run_quarter
from jjinvest.data.workspace import Workspace
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.ledger.findings import REJECTED, REMARK, Finding, shorten
from jjinvest.pipeline.planning.parameters import DEFAULT_SEED
from jjinvest.results.results import Results

if TYPE_CHECKING:
    from jjinvest.ledger.validation.result import ValidationResult
    from jjinvest.ledger.vocabulary.places import Home

_MONTH = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])")
MAX_PLACES_NAMED = 5
"""Places that a note names."""
MAX_LISTED_ALIKE = 5
"""Cells of a column with one fault that an error lists one by one."""
NOT_OF_NUMBERS = frozenset(
    {
        *("place_unknown_side", "date_after_month"),  # they have notes of their own
        *("column_absent", "macros", "external_links", "text_as_formula", "text_filled_down"),
        *("other_row", "other_sheet", "sheets_together", "accepted_by_decision", "cells_twice"),
    }
)
"""Remarks that say nothing of how a number was read."""


def open_ledger(
    path: str | Path,
    *,
    month: str | None = None,
    place: str | None = None,
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
        Month at whose end it stands, in place of that of its title, such as 2023-12.
    place
        The district's own place, such as 重庆市江津区, where no title above the table begins with it. Without
        it a place in the country, even the district's own, counts as out of city: ``d.notes`` says how many
        rows.
    language
        Language of names: ``zh`` or ``en``.
    seed
        Seed of every simulation.
    without_rejected
        Whether rows with errors are left out; else they are an error. ``d.notes`` says how many, and how much
        they hold.

    Raises
    ------
    DataError
        If the workbook cannot be read, or has rows with errors.
    ParameterError
        If it is no path of a file; if the month is not known; if there is no
        such place, or several.

    Examples
    --------
    In a notebook::

        d = jj.open_ledger("ledger.xlsx", month="2023-12")
        d.frame("agreed_amount", by=["quarter", "sector"])
    """
    from jjinvest.ledger.reader.headed_columns.headers import load_spellings
    from jjinvest.ledger.validation.validate import validate

    if not isinstance(path, str | Path):
        raise ParameterError(
            f"要文件，不是 a file is needed, not: {type(path).__name__}\n"
            '处理 remedy: frame.to_excel("台账.xlsx", index=False)，jj.open_ledger("台账.xlsx")'
        )
    source, today = Path(path), date.today()
    again = partial(
        open_ledger,
        source.absolute(),
        month=month,
        place=place,
        language=language,
        seed=seed,
        without_rejected=without_rejected,
    )
    if not source.is_file():
        raise ParameterError(f"没有这个文件 no such file: {source}\n可用 choices: xlsx, xls, csv")
    spellings = replace(load_spellings(), home=None if place is None else _home(place))
    result = validate(source, spellings, today=today, month=None if month is None else _month(month))
    if result.blocking and not without_rejected:
        raise _rejected(source, result, language)
    stands_at = result.table.month
    if stands_at is None:
        raise _no_month(today)
    its_month = f"{stands_at[0]}-{stands_at[1]:02d}"
    day, quarter = max(today, period_end(its_month)), run_quarter(its_month)
    with tempfile.TemporaryDirectory() as place:
        workspace = _imported(Path(place) / "data" / source.stem, result, quarter, day)
    results = Results(workspace, quarter, seed, Assumptions(**dict[str, Any]()))
    return analysis_of(results, language, notes=_notes(result, language), again=again)


def _no_month(today: date) -> ParameterError:
    """Error of a ledger whose month is not known; it names the last month that is over."""
    last = today.replace(day=1) - timedelta(days=1)
    return ParameterError(
        "台账截至哪个月 the month at whose end the ledger stands: 不知道 not known\n"
        f'可用 choices: month="{last:%Y-%m}"'
    )


def _home(place: str) -> Home:
    from jjinvest.ledger.vocabulary.district_place import EXPECTED
    from jjinvest.ledger.vocabulary.places import home_of

    home = home_of(place)
    if home is None:
        raise ParameterError(f"不是一个地区 not one division: place={place!r}\n应为 expected: {EXPECTED}")
    return home


def _notes(result: ValidationResult, language: str) -> tuple[str, ...]:
    """What the numbers of the ledger rest on: places of an unknown side, and remarks of its check."""
    words = Vocabulary(language, {})
    remarks = [
        finding
        for finding in [
            *result.remarks,
            *(f for row in result.rows if row.status != REJECTED for f in row.findings),
        ]
        if finding.severity == REMARK
    ]
    return (*_places(remarks, words), *_remarks(remarks, words, _field_of(result)))


def _field_of(result: ValidationResult) -> Callable[[Finding], str]:
    """Return the field of the column that a finding is about; empty where it is about none."""
    places = {
        (table.sheet.name, column.index): name
        for table in (*(each for each, _ in reversed(result.more)), result.table)
        for name, column in table.columns.items()
    }
    first = result.table.sheet.name
    return lambda finding: (
        "" if finding.column is None else places.get((finding.sheet or first, finding.column), "")
    )


def _places(remarks: Iterable[Finding], words: Vocabulary) -> Iterator[str]:
    places = {(each.sheet, each.row): each.found for each in remarks if each.rule == "place_unknown_side"}
    if not places:
        return
    named = list(dict.fromkeys(places.values()))
    shown = "、".join(named[:MAX_PLACES_NAMED]) + (" …" if len(named) > MAX_PLACES_NAMED else "")
    message = words.message("analysis.note.place_unknown")
    note = message.replace("{number}", str(len(places))).replace("{places}", shown)
    yield LedgerNote(note, ["origin"])


def _remarks(
    remarks: Iterable[Finding], words: Vocabulary, field_of: Callable[[Finding], str]
) -> Iterator[LedgerNote]:
    """Remarks on how numbers were read, one sentence a note, with its first cell and its columns."""
    cells, fields = dict[str, list[str]](), dict[str, set[str]]()
    for remark in remarks:
        if remark.rule not in NOT_OF_NUMBERS:
            fields.setdefault(remark.what(words.language), set()).update(filter(None, [field_of(remark)]))
            cells.setdefault(remark.what(words.language), []).append(
                f"{remark.address} {shorten(remark.found)}".strip()
            )
    for what, places in cells.items():
        first = next(filter(None, places), "") + (f" …（{len(places)}）" if len(places) > 1 else "")
        note = words.message("analysis.note.remark").replace("{place}", first).replace("{what}", what)
        yield LedgerNote(note.strip(), fields[what], len(places))


def _rejected(source: Path, result: ValidationResult, language: str) -> DataError:
    """Error of rejected rows: how many and how to see all, then the cells in the order of the sheet.

    Many cells of a column with one fault, such as its form of dates, are one entry.
    """
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
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for finding in (each for row in rows for each in row.findings if each.severity == REJECTED):
        alike.setdefault((finding.rule, finding.sheet, finding.column), []).append(finding)
    several = {key: len(each) for key, each in alike.items() if len(each) > MAX_LISTED_ALIKE}
    cells = [
        _problem(source, finding, language, several.get(key, 1))
        for key, of_column in alike.items()
        for finding in (of_column[:1] if key in several else of_column)
    ]
    cells.sort(key=lambda problem: problem.row or 0)
    return DataError(cells, all_of_them)


def _problem(source: Path, finding: Finding, language: str, alike: int) -> Problem:
    """A rejected cell as a problem, with the number of cells of its column that have the same fault."""
    found = f"{finding.found} — {finding.what(language)}" if finding.found else finding.what(language)
    if alike > 1:
        found += f"（同列共 {alike} 格 cells of the column）"
    expected, example = finding.expected(language), finding.example(language)
    return Problem(source.name, finding.row, finding.address or None, found, expected, example)


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
