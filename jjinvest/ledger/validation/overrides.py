"""Overrides: recorded decisions on findings, each with its reason, in data/<district>/private/decisions.csv.

Columns: `rule`, `project` and `other` (code or name), `decision`, `reason`. A decision is accept (the figures
are correct), different (two projects), keep_first or keep_last (one project; the other row is left out).
What is asked of a column as a whole is answered once: `project` is * and `other` the month of the ledger.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from jjinvest.core.errors import DataError, Problem
from jjinvest.data.text_files import read_text
from jjinvest.ledger.findings import BilingualText, Finding, rules
from jjinvest.ledger.project_names import name_key
from jjinvest.ledger.reader.headed_columns.headers import normalise
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.projects.duplicates import DuplicatePair, duplicate_pairs, place_of

COLUMNS = ("rule", "project", "other", "decision", "reason")
_COLUMNS_ZH = ("规则", "项目", "另一项目", "决定", "理由")
EVERY_PROJECT = "*"
OVERRIDE_CHOICES = {
    "same_code": ("keep_first", "keep_last"),
    "same_name": ("different", "keep_first", "keep_last"),
    "replaced_row": ("different", "keep_first", "keep_last"),
    "same_figures": ("different", "keep_first", "keep_last"),
    "similar_name": ("different", "keep_first", "keep_last"),
}


@dataclass(frozen=True)
class Override:
    """One line of decisions.csv; `line` is its number in the file."""

    rule: str
    project: str
    other: str
    decision: str
    reason: str
    line: int


def load_overrides(path: Path) -> list[Override]:
    """Read the overrides of a district; an absent file gives none.

    Raises
    ------
    DataError
        For an unknown rule or decision, a missing reason, or a row of the wrong length.
    """
    if not path.exists():
        return []
    reader = csv.reader(io.StringIO(read_text(path)[0], newline=""))
    overrides, problems = [], []
    for line in reader:
        cells = [cell.strip() for cell in line]
        if not any(cells) or tuple(cells) in (COLUMNS, _COLUMNS_ZH):
            continue
        fault = _fault(cells)
        if fault is None:
            overrides.append(Override(cells[0], cells[1], cells[2], cells[3], cells[4], reader.line_num))
            continue
        column, expected = fault
        content = cells[COLUMNS.index(column)] if column and len(cells) == len(COLUMNS) else ",".join(cells)
        content = content or "（空 empty）"
        problems.append(
            Problem(path.as_posix(), reader.line_num, column, content, expected, "改正 correct it")
        )
    if problems:
        raise DataError(problems)
    return overrides


def _fault(cells: list[str]) -> tuple[str | None, str] | None:
    """Return the faulty column (None for the whole line) and what is expected; None for a correct line."""
    if len(cells) != len(COLUMNS):
        return None, f"{len(COLUMNS)} 格 cells: {','.join(COLUMNS)}"
    decidable = [name for name, rule in rules().items() if rule.decidable]
    if cells[0] not in decidable:
        return "rule", f"可决定的规则 a rule one may decide: {', '.join(decidable)}"
    choices = OVERRIDE_CHOICES.get(cells[0], ("accept",))
    if cells[3] not in choices:
        return "decision", f"以下之一 one of: {', '.join(choices)}"
    return None if cells[1] and cells[4] else ("reason" if cells[1] else "project", "不为空 not empty")


def apply_to_duplicates(
    rows: list[LedgerRow],
    overrides: list[Override],
    code_column: int | None,
    name_column: int,
    first_sheet: str = "",
) -> None:
    """Add a finding to each duplicate row; an override makes it a remark or leaves one row out.

    Parameters
    ----------
    rows
        Rows of projects.
    overrides
        Recorded decisions.
    code_column, name_column
        Columns of the first sheet.
    first_sheet
        Name of the first sheet of a ledger that has several.
    """
    order = {id(row): place for place, row in enumerate(rows)}
    for pair in duplicate_pairs(rows):
        column = code_column if pair.rule == "same_code" else name_column
        override = next((o for o in overrides if o.rule == pair.rule and _concerns(o, pair)), None)
        if override is None:
            pair.second.findings.append(_duplicate(pair, column, first_sheet))
        elif override.decision == "different":
            terms: dict[str, str] = {
                "what": _problem_text(_duplicate(pair, column, first_sheet)),
                "reason": override.reason,
            }
            row, name = pair.second, pair.second.text("project_name")
            row.findings.append(Finding("accepted_by_decision", row.number, column, name, terms))
        else:
            keeps_first = override.decision == "keep_first"
            earlier, later = sorted((pair.first, pair.second), key=lambda row: order[id(row)])
            kept, dropped = (earlier, later) if keeps_first else (later, earlier)
            terms = {"other": place_of(kept, first_sheet), "reason": override.reason}
            name = dropped.text("project_name")
            dropped.findings.append(Finding("left_out", dropped.number, column, name, terms))


def _duplicate(pair: DuplicatePair, column: int | None, first_sheet: str) -> Finding:
    name, name_of_first = (row.text("project_name") for row in (pair.second, pair.first))
    content = pair.second.text("project_code") if pair.rule == "same_code" else name
    alike = (
        "，写法不同：标点、末尾的“项目”“建设项目”不计",
        " but for punctuation and a final 项目 or 建设项目",
    )
    terms: dict[str, str] = {
        "other": place_of(pair.first, first_sheet),
        "other_project": _code_or_name(pair.first),
        "name": name_of_first,
        "alike": BilingualText(*alike) if name != name_of_first else "",
        "example": "JJ-2023-002",
    }
    return Finding(pair.rule, pair.second.number, column, content, terms)


def _concerns(override: Override, pair: DuplicatePair) -> bool:
    if override.rule == "same_code":
        return _is_project(override.project, pair.second)
    either = (pair.first, pair.second)
    return any(
        _is_project(override.project, one) and _is_project(override.other or override.project, two)
        for one, two in (either, either[::-1])
    )


def _is_project(code_or_name: str, row: LedgerRow) -> bool:
    same_code = normalise(code_or_name) == normalise(row.text("project_code"))
    return same_code or name_key(code_or_name) == name_key(row.text("project_name"))


def apply_to_findings(rows: list[LedgerRow], overrides: list[Override]) -> None:
    """Turn the findings that an override accepts into remarks that state its reason."""
    accepting = [override for override in overrides if override.decision == "accept"]
    for row in rows:
        for place, finding in enumerate(row.findings):
            override = next(
                (o for o in accepting if o.rule == finding.rule and _is_accepted(o, finding, row)), None
            )
            if override is not None:
                terms = {"what": _problem_text(finding), "reason": override.reason}
                row.findings[place] = Finding(
                    "accepted_by_decision", row.number, finding.column, finding.found, terms
                )


def _is_accepted(override: Override, finding: Finding, row: LedgerRow) -> bool:
    """Whether an override is of this project, or of the whole column that the finding asks about."""
    if override.project == EVERY_PROJECT:
        return override.other != "" and override.other == finding.terms.get("column_of")
    return _is_project(override.project, row)


def _problem_text(finding: Finding) -> BilingualText:
    return BilingualText(finding.what("zh"), finding.what("en"))


def _code_or_name(row: LedgerRow) -> str:
    return row.text("project_code") or row.text("project_name")


def suggested_override(finding: Finding, row: LedgerRow) -> str:
    """Return the line to add to decisions.csv if the row is correct; empty where no override is allowed."""
    if not rules()[finding.rule].decidable:
        return ""
    if column_of := finding.terms.get("column_of"):
        return ",".join((finding.rule, EVERY_PROJECT, column_of, "accept", ""))
    choice = "/".join(OVERRIDE_CHOICES.get(finding.rule, ("accept",)))
    cells = (finding.rule, _code_or_name(row), finding.terms.get("other_project", ""), choice, "")
    return ",".join(f'"{cell}"' if "," in cell else cell for cell in cells)
