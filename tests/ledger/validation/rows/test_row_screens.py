"""The screens of the rules for rows: no row that breaks a rule is left out."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from jjinvest.core.codes import STAGES
from jjinvest.ledger.fields import AMOUNTS, DATES
from jjinvest.ledger.partial_dates import PartialDate
from jjinvest.ledger.reader.headed_columns.columns import LedgerColumn
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.rows.cumulative_rules import cumulative_findings
from jjinvest.ledger.validation.rows.row_rules import ROW_RULES, PreviousProject, RuleContext
from jjinvest.ledger.validation.rows.row_screens import apply_rules

NAMES = ("project_code", "project_name", "investor", "origin", "stage", *DATES, *AMOUNTS)
COLUMNS = {name: LedgerColumn(place, "元", name) for place, name in enumerate(NAMES)}
YUAN = (-5, 0, 1, 10**6, 5 * 10**7, 5 * 10**7, 10**9, 3 * 10**10, 3 * 10**11)


def drawn_rows(rng: random.Random, number: int) -> list[LedgerRow]:
    rows = []
    for n in range(number):
        row = LedgerRow(n + 1, {"project_code": f"A{n}", "project_name": f"项目{n}"}, columns=COLUMNS)
        if rng.random() < 0.8:
            row.values["stage"] = rng.choice(STAGES)
        for name in DATES:
            if rng.random() < 0.5:
                day = date(2022, 1, 1) + timedelta(days=rng.randrange(900))
                month_only = rng.random() < 0.3
                row.values[name] = PartialDate(day.replace(day=1) if month_only else day, month_only)
        for name in AMOUNTS:
            if rng.random() < 0.7:
                row.values[name] = rng.choice(YUAN)
        if rng.random() < 0.1:
            row.unread.add(rng.choice(NAMES))
        rows.append(row)
    return rows


@pytest.mark.parametrize("seed", range(12))
def test_screened_rules_find_what_every_rule_finds_on_every_row(seed):
    rng = random.Random(seed)
    rows = drawn_rows(rng, 150)
    month = rng.choice([(2023, 10), (2023, 1), None])
    previous = {row.key: PreviousProject("", rng.choice(STAGES), 1, 2) for row in rows[::3]}
    context = RuleContext(COLUMNS, date(2024, 2, 1), month, previous if seed % 2 else {}, (2023, 9))
    every = [[finding for rule in ROW_RULES for finding in rule(row, context)] for row in rows]
    apply_rules(rows, context)
    assert [row.findings for row in rows] == every
    assert any(every)


@pytest.mark.parametrize("seed", range(12))
def test_without_a_last_import_no_contradiction_of_funds_is_left_out(seed):
    rng = random.Random(seed)
    rows = drawn_rows(rng, 150)
    month = rng.choice([(2023, 10), (2022, 12), None])
    context = RuleContext(COLUMNS, date(2024, 2, 1), month, {}, None)
    # an import of other projects screens nothing and proves nothing
    of_others = RuleContext(COLUMNS, date(2024, 2, 1), month, {"B": PreviousProject("", "lead", 0, 0)}, None)
    found = [(row.number, finding) for row, finding in cumulative_findings(rows, context)]
    assert found == [(row.number, finding) for row, finding in cumulative_findings(rows, of_others)]
    assert found
