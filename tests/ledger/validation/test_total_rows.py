"""Total rows: each kind of total that a ledger may hold."""

from __future__ import annotations

from tests.fixtures.workbooks import HEADERS, check, clean_project, clean_projects, rules_of, write_ledger


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


def test_a_sum_with_an_impossible_amount_as_written_is_the_sum_of_its_rows(path):
    projects = [clean_project(1, agreed_amount=30_000_000), clean_project(2, agreed_amount=500)]
    names = list(HEADERS)
    for total, differs in ((30_000_500, False), (700, True)):
        row = [None] * len(names)
        row[1], row[names.index("agreed_amount")] = "合计", total
        write_ledger(path, projects, after=[row])
        found = [f for f in check(path).findings() if f.rule == "sum_differs"]
        assert bool(found) == differs
    assert "（有 1 格认不出或不可能，未计入）" in found[0].what("zh")
    assert found[0].example("zh") == "500 万元"
