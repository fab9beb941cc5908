"""Which ledger the report of a quarter rests on, and what a person should know of it before a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from jjinvest.core.access import allows
from jjinvest.core.periods import canonical_period, is_cumulative, period_end, run_quarter
from jjinvest.data.import_list import ListedImport, correction_of, import_used, listed_imports
from jjinvest.data.unpublished_targets import FILE as UNPUBLISHED_TARGETS
from jjinvest.data.unpublished_targets import TIER as TIER_OF_TARGETS
from jjinvest.pipeline.planning.default_day import results
from jjinvest.pipeline.planning.later_figures import note_of_later_figures, run_as_of

if TYPE_CHECKING:
    from jjinvest.pipeline.planning.plan import RunPlan


@dataclass(frozen=True)
class LedgerChoice:
    """The ledger of a report.

    Attributes
    ----------
    used
        The import that the report rests on; None without any.
    later
        The last import of the same month, where it came after the as-of day and so is not used.
    published
        Whether published figures of a later month are reported in place of the ledger.
    """

    used: ListedImport | None
    later: ListedImport | None = None
    published: bool = False


def ledger_of_report(folder: Path, quarter: str, day: date) -> LedgerChoice:
    """Return the ledger that the report of a quarter rests on as of a day."""
    entries = listed_imports(folder)
    used = import_used(entries, quarter, day)
    if used is None:
        return LedgerChoice(None)
    end = period_end(used.month)
    for row in results(folder):
        of_quarter = is_cumulative(row.period) and run_quarter(row.period) == quarter
        if (
            of_quarter
            and row.statistic == "level"
            and row.available_from <= day
            and period_end(row.period) > end
        ):
            return LedgerChoice(None, published=True)
    return LedgerChoice(used, correction_of(entries, used))


def notes_before_run(plan: RunPlan, asked: Sequence[str]) -> Iterator[str]:
    """Yield what a person should know of the inputs of a run, one line each, in both languages.

    Parameters
    ----------
    plan
        The run.
    asked
        Periods as the command line names them.
    """
    folder, district, quarter = plan.root / "data" / plan.district, plan.district, plan.period
    day, tier = plan.parameters.as_of, plan.parameters.tier
    yield from months_without_report(folder, quarter, asked, day)
    if day < period_end(quarter):
        yield (
            f"注意：截止日期 {day} 早于季末 {period_end(quarter)}，之后的数不在报告内 "
            "the as-of day is before the end of the quarter"
        )
    if note := note_of_later_figures(folder, quarter, day):
        yield f"{note['zh']} {note['en']}"
    choice = ledger_of_report(folder, quarter, day)
    if choice.used is not None:
        yield f"台账 ledger：{_named(choice.used)}"
    if choice.later is not None:
        remedy = run_as_of(quarter, district, choice.later.imported_on)
        yield (
            f"注意：同月另有{_named(choice.later)}，晚于截止日期，本次不用 "
            f"a later one of the month, not used；要用 to use it: {remedy}"
        )
    if not allows(tier, TIER_OF_TARGETS) and (folder / UNPUBLISHED_TARGETS).is_file():
        yield (
            f"{UNPUBLISHED_TARGETS}：公开级别 tier {tier} 的报告不读其中的目标 "
            f"targets of the bureau are read from tier {TIER_OF_TARGETS} on"
        )


def months_without_report(folder: Path, quarter: str, asked: Sequence[str], day: date) -> Iterator[str]:
    """Yield a line for each month asked for whose ledger the report of its quarter does not use."""
    choice = ledger_of_report(folder, quarter, day)
    own = {each.month for each in listed_imports(folder)}
    for text in dict.fromkeys(asked):
        period = canonical_period(text)
        month = f"{period_end(period):%Y-%m}"
        if run_quarter(period) != quarter or month not in own or (choice.used and choice.used.month == month):
            continue
        used = f"，用 uses {choice.used.month}" if choice.used is not None else ""
        yield f"注意：{month} 的台账不用 the ledger of {month} is not used by {quarter}{used}"


def _named(entry: ListedImport) -> str:
    return (
        f"第 {entry.number} 次导入 import {entry.number}（{entry.month}，{entry.file}，{entry.imported_on}）"
    )
