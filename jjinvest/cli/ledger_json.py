"""The result of a check of a ledger as data for programs: `check FILE --json`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from jjinvest.ledger.findings import rules, shorten
from jjinvest.ledger.validation.rows.row_rules import stage_of

if TYPE_CHECKING:
    from jjinvest.core.errors import Problem
    from jjinvest.ledger.findings import Finding
    from jjinvest.ledger.validation.result import ValidationResult

IMPORTABLE, REJECTED, UNREADABLE = "importable", "rejected", "unreadable"
MAX_FOUND = 160


def result_as_data(result: ValidationResult) -> dict[str, Any]:
    """Return a validated ledger as data.

    Parameters
    ----------
    result
        A validated ledger.

    Returns
    -------
    dict
        ``verdict``, ``month`` (``2023-10`` or None), ``rows`` of projects (read = accepted + remarked +
        rejected; a payment without a project is no row, only a finding),
        ``amount_yuan`` and ``funds_to_date_yuan`` (integers of 元 over the rows that were not rejected, None
        where none of them is filled in), ``stages`` (rows that were not rejected by stage), ``sum_rows``
        (rows of totals as numbered in the sheet; 签约!14 where several sheets are read together) and
        ``findings``.
    """
    kept = [row for row in result.rows if row.status != "rejected"]
    stages = Counter(stage_of(row) or "" for row in kept)
    counts = result.counts
    return {
        "verdict": REJECTED if result.blocking else IMPORTABLE,
        "month": "{}-{:02d}".format(*result.table.month) if result.table.month else None,
        "rows": {
            "read": len(result.projects),
            "accepted": counts["accepted"],
            "remarked": counts["remark"],
            "rejected": counts["rejected"],
        },
        "amount_yuan": _total(result, "agreed_amount"),
        "funds_to_date_yuan": _total(result, "funds_to_date"),
        "stages": dict(sorted((stage, number) for stage, number in stages.items() if stage)),
        "sum_rows": _sum_rows(result),
        "findings": _findings(result.findings()),
    }


def _sum_rows(result: ValidationResult) -> list[int] | list[str]:
    tables = (result.table, *(table for table, _ in result.more))
    rows = [
        (table.sheet.name, row + 1)
        for table in tables
        for row, kind in sorted(table.other_rows.items())
        if kind == "sum"
    ]
    return [row for _, row in rows] if len(tables) == 1 else [f"{name}!{row}" for name, row in rows]


def unreadable_as_data(message: str, problems: list[Problem]) -> dict[str, Any]:
    """Return a ledger that cannot be read as data of the same shape, with the reasons as findings."""
    findings = [
        {"code": "unreadable", "cells": _place(each), "zh": f"{each.found}；{each.remedy}"}
        for each in problems
    ]
    return {
        "verdict": UNREADABLE,
        "month": None,
        "rows": {"read": 0, "accepted": 0, "remarked": 0, "rejected": 0},
        "amount_yuan": None,
        "funds_to_date_yuan": None,
        "stages": {},
        "sum_rows": [],
        "findings": findings or [{"code": "unreadable", "cells": [], "zh": message}],
    }


def _total(result: ValidationResult, name: str) -> int | None:
    """Sum of an amount over the rows that were not rejected; None where no row has one."""
    kept = [row.yuan(name) for row in result.rows if row.status != "rejected"]
    filled = [yuan for yuan in kept if yuan is not None]
    return sum(filled) if filled else None


def _place(problem: Problem) -> list[str]:
    place = f"{problem.column or ''}{problem.row or ''}"
    return [place] if place else []


def _findings(findings: list[Finding]) -> list[dict[str, Any]]:
    """Group the findings by rule and column, as the console does, and state each group once."""
    groups: dict[tuple[str, str, int | None], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.rule, finding.sheet, finding.column), []).append(finding)
    return [
        {
            "code": rule,
            "severity": group[0].severity,
            "cells": [finding.address for finding in group if finding.address],
            "zh": _sentence(group[0]),
        }
        for (rule, _, _), group in groups.items()
    ]


def _sentence(finding: Finding) -> str:
    """State the problem, with the content of the cell where the sentence does not hold it."""
    sentence = finding.what("zh")
    # a sentence that holds values already states what was found
    if finding.found and "{" not in rules()[finding.rule].sentences["zh"][0]:
        sentence += f"：{shorten(finding.found, MAX_FOUND)}"
    return sentence
