"""Two lists side by side in one sheet: each is read, with its own unit, and findings name its cells."""

from __future__ import annotations

from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check

LEFT = ["序号", "项目名称", "协议金额", "项目阶段"]
RIGHT = ["序号", "项目名称", "协议金额", "项目阶段"]


def sheet(*, gap=True):
    between = [None] if gap else []
    pairs = [
        ([1, "铜箔项目", 5000, "签约"], [1, "电机项目", 2, "开工"]),
        ([2, "茶叶项目", 600, "签约"], [2, "光学项目", "约3", "签约"]),
        ([3, "软件园项目", 700, "投产"], [None, "合计", 5, None]),
        ([None, "合计", 6300, None], [None] * 4),
    ]
    head = [["表一 内资（万元）", None, None, None, *between, "表二 外资（亿元）"], [*LEFT, *between, *RIGHT]]
    return [
        ["某县招商引资项目台账（截至2023年9月）"],
        *head,
        *([*left, *between, *right] for left, right in pairs),
    ]


def written(path, rows):
    book = write_sheets(path, {"9月": rows})
    book["9月"].merge_cells("A1:I1")
    book["9月"].merge_cells("A2:D2")
    book["9月"].merge_cells("F2:I2")
    book.save(path)
    return check(path)


def test_both_lists_are_read_with_their_units(path):
    result = written(path, sheet())
    assert {row.text("project_name"): row.yuan("agreed_amount") for row in result.rows} == {
        "铜箔项目": 50_000_000,
        "茶叶项目": 6_000_000,
        "软件园项目": 7_000_000,
        "电机项目": 200_000_000,
        "光学项目": None,
    }
    assert result.other_rows == 2


def test_findings_name_the_cell_of_their_list(path):
    result = written(path, sheet())
    assert [f.address for f in result.findings() if f.rule == "amount_about"] == ["9月!H5"]


def test_a_table_with_a_blank_column_is_one_list(path):
    rows = [[*row[:2], None, *row[2:4]] for row in sheet()]
    rows[0] = ["某县招商引资项目台账（截至2023年9月） 单位：万元"]
    rows[1] = [None]
    write_sheets(path, {"9月": rows})
    assert len(check(path).rows) == 3
