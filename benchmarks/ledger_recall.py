"""How many of a clerk's errors the check of a ledger finds, and how often it finds fault with a clean row.

The workbooks are of synthetic districts, the errors those of `jjinvest.synth.errors`, which was written without sight of
the rules. A hit is a finding on the row with the error, or, where the row of a sum stands among the projects, that it is
not taken for one; a unit written in a cell may also be read for what it says. Each workbook is checked beside the ledger
of the month before, as a bureau would that imports monthly; the recall of flows without it is a column of its own.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from jjinvest.ledger.headers import load_spellings
from jjinvest.ledger.intake import Intake, Last, before_of, take_in
from jjinvest.synth.errors import KINDS, Error, inject, paste_column
from jjinvest.synth.parameters import Parameters
from jjinvest.synth.simulate import Simulation, simulate
from jjinvest.synth.workbook import Sheet, Style, draw_style, to_xlsx, type_in

SEED, CLEAN, PER_KIND, PER_WORKBOOK, EXAMPLES = 20231, 200, 60, 8, 4
FIRST, LAST = 2021, 2023


@dataclass
class Tally:
    """Results of one kind of error."""

    seeded: int = 0
    found: int = 0
    on_column: int = 0
    alone: int = 0
    misses: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Case:
    """A typed ledger and what is known of the month before."""

    number: int
    made: Simulation
    month: pd.Period
    sheet: Sheet
    rng: np.random.Generator

    def check(self, folder: Path, *, with_last: bool = True) -> Intake:
        """Check the workbook a few days after the month's end."""
        path = folder / f"{self.number}.xlsx"
        path.write_bytes(to_xlsx(self.sheet))
        before = self.month - 1

        def last(_: tuple[int, int] | None) -> Last:
            return Last(before_of(self.made.ledger_at(before)), (before.year, before.month))

        return take_in(
            path, load_spellings(), today=after(self.month),
            last=last if with_last else None,
        )  # fmt: skip


def after(month: pd.Period) -> date:
    """Return the day a ledger of a month is handed in."""
    return month.end_time.date() + timedelta(days=6)


def case(number: int, *, plain: bool) -> Case:
    """Draw a clean ledger of 40 to 150 rows as one clerk types it."""
    rng = np.random.default_rng([SEED, number])
    law = Parameters(first_year=FIRST, last_year=LAST, projects=int(rng.integers(60, 150)))
    made = simulate(law, seed=SEED, district=number)
    month = pd.Period(f"{LAST}-{int(rng.integers(2, 13)):02d}", "M")
    ledger = made.ledger_at(month)
    style: Style = draw_style(rng, plain=plain)
    sheet = type_in(ledger, style, rng, month=str(month), place="合成区")
    return Case(number, made, month, sheet, rng)


def false_alarms(folder: Path, *, plain: bool, number: int = CLEAN) -> tuple[pd.DataFrame, list[str]]:
    """Check clean workbooks; return counts by rule, and examples."""
    rows, rules, on_file, examples = 0, Counter[str](), Counter[str](), dict[str, list[str]]()
    flagged = rejected = 0
    for k in range(number):
        drawn = case(k + 1, plain=plain)
        intake = drawn.check(folder)
        rows += len(intake.rows)
        flagged += sum(bool(row.findings) for row in intake.rows)
        rejected += intake.counts["rejected"]
        on_file.update(f"{f.rule} {f.found if f.rule == 'columns_unknown' else ''}" for f in intake.remarks)
        for row in intake.rows:
            rules.update({f.rule for f in row.findings})
            for f in row.findings:
                examples.setdefault(f.rule, []).append(
                    f"workbook {k + 1} row {row.number} column {f.column}: {f.found}"
                )
    lines = [["rows with a finding", flagged, flagged / rows], ["rows rejected", rejected, rejected / rows]]
    lines += [[f"  {rule}", n, n / rows] for rule, n in rules.most_common()]
    lines += [[f"  file: {rule}", n, float("nan")] for rule, n in on_file.most_common()]
    told = [f"{rule}: {text}" for rule, of in examples.items() for text in of[:EXAMPLES]]
    return pd.DataFrame(lines, columns=[f"clean: {number} workbooks, {rows} rows", "number", "share"]), told


def recall(folder: Path, *, plain: bool) -> dict[str, Tally]:
    """Seed errors, a few a workbook in rows of their own, until each kind has enough; count those found."""
    tallies = {kind: Tally() for kind in (*KINDS, "column_pasted")}
    number = 10_000
    while (wanted := [k for k in KINDS if tallies[k].seeded < PER_KIND]) and number < 11_500:
        number += 1
        drawn = case(number, plain=plain)
        taken: set[int] = set()
        order = sorted(wanted, key=lambda kind: (tallies[kind].seeded, drawn.rng.random()))
        made = [inject(drawn.sheet, kind, drawn.rng, taken) for kind in order[:PER_WORKBOOK]]
        judge(drawn, [error for error in made if error is not None], folder, tallies)
    for number in range(20_000, 20_000 + PER_KIND):
        drawn = case(number, plain=plain)
        error = paste_column(drawn.sheet)
        if error is not None:
            judge(drawn, [error], folder, tallies)
    return tallies


def judge(drawn: Case, errors: list[Error], folder: Path, tallies: dict[str, Tally]) -> None:
    """Check a workbook with errors and count which of them were found."""
    intake, alone = drawn.check(folder), drawn.check(folder, with_last=False)
    for error in errors:
        tally = tallies[error.kind]
        found, on_column = hit(drawn.sheet, intake, error)
        tally.seeded += 1
        tally.found += found
        tally.on_column += on_column
        tally.alone += hit(drawn.sheet, alone, error)[0]
        if not found:
            true = drawn.sheet.ledger.iloc[error.place]
            money = "/".join(str(true[n]) for n in ("agreed_amount", "contract_amount", "funds_month", "funds_ytd", "funds_to_date"))  # fmt: skip
            tally.misses.append(
                f"workbook {drawn.number} ({drawn.sheet.style.unit}, {drawn.month}) row {rows_of(drawn.sheet, error)[0]} "
                f"{','.join(error.columns)[:60]}: {str(error.before)[:50]} -> {str(error.after)[:50]} [{true['stage']} {money}]"
            )


def rows_of(sheet: Sheet, error: Error) -> list[int]:
    """Rows of the sheet an error concerns."""
    if error.between:
        return [sheet.first_row + error.place + sum(before < error.place for before in sheet.between)]
    return [sheet.row_of(place) for place in (error.place, error.other) if place >= 0]


def hit(sheet: Sheet, intake: Intake, error: Error) -> tuple[bool, bool]:
    """Whether the error was found, and whether on one of its columns."""
    numbers = rows_of(sheet, error)
    rows = [row for row in intake.rows if row.number in numbers]
    found = [f for row in rows for f in row.findings]
    shift = int(sheet.style.numbered)
    places = {sheet.column(name) + shift for name in error.columns if name in sheet.style.columns}
    on_column = any(f.column in places for f in found)
    if error.between:
        return not rows or bool(found), not rows or bool(found)
    if error.kind == "column_pasted":
        found = [f for f in intake.findings() if f.column in places]
        return bool(found), bool(found)
    if error.kind == "unit_in_cell" and not found:
        read = [row.yuan(error.columns[0]) for row in rows]
        true = int(sheet.ledger.iloc[error.place][error.columns[0]])
        right = any(value == true for value in read)
        return right, right
    return bool(found), on_column


def table(tallies: dict[str, Tally]) -> pd.DataFrame:
    """One row a kind."""
    return pd.DataFrame(
        [
            [kind, t.seeded, t.found / t.seeded, t.on_column / t.seeded, t.alone / t.seeded]
            for kind, t in tallies.items()
            if t.seeded
        ],
        columns=["kind of error", "seeded", "recall", "on its column", "recall, first import"],
    )


def missed(tallies: dict[str, Tally], number: int = EXAMPLES) -> Iterator[str]:
    """Name examples of what was missed."""
    for kind, tally in tallies.items():
        if tally.misses:
            yield f"{kind}: {len(tally.misses)} of {tally.seeded} missed"
            yield from (f"    {text}" for text in tally.misses[:number])


def main(say: Callable[[str], None] = print) -> None:
    """Print recall, misses and false alarms, with the template's headers and with clerks' own."""
    with tempfile.TemporaryDirectory() as scratch:
        for plain in (True, False):
            say(f"\n{'template headers and words' if plain else 'clerks’ own headers, words and units'}")
            tallies = recall(Path(scratch), plain=plain)
            say(table(tallies).to_string(index=False, float_format=lambda x: f"{x:.3f}"))
            say("\n".join(missed(tallies)))
            counts, examples = false_alarms(Path(scratch), plain=plain)
            say(counts.to_string(index=False, float_format=lambda x: f"{x:.4f}"))
            say("\n".join(examples))
