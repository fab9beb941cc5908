"""Recall of clerical errors by the check of a ledger, and its false alarms on clean rows.

The workbooks are of synthetic districts, the errors those of `benchmarks.clerk_errors.errors`, which was
written without sight of the rules. A hit is a finding on the row with the error that the same row did not
have before; or, where a row of sums stands among the projects, that it is not taken for one; a unit written
in a cell may also be read as such. Each workbook is checked beside the ledger of the month before,
as a bureau would that imports monthly; recall by a first import, without it, is a column of its
own.

Every workbook serves three times: clean, for false alarms and as what its rows showed before; with an error
of each of several kinds in rows of their own; and, some of them, with a column pasted over another. `SEED`
draws districts, clerks and errors that no rule was tuned on; rules were tuned on `TUNED_ON` (`python -m
benchmarks.ledger_recall` shows those).
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.clerk_errors.errors import inject, paste_column
from benchmarks.clerk_errors.injector import KINDS, InjectedError
from jjinvest.ledger.findings import Finding
from jjinvest.ledger.reader.headed_columns.headers import load_spellings
from jjinvest.ledger.validation.result import ValidationResult
from jjinvest.ledger.validation.validate import previous_projects, validate
from jjinvest.ledger.validation.whole.file_findings import PreviousImport
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.simulate import SyntheticDistrict, simulate
from jjinvest.synthetic.workbooks import Style, TypedSheet, draw_style, to_xlsx, type_ledger

SEED, TUNED_ON = 977, 20231
WORKBOOKS, ERRORS_PER_WORKBOOK, WORKBOOKS_PER_PASTED_COLUMN, MAX_EXAMPLES = 128, 16, 2, 4
"""Number of workbooks, of errors in each, of workbooks for one with a pasted column, of examples shown."""
FIRST_YEAR, LAST_YEAR = 2021, 2023


@dataclass
class Tally:
    """Results of one kind of error."""

    seeded: int = 0
    detected: int = 0
    on_column: int = 0
    alone: int = 0
    misses: list[str] = field(default_factory=list)


@dataclass
class Clean:
    """Findings in workbooks without errors."""

    rows: int = 0
    flagged: int = 0
    alone: int = 0
    rejected: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    on_file: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def add(self, number: int, result: ValidationResult, alone: ValidationResult) -> None:
        """Count the findings of one more workbook, and the rows with any where it is the first import."""
        self.rows += len(result.rows)
        self.flagged += sum(bool(row.findings) for row in result.rows)
        self.alone += sum(bool(row.findings) for row in alone.rows)
        self.rejected += result.counts["rejected"]
        self.on_file.update(named(f) for f in result.remarks)
        for row in result.rows:
            self.rules.update({named(f) for f in row.findings})
            for f in row.findings:
                text = f"workbook {number} row {row.number} column {f.column}: {f.found}"
                self.examples.setdefault(f.rule, []).append(text)

    def table(self) -> pd.DataFrame:
        """Counts by rule, as shares of the rows."""
        lines = [["rows with a finding", self.flagged, self.flagged / self.rows]]
        lines += [["rows with a finding, first import", self.alone, self.alone / self.rows]]
        lines += [["rows rejected", self.rejected, self.rejected / self.rows]]
        lines += [[f"  {rule}", n, n / self.rows] for rule, n in self.rules.most_common()]
        lines += [[f"  file: {rule}", n, float("nan")] for rule, n in self.on_file.most_common()]
        return pd.DataFrame(lines, columns=[f"clean workbooks: {self.rows} rows", "number", "share"])


@dataclass(frozen=True)
class Case:
    """A typed ledger and the import of the month before."""

    number: int
    district: SyntheticDistrict
    month: pd.Period
    sheet: TypedSheet
    rng: np.random.Generator

    @cached_property
    def before(self) -> PreviousImport:
        """What was imported a month ago."""
        earlier = self.month - 1
        return PreviousImport(
            previous_projects(self.district.ledger_at(earlier)), (earlier.year, earlier.month)
        )

    def copy(self) -> TypedSheet:
        """Return the sheet to be spoilt."""
        return replace(self.sheet, cells=[list(row) for row in self.sheet.cells], between={})

    def check(self, sheet: TypedSheet, folder: Path) -> tuple[ValidationResult, ValidationResult]:
        """Check a workbook of the sheet after the month's end: with an import of last month, and without."""
        path, today = folder / f"{self.number}.xlsx", after(self.month)
        path.write_bytes(to_xlsx(sheet))
        spellings = load_spellings()
        return (
            validate(path, spellings, today=today, previous=lambda _: self.before),
            validate(path, spellings, today=today),
        )


def after(month: pd.Period) -> date:
    """Return the day a ledger of a month is handed in."""
    return month.end_time.date() + timedelta(days=6)


def case(number: int, *, seed: int, plain: bool) -> Case:
    """Draw a clean ledger of 40 to 150 rows as one clerk types it."""
    rng = np.random.default_rng([seed, number])
    parameters = Parameters(first_year=FIRST_YEAR, last_year=LAST_YEAR, projects=int(rng.integers(60, 150)))
    district = simulate(parameters, seed=seed, district=number)
    month = pd.Period(f"{LAST_YEAR}-{int(rng.integers(2, 13)):02d}", "M")
    ledger = district.ledger_at(month)
    style: Style = draw_style(rng, plain=plain)
    sheet = type_ledger(ledger, style, rng, month=str(month), place="合成区")
    return Case(number, district, month, sheet, rng)


def named(finding: Finding) -> str:
    """Name a finding by its rule and, where a word was not understood, by that word."""
    words = ("choice_unknown", "columns_unknown")
    return f"{finding.rule} {finding.found}" if finding.rule in words else finding.rule


def study(
    folder: Path, *, plain: bool, seed: int = SEED, workbooks: int = WORKBOOKS
) -> tuple[dict[str, Tally], Clean]:
    """Check workbooks without and with errors; count the detected errors by kind, and false alarms."""
    tallies, alarms = {kind: Tally() for kind in (*KINDS, "column_pasted")}, Clean()
    for number in range(1, workbooks + 1):
        drawn = case(number, seed=seed, plain=plain)
        both = drawn.check(drawn.sheet, folder)
        alarms.add(number, *both)
        clean = [[row.findings for row in result.rows] for result in both]
        if number % WORKBOOKS_PER_PASTED_COLUMN == 0:
            sheet = drawn.copy()
            error = paste_column(sheet)
            if error is not None:
                judge(drawn, sheet, [error], clean, folder, tallies)
        sheet, taken = drawn.copy(), set[int]()
        order = sorted(KINDS, key=lambda kind: (tallies[kind].seeded, drawn.rng.random()))
        errors = [inject(sheet, kind, drawn.rng, taken) for kind in order[:ERRORS_PER_WORKBOOK]]
        judge(drawn, sheet, [e for e in errors if e is not None], clean, folder, tallies)
    return tallies, alarms


def judge(
    drawn: Case,
    sheet: TypedSheet,
    errors: list[InjectedError],
    clean: list[list[list[Finding]]],
    folder: Path,
    tallies: dict[str, Tally],
) -> None:
    """Check a sheet with errors and count those detected; `clean`: findings of each row before, by import."""
    result, alone = drawn.check(sheet, folder)
    for error in errors:
        tally = tallies[error.kind]
        detected, on_column = hit(sheet, result, error, clean[0])
        tally.seeded += 1
        tally.detected += detected
        tally.on_column += on_column
        tally.alone += hit(sheet, alone, error, clean[1])[0]
        if not detected:
            true = sheet.ledger.iloc[error.place]
            columns = ("agreed_amount", "contract_amount", "funds_month", "funds_ytd", "funds_to_date")
            money = "/".join(str(true[name]) for name in columns)
            tally.misses.append(
                f"workbook {drawn.number} ({sheet.style.unit}, {drawn.month}) row {rows_of(sheet, error)[0]} "
                f"{','.join(error.columns)[:60]}: {str(error.before)[:50]} -> {str(error.after)[:50]}"
                f" [{true['stage']} {money}]"
            )


def rows_of(sheet: TypedSheet, error: InjectedError) -> list[int]:
    """Rows of the sheet an error concerns."""
    if error.between:
        return [sheet.first_row + error.place + sum(before < error.place for before in sheet.between)]
    return [sheet.row_of(place) for place in (error.place, error.other) if place >= 0]


def hit(
    sheet: TypedSheet, result: ValidationResult, error: InjectedError, clean: list[list[Finding]]
) -> tuple[bool, bool]:
    """Whether the error was detected, and whether on one of its columns."""
    numbers = rows_of(sheet, error)
    rows = [row for row in result.rows if row.number in numbers]
    places_of_rows = [place for place in (error.place, error.other) if 0 <= place < len(clean)]
    old = {(f.rule, f.column, f.found) for place in places_of_rows for f in clean[place]}
    new = [f for row in rows for f in row.findings if (f.rule, f.column, f.found) not in old]
    shift = int(sheet.style.numbered)
    places = {sheet.column(name) + shift for name in error.columns if name in sheet.style.columns}
    on_column = any(f.column in places for f in new)
    if error.between:
        return not rows or bool(new), not rows or bool(new)
    if error.kind == "column_pasted":
        before = sum(f.column in places for of in clean for f in of)
        more = sum(f.column in places for f in result.findings()) > before
        return more, more
    if error.kind == "unit_in_cell" and not new:
        read = [row.yuan(error.columns[0]) for row in rows]
        true = int(sheet.ledger.iloc[error.place][error.columns[0]])
        right = any(value == true for value in read)
        return right, right
    return bool(new), on_column


def table(tallies: dict[str, Tally]) -> pd.DataFrame:
    """One row a kind."""
    return pd.DataFrame(
        [
            [kind, t.seeded, t.detected / t.seeded, t.on_column / t.seeded, t.alone / t.seeded]
            for kind, t in tallies.items()
            if t.seeded
        ],
        columns=["kind of error", "seeded", "recall", "on its column", "recall, first import"],
    )


def missed(tallies: dict[str, Tally], number: int = MAX_EXAMPLES) -> Iterator[str]:
    """Name examples of missed errors."""
    for kind, tally in tallies.items():
        if tally.misses:
            yield f"{kind}: {len(tally.misses)} of {tally.seeded} missed"
            yield from (f"    {text}" for text in tally.misses[:number])


def main(report: Callable[[str], None] = print, *, seed: int = SEED, workbooks: int = WORKBOOKS) -> None:
    """Print recall, misses and false alarms, with the template's headers and with clerks' own."""
    with tempfile.TemporaryDirectory() as scratch:
        for plain in (True, False):
            report(f"\n{'template headers and words' if plain else 'clerks’ own headers, words and units'}")
            tallies, alarms = study(Path(scratch), plain=plain, seed=seed, workbooks=workbooks)
            report(table(tallies).to_string(index=False, float_format=lambda x: f"{x:.3f}"))
            report("\n".join(missed(tallies)))
            report(alarms.table().to_string(index=False, float_format=lambda x: f"{x:.4f}"))
            for rule, texts in alarms.examples.items():
                report("\n".join(f"{rule}: {text}" for text in texts[:MAX_EXAMPLES]))


if __name__ == "__main__":
    main(seed=TUNED_ON)
