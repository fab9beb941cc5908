"""Total rows: each kind of total that a ledger may hold."""

from __future__ import annotations

from tests.fixtures.workbooks import HEADERS, check, clean_projects, rules_of, write_ledger


def save(sheet, path):
    sheet.parent.save(path)


def test_subtotals_add_up_since_the_last_one(path):
    projects = clean_projects(4)
    sheet = write_ledger(
        path, projects[:2], after=[["小计", *[None] * 7, sum(p["agreed_amount"] for p in projects[:2])]]
    )
    for project in projects[2:]:
        sheet.append([project.get(name) for name in HEADERS])
    sheet.append(["小计", *[None] * 7, sum(p["agreed_amount"] for p in projects[2:])])
    sheet.append(["合计", *[None] * 7, sum(p["agreed_amount"] for p in projects)])
    save(sheet, path)
    assert rules_of(check(path)) == []
