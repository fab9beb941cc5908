"""Rows with nothing but a name: sections of the list, or projects of which no more is known."""

from __future__ import annotations

from datetime import date

from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check
from tests.ledger.reader.test_sound_rows import FEW, write_rows

TITLE = ["全区项目台账（2023年9月，单位：万元）"]
HEADER = [*FEW, "承接平台"]
ROWS = [
    [1, "白鹭湾冷库", "白鹭湾物流有限公司", "市外", "三产", "2023-3-8", 4200, 800, "开工", "白鹭湾新城"],
    [2, "石桥铝板带", "石桥铝业有限公司", "市内", "二产", "2022-11-2", 61000, 9000, "投产", "石桥工业园"],
    [3, "石桥铸件", "石桥铸造有限公司", "市内", "二产", "2023-1-9", 7000, 900, "投产", "石桥工业园"],
]


def alone(name: str) -> list[object]:
    return [None, name, *[None] * (len(HEADER) - 2)]


def names(tmp_path, rows) -> tuple[list[str], list[str]]:
    """Names of the projects, and of the rows that the check names as no project."""
    result = check(write_rows(tmp_path / "l.xlsx", [TITLE, HEADER, *rows]))
    others = [finding.found for finding in result.remarks if finding.rule == "other_row"]
    return [row.text("project_name") for row in result.rows], others


def test_a_value_of_another_column_alone_in_the_name_column_is_a_heading(tmp_path):
    projects, others = names(tmp_path, [ROWS[0], alone("石桥工业园"), ROWS[1], ROWS[2]])
    assert projects == ["白鹭湾冷库", "石桥铝板带", "石桥铸件"]
    assert others == ["石桥工业园"]


def test_stages_above_their_projects_are_headings(tmp_path):
    projects, others = names(tmp_path, [alone("开工项目"), ROWS[0], alone("投产类"), ROWS[1], ROWS[2]])
    assert len(projects) == 3
    assert others == ["开工项目", "投产类"]


def test_sections_by_words_of_no_column_are_headings(tmp_path):
    projects, others = names(tmp_path, [alone("城北片区"), ROWS[0], alone("城南片区"), ROWS[1], ROWS[2]])
    assert len(projects) == 3
    assert others == ["城北片区", "城南片区"]


def test_a_numeral_in_front_of_a_heading_makes_no_project_of_it(tmp_path):
    sections = [["一", *alone("城北片区")[1:]], ["（二）", *alone("城南片区")[1:]]]
    projects, _ = names(tmp_path, [sections[0], ROWS[0], sections[1], ROWS[1], ROWS[2]])
    assert projects == ["白鹭湾冷库", "石桥铝板带", "石桥铸件"]


def test_a_project_of_which_only_the_name_is_known_stays_a_project(tmp_path):
    projects, others = names(tmp_path, [*ROWS, alone("城北冷链"), alone("云母新材料生产线")])
    assert projects[-2:] == ["城北冷链", "云母新材料生产线"]
    projects, others = names(tmp_path, [ROWS[0], alone("城北冷链"), ROWS[1], ROWS[2]])
    assert "城北冷链" in projects
    rows = [alone("城北冷链物流项目"), ROWS[0], alone("城南冷链物流项目"), ROWS[1]]
    projects, others = names(tmp_path, rows)
    assert (len(projects), others) == (4, [])


def test_a_heading_that_names_a_stage_gives_it_to_its_projects(path):
    rows = [
        ["某县招商引资项目台账（截至2023年9月） 单位：万元"],
        ["序号", "项目名称", "协议金额", "签约日期"],
        ["一、已签约项目（1个）"],
        [1, "铜箔项目", 5000, date(2023, 2, 3)],
        ["二、已开工项目（2个）"],
        ["（一）工业"],
        [1, "茶叶项目", 600, date(2022, 2, 3)],
        ["（二）服务业"],
        [2, "软件园项目", 700, date(2022, 5, 3)],
        ["三、其他项目"],
        [1, "电机项目", 800, date(2022, 6, 3)],
    ]
    write_sheets(path, {"台账": rows})
    assert {row.text("project_name"): row.text("stage") for row in check(path).rows} == {
        "铜箔项目": "signed",
        "茶叶项目": "started",
        "软件园项目": "started",
        "电机项目": "",
    }


def test_a_numbered_heading_with_the_sum_of_its_section_is_no_project(tmp_path):
    def above(text: str, amount: int) -> list[object]:
        return [text, None, None, None, None, None, amount, None, None, None]

    rows = [above("（一）第三产业", 4200), ROWS[0], above("（二）第二产业", 68000), ROWS[1], ROWS[2]]
    result = check(write_rows(tmp_path / "l.xlsx", [TITLE, HEADER, *rows]))
    assert [row.text("project_name") for row in result.rows] == ["白鹭湾冷库", "石桥铝板带", "石桥铸件"]
    assert not [finding for finding in result.remarks if finding.rule == "sum_differs"]
    rows[2] = above("（二）第二产业", 69000)
    result = check(write_rows(tmp_path / "m.xlsx", [TITLE, HEADER, *rows]))
    assert [finding.row for finding in result.remarks if finding.rule == "sum_differs"] == [5]


def test_the_example_of_a_template_and_lines_of_an_export_are_no_projects(tmp_path):
    example = [
        "示例",
        "某某年产10万吨铝材",
        "某某集团",
        "市外",
        "二产",
        "2022-5-1",
        30000,
        2000,
        "开工",
        None,
    ]
    tail = [["共3条记录"], ["导出时间：2023-10-09 09:21:44"]]
    projects, others = names(tmp_path, [example, *ROWS, *tail])
    assert projects == ["白鹭湾冷库", "石桥铝板带", "石桥铸件"]
    assert "导出时间：2023-10-09 09:21:44" in others


def test_a_numeral_beside_a_heading_makes_it_no_project(tmp_path):
    def heading(numeral, name):
        return [numeral, *alone(name)[1:]]

    rows = [heading("一", "第三产业项目"), ROWS[0], heading("（二）", "第二产业项目"), *ROWS[1:]]
    projects, _ = names(tmp_path, rows)
    assert projects == ["白鹭湾冷库", "石桥铝板带", "石桥铸件"]
    projects, _ = names(tmp_path, [*ROWS, heading("四", "青石滩码头")])
    assert projects[-1] == "青石滩码头"


def test_headings_with_sums_directly_below_the_header_of_a_csv_leave_the_columns_as_they_are(tmp_path):
    lines = [
        "石桥县2023年8月项目表（单位：万元）,,,,,",
        "序号,项目名称,投资企业,签约时间,计划总投资,备注",
        "一、工业项目（2个）,,,,68000,",
        "1,石桥铝板带项目,石桥铝业有限公司,2023.2.19,61000,",
        "2,石桥铸件项目,石桥铸造有限公司,2023.6.4,7000,",
        "二、服务业项目（1个）,,,,4200万元,",
        "1,白鹭湾冷库项目,白鹭湾物流有限公司,2023.3.8,4200,",
    ]
    path = tmp_path / "l.csv"
    path.write_text("\n".join(lines), encoding="gb18030")
    result = check(path)
    assert [row.yuan("agreed_amount") for row in result.rows] == [610_000_000, 70_000_000, 42_000_000]
    assert not [finding for finding in result.remarks if finding.rule in ("sum_differs", "unknown_column")]
    lines[2] = "一、工业项目（2个）,,,,69000,"
    path.write_text("\n".join(lines), encoding="gb18030")
    assert [finding.row for finding in check(path).remarks if finding.rule == "sum_differs"] == [3]


def test_a_heading_with_a_word_directly_below_the_header_is_no_second_header(tmp_path):
    heading = ["一、工业项目", None, None, None, None, None, "共2个", None, None, None]
    result = check(write_rows(tmp_path / "l.xlsx", [TITLE, HEADER, heading, *ROWS]))
    assert [row.yuan("agreed_amount") for row in result.rows] == [42_000_000, 610_000_000, 70_000_000]
