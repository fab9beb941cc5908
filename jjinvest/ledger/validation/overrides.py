"""Decisions people took on findings, each with its reason: data/<district>/private/decisions.csv.

Columns: `rule`, `project` and `other` (code or name), `decision`, `reason`. A decision is accept (the figures are true
as they stand), different (two projects), keep_first or keep_last (one project; the other row is left out).
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from jjinvest.core.errors import DataError, Problem
from jjinvest.data.csv_reader import read_text
from jjinvest.ledger.reader.headers import fold
from jjinvest.ledger.reader.rows import Row, name_key
from jjinvest.ledger.validation.duplicates import Pair, pairs
from jjinvest.ledger.validation.findings import Finding, Words, rules

COLUMNS = ("rule", "project", "other", "decision", "reason")
CHOICES = {
    "same_code": ("keep_first", "keep_last"),
    "same_name": ("different", "keep_first", "keep_last"),
    "similar_name": ("different", "keep_first", "keep_last"),
}


@dataclass(frozen=True)
class Decision:
    """One decision; `line` is where it stands in the file."""

    rule: str
    project: str
    other: str
    decision: str
    reason: str
    line: int


def load_decisions(path: Path) -> list[Decision]:
    """Read the decisions of a district; none where there is no file.

    Raises
    ------
    DataError
        For an unknown rule or decision, a missing reason, or a row of the wrong length.
    """
    if not path.exists():
        return []
    reader = csv.reader(io.StringIO(read_text(path)[0], newline=""))
    found, problems = [], []
    for cells in reader:
        cells = [cell.strip() for cell in cells]
        if not any(cells) or cells == list(COLUMNS):
            continue
        fault = _fault(cells)
        if fault is None:
            found.append(Decision(cells[0], cells[1], cells[2], cells[3], cells[4], reader.line_num))
        else:
            column, expected = fault
            told = cells[COLUMNS.index(column)] if column and len(cells) == len(COLUMNS) else ",".join(cells)
            problems.append(
                Problem(
                    path.as_posix(),
                    reader.line_num,
                    column,
                    told or "（空 empty）",
                    expected,
                    "改正 correct it",
                )
            )
    if problems:
        raise DataError(problems)
    return found


def _fault(cells: list[str]) -> tuple[str | None, str] | None:
    if len(cells) != len(COLUMNS):
        return None, f"{len(COLUMNS)} 格 cells: {','.join(COLUMNS)}"
    decidable = [name for name, rule in rules().items() if rule.decidable]
    if cells[0] not in decidable:
        return "rule", f"可决定的规则 a rule one may decide: {', '.join(decidable)}"
    choices = CHOICES.get(cells[0], ("accept",))
    if cells[3] not in choices:
        return "decision", f"以下之一 one of: {', '.join(choices)}"
    return None if cells[1] and cells[4] else ("reason" if cells[1] else "project", "不为空 not empty")


def apply_to_pairs(
    rows: list[Row], decisions: list[Decision], code_column: int | None, name_column: int
) -> None:
    """Add the findings of duplicates to rows, as decided where it was."""
    for pair in pairs(rows):
        column = code_column if pair.rule == "same_code" else name_column
        decided = next((d for d in decisions if d.rule == pair.rule and _about(d, pair)), None)
        if decided is None:
            pair.second.findings.append(_duplicate(pair, column))
        elif decided.decision == "different":
            what = _both(_duplicate(pair, column))
            values = {"what": what, "reason": decided.reason}
            pair.second.findings.append(
                Finding(
                    "accepted_by_decision",
                    pair.second.number,
                    column,
                    pair.second.text("project_name"),
                    values,
                )
            )
        else:
            first, last = pair.first, pair.second
            out, kept = (last, first) if decided.decision == "keep_first" else (first, last)
            values = {"other": str(kept.number), "reason": decided.reason}
            out.findings.append(Finding("left_out", out.number, column, out.text("project_name"), values))


def _duplicate(pair: Pair, column: int | None) -> Finding:
    name = pair.second.text("project_name")
    found = pair.second.text("project_code") if pair.rule == "same_code" else name
    values = {
        "other": str(pair.first.number),
        "name": pair.first.text("project_name"),
        "example": "JJ-2023-002",
    }
    return Finding(pair.rule, pair.second.number, column, found, values)


def _about(decision: Decision, pair: Pair) -> bool:
    if decision.rule == "same_code":
        return _means(decision.project, pair.second)
    either = (pair.first, pair.second)
    return any(
        _means(decision.project, one) and _means(decision.other or decision.project, two)
        for one, two in (either, either[::-1])
    )


def _means(named: str, row: Row) -> bool:
    return fold(named) == fold(row.text("project_code")) or name_key(named) == name_key(
        row.text("project_name")
    )


def apply_to_findings(rows: list[Row], decisions: list[Decision]) -> None:
    """Turn the findings that a decision accepts into remarks that tell its reason."""
    accepting = [d for d in decisions if d.decision == "accept"]
    for row in rows:
        for place, found in enumerate(row.findings):
            decided = next((d for d in accepting if d.rule == found.rule and _means(d.project, row)), None)
            if decided is not None:
                values = {"what": _both(found), "reason": decided.reason}
                row.findings[place] = Finding(
                    "accepted_by_decision", row.number, found.column, found.found, values
                )


def _both(found: Finding) -> Words:
    return Words(found.what("zh"), found.what("en"))


def suggestion(found: Finding, row: Row, rows: list[Row]) -> str:
    """Return the line to add to decisions.csv if a finding is true as it stands; empty where none may be taken."""
    if not rules()[found.rule].decidable:
        return ""
    key = row.text("project_code") or row.text("project_name")
    other = next((r for r in rows if str(r.number) == found.terms.get("other")), None)
    second = "" if other is None else other.text("project_code") or other.text("project_name")
    choice = "/".join(CHOICES.get(found.rule, ("accept",)))
    cells = (found.rule, key, second, choice, "")
    return ",".join(f'"{cell}"' if "," in cell else cell for cell in cells)
