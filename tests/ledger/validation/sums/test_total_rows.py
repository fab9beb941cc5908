"""Total rows: each kind of total that a ledger may hold."""

from __future__ import annotations

from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import (
    HEADERS,
    check,
    clean_project,
    clean_projects,
    rules_of,
    save,
    write_ledger,
)


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


def test_sums_carried_from_page_to_page_are_no_projects(path):
    projects = clean_projects(4)
    first, whole = (sum(p["agreed_amount"] for p in of) for of in (projects[:2], projects))
    carried = [[None, text, *[None] * 6, first] for text in ("本页小计", "过次页", "承前页")]
    sheet = write_ledger(path, projects[:2], after=[*carried[:2], list(HEADERS.values()), carried[2]])
    for project in projects[2:]:
        sheet.append([project.get(name) for name in HEADERS])
    sheet.append([None, "本页小计", *[None] * 6, whole - first])
    sheet.append([None, "总计", *[None] * 6, whole])
    save(sheet, path)
    result = check(path)
    assert [row.text("project_name") for row in result.rows] == [p["project_name"] for p in projects]
    assert not any(f.rule.startswith(("sum", "same_name")) for f in result.findings())


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
    assert "先改好各行" in found[0].expected("zh")
    assert found[0].example("zh") == "—"  # a sum of some rows is no example


def test_a_sum_over_several_currencies_names_them_as_the_reason(path):
    head = ["项目名称", "签约日期", "协议金额", "币种", "汇率", "汇率日期"]
    rows = [["某县招商引资项目台账（截至2023年4月） 单位：万元"], head]
    rows += [["铜箔项目", "2023-1-3", 1000, "美元", 7.1, "2023-1-2"], ["茶叶项目", "2023-1-3", 500, "人民币"]]
    write_sheets(path, {"台账": [*rows, ["合计", None, 1500]]})
    [finding] = [f for f in check(path).findings() if f.rule.startswith("sum_")]
    assert finding.rule == "sum_of_currencies"
    assert "美元、人民币" in finding.what("zh")
    assert "7600 万元" in finding.what("zh")
    write_sheets(path, {"台账": [*rows, ["合计", None, 1400]]})
    [finding] = [f for f in check(path).findings() if f.rule.startswith("sum_")]
    assert finding.rule == "sum_differs"


def of_parks(path, sums, count="3个"):
    """Check a list by park, whose name is merged over its projects, with a sum of each."""
    projects = clean_projects(5)
    head = ["片区", "项目名称", "投资方", "签约日期", "协议金额（万元）"]
    rows, merged = [["某县招商项目台账（截至2023年12月）"], head], []
    for park, of_park, total in zip(("北园", "南园"), (projects[:3], projects[3:]), sums, strict=True):
        merged.append(f"A{len(rows) + 1}:A{len(rows) + len(of_park)}")
        for place, each in enumerate(of_park):
            values = [each[n] for n in ("project_name", "investor", "signed_on", "agreed_amount")]
            rows.append([None if place else park, *values])
        rows.append([f"{park}小计", count if park == "北园" else None, None, None, total])
    book = write_sheets(path, {"台账": rows})
    for cells in merged:
        book["台账"].merge_cells(cells)
    book.save(path)
    return [f for f in check(path).findings() if f.rule.startswith("sum_")]


def test_a_sum_of_a_merged_group_is_compared_with_all_its_rows(path):
    amounts = [project["agreed_amount"] for project in clean_projects(5)]
    right = (sum(amounts[:3]), sum(amounts[3:]))
    assert of_parks(path, right) == []
    [finding] = of_parks(path, (right[0] - 7, right[1]))
    assert (finding.rule, finding.terms["expected"]) == ("sum_differs", f"{right[0] / 10**4} 亿元")
    assert [f.rule for f in of_parks(path, right, count="4个")] == ["sum_count_differs"]
