"""What the check of a ledger makes of workbooks as clerks send them, beside answers by hand.

`python -m benchmarks.ledger_intake --folder F` checks every `F/*/book.xlsx` (or `.xls`, `.csv`, `.et`) with
`check --json`, looks up each row of `F/*/answer.json` among the rows that were read, and shows three scores:
amounts imported wrong without a remark, sound rows rejected, and faulty rows accepted without a remark. An
answer is `{"verdict_if_fixed_month", "rows": [{"sheet", "row", "name", "agreed_yuan", "funds_to_date_yuan",
"stage", "origin", "fault"}], "sum_rows", "total_agreed_yuan", "total_funds_yuan", "ambiguous"}`; `fault` says
what is wrong in the row, and `ambiguous` that no reader could decide what the workbook means.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from click.testing import CliRunner

from jjinvest.cli.main import main as jjinvest
from jjinvest.core.errors import JJInvestError
from jjinvest.ledger.project_names import name_key
from jjinvest.ledger.reader.headed_columns.headers import load_spellings
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.validate import validate

BOOKS = ("book.xlsx", "book.xls", "book.csv", "book.et", "book.xlsm")
AMOUNTS = {"agreed_yuan": "agreed_amount", "funds_to_date_yuan": "funds_to_date"}
MAX_SHOWN = 12
MOST_SOUND_REJECTED = MOST_FAULTS_ACCEPTED = 0.02

UNASKED = {"column_absent", "columns_unknown", "other_row", "other_sheet"}
"""Findings that ask nobody what an ambiguous workbook means."""

Answer = dict[str, Any]


@dataclass
class Score:
    """What one workbook, or all of them, came to."""

    verdicts: Counter[str] = field(default_factory=Counter)
    sound: int = 0
    sound_rejected: int = 0
    faulty: int = 0
    faults_accepted: int = 0
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rules: Counter[str] = field(default_factory=Counter)

    def add(self, other: Score) -> None:
        """Add another workbook."""
        self.verdicts += other.verdicts
        self.rules += other.rules
        for name in ("sound", "sound_rejected", "faulty", "faults_accepted"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.wrong += other.wrong
        self.notes += other.notes


def compare(answer: Answer, content: dict[str, Any], rows: list[LedgerRow]) -> Score:
    """Compare a check with the answer.

    Parameters
    ----------
    answer
        The content of answer.json.
    content
        What `check --json` shows.
    rows
        The rows that were read, with their findings; empty where the file was refused.
    """
    score = Score(Counter([content["verdict"]]))
    unmatched = list(rows)
    for expected in joined(answer["rows"]):
        row = _matching(expected, unmatched)
        if row is not None:
            unmatched.remove(row)
        if expected.get("fault"):
            _score_fault(score, expected, row, content)
        else:
            _score_sound(score, expected, row, content)
    if content["verdict"] != "unreadable":
        asked = {finding["code"] for finding in content["findings"]} - UNASKED
        if answer.get("ambiguous") and content["verdict"] == "importable" and not asked:
            score.wrong.append("ambiguous workbook imported without a remark")
        score.wrong += [
            f"row {row.number} {row.text('project_name')}: no project"
            for row in unmatched
            if row.status == "accepted" and any(row.yuan(name) for name in AMOUNTS.values())
        ]
        month = answer.get("verdict_if_fixed_month")
        if month and content["month"] != month:
            score.notes.append(f"month {content['month']}, not {month}")
    return score


def joined(rows: list[Answer]) -> list[Answer]:
    """Join the rows of one project in several sheets, as a ledger in several sheets is read."""
    projects: list[Answer] = []
    first: dict[str, Answer] = {}
    for row in rows:
        known = first.get(name_key(str(row.get("name") or "")))
        if known is None or known.get("sheet") == row.get("sheet") or not row.get("name"):
            project = dict(row)
            projects.append(project)
            first.setdefault(name_key(str(row.get("name") or "")), project)
            continue
        for key, value in row.items():
            if known.get(key) is None:
                known[key] = value
    return projects


def _matching(expected: Answer, rows: list[LedgerRow]) -> LedgerRow | None:
    """Find the row of an expected project: by number and name, else by name, else by number."""
    name = name_key(str(expected.get("name") or ""))
    of_sheet = [row for row in rows if getattr(row, "sheet", "") in ("", None, expected.get("sheet"))]
    for candidates in (of_sheet, rows):
        named = [row for row in candidates if name and name_key(row.text("project_name")) == name]
        numbered = [row for row in candidates if row.number == expected.get("row")]
        for chosen in ([row for row in named if row in numbered], named, numbered):
            if chosen:
                return chosen[0]
    return None


def _score_fault(score: Score, expected: Answer, row: LedgerRow | None, content: dict[str, Any]) -> None:
    score.faulty += 1
    if row is None:
        return  # refused with the file, or recognised as no project
    if row.status == "accepted" and not _named(row, content):
        score.faults_accepted += 1
        score.notes.append(f"row {row.number} {expected.get('name')}: accepted, {expected['fault']}")


def _named(row: LedgerRow, content: dict[str, Any]) -> bool:
    """Whether a finding on the file names a cell of the row."""
    cells = [cell for finding in content["findings"] for cell in finding["cells"]]
    return any(
        cell.rpartition("!")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(row.number) for cell in cells
    )


def _score_sound(score: Score, expected: Answer, row: LedgerRow | None, content: dict[str, Any]) -> None:
    score.sound += 1
    if content["verdict"] == "unreadable":
        score.sound_rejected += 1
        score.rules["unreadable"] += 1
        return
    if row is None:
        if any(expected.get(amount) for amount in AMOUNTS):
            score.wrong.append(f"row {expected.get('row')} {expected.get('name')}: not read")
        return
    if row.status == "rejected":
        score.sound_rejected += 1
        score.rules.update({finding.rule for finding in row.findings if finding.severity == "rejected"})
        return
    for amount, name in AMOUNTS.items():
        if amount not in expected or (row.yuan(name) or 0) == (expected[amount] or 0):
            continue
        if row.status == "accepted":
            values = f"{row.yuan(name)}, not {expected[amount]}"
            score.wrong.append(f"row {row.number} {expected.get('name')}: {name} {values}")
        else:
            score.notes.append(f"row {row.number} {expected.get('name')}: {name} differs, with a remark")
    for expected_name, name in (("stage", "stage"), ("origin", "origin")):
        if expected.get(expected_name) and not row.text(name):
            score.notes.append(f"row {row.number} {expected.get('name')}: no {name}")


def books(folder: Path) -> Iterator[tuple[Path, Answer]]:
    """Yield each workbook of a folder with its answer."""
    for case in sorted(folder.iterdir()):
        book = next((case / name for name in BOOKS if (case / name).is_file()), None)
        if book is not None and (case / "answer.json").is_file():
            yield book, json.loads((case / "answer.json").read_text(encoding="utf-8"))


def check(book: Path, scratch: Path) -> tuple[dict[str, Any], list[LedgerRow]]:
    """Return what `check --json` shows of a workbook, and its rows; the district has no words of its own."""
    shown = CliRunner().invoke(jjinvest, ["check", str(book), "--json", "--root", str(scratch)])
    if shown.exception is not None and not isinstance(shown.exception, SystemExit):
        raise shown.exception
    try:
        rows = validate(book, load_spellings(scratch / "data" / "district"), today=date.today()).rows
    except JJInvestError:
        rows = []
    return json.loads(shown.stdout), rows


def score_folder(folder: Path, place: str) -> dict[str, Score]:
    """Score each workbook of a folder by the name of its case, as one of a district in `place`."""
    scores = {}
    with TemporaryDirectory() as scratch:
        home = Path(scratch) / "data" / "district"
        home.mkdir(parents=True)
        about = f"name: {{zh: 本区, en: The district}}\nplace: {place}\n"
        (home / "district.yaml").write_text(about, encoding="utf-8")
        for book, answer in books(folder):
            scores[book.parent.name] = compare(answer, *check(book, Path(scratch)))
    return scores


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole if whole else 0:.1%})"


@click.command()
@click.option(
    "--folder", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help="the cases"
)
@click.option("--place", default="重庆市江津区", show_default=True, help="division of the district")
@click.option("--quiet", is_flag=True, help="only the scores of all workbooks")
def main(folder: Path, place: str, quiet: bool) -> None:
    """Print what each workbook came to, then the three scores of all of them."""
    total = Score()
    for name, score in score_folder(folder, place).items():
        total.add(score)
        if not quiet:
            (verdict,) = score.verdicts
            rejected = f"sound rejected {score.sound_rejected}/{score.sound}"
            accepted = f"faults accepted {score.faults_accepted}/{score.faulty}"
            click.echo(f"{name}: {verdict}, wrong {len(score.wrong)}, {rejected}, {accepted}")
            rules = [f"rejected by {rule} × {number}" for rule, number in score.rules.most_common(5)]
            lines = [*(f"WRONG {line}" for line in score.wrong[:MAX_SHOWN]), *rules, *score.notes[:MAX_SHOWN]]
            click.echo("".join(f"    {line}\n" for line in lines), nl=False)
    click.echo(f"workbooks: {dict(total.verdicts)}")
    click.echo(f"wrong amounts without a remark: {len(total.wrong)} (aim 0)")
    click.echo(
        f"sound rows rejected: {_share(total.sound_rejected, total.sound)} (aim {MOST_SOUND_REJECTED:.0%})"
    )
    accepted = _share(total.faults_accepted, total.faulty)
    click.echo(f"faulty rows accepted without a remark: {accepted} (aim {MOST_FAULTS_ACCEPTED:.0%})")


if __name__ == "__main__":
    main()
