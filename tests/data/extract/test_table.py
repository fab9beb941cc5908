from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjinvest.data.bulletins.extract.table import table_blocks
from jjinvest.data.bulletins.extract.table_units import unit_of


def _sentences(*rows: str, caption: str = "") -> list[str]:
    """Sentences of the rows with numbers; cells are parted by bars."""
    blocks = table_blocks([row.split("|") for row in rows], 1, caption=caption)
    return [block.text for block in blocks if block.headers]


def test_label_header_value_and_unit() -> None:
    assert _sentences("产业|项目数（个）|协议引资（亿元）|占比（%）", "第二产业|95|625|57.4") == [
        "第二产业项目数95个，第二产业协议引资625亿元，第二产业占比57.4%。"
    ]


def test_column_of_units_and_signs_of_growth() -> None:
    rows = _sentences(
        "指标|单位|年度目标|1-8月累计|上年同期|同比增长（±%）|完成目标（%）",
        "签约项目|个|180|132|120|+10.0|73.3",
        "协议引资|亿元|-|625|660|-5.3|—",
    )
    assert rows == [
        "签约项目年度目标180个，签约项目1-8月累计132个，签约项目上年同期120个，签约项目同比增长10.0%，"
        "签约项目完成目标73.3%。",
        "协议引资1-8月累计625亿元，协议引资上年同期660亿元，协议引资同比下降5.3%。",
    ]


def test_earlier_years_come_last_so_that_growth_is_of_the_latest() -> None:
    rows = _sentences("指标|2022年|2023年|同比增长（%）", "到位资金（亿元）|98|103.2|5.3")
    assert rows == ["到位资金2023年103.2亿元，到位资金同比增长5.3%，到位资金2022年98亿元。"]


def test_rows_below_another_belong_to_it() -> None:
    rows = _sentences(
        "指标|数值",
        "到位资金（亿元）|103.2",
        "其中：市外（亿元）|81.6",
        "　　市内（亿元）|21.6",
        "开工率（%）|74.2",
    )
    assert rows == [
        "到位资金103.2亿元。",
        "到位资金其中市外81.6亿元。",
        "到位资金其中市内21.6亿元。",
        "开工率74.2%。",
    ]


def test_header_of_two_levels_with_the_unit_above() -> None:
    rows = _sentences("园区|到位资金|到位资金|签约", "园区|金额（亿元）|占比（%）|个数", "双福|40.2|39|30")
    assert rows == ["双福园区到位资金40.2亿元，双福园区到位资金占比39%，双福园区签约个数30个。"]


def test_unit_of_the_caption_goes_to_amounts_only() -> None:
    rows = _sentences("区县|签约项目数|到位资金|增幅", "江津|20|120|5", caption="单位：亿元")
    assert rows == ["江津签约项目数20个，江津到位资金120亿元，江津增幅5%。"]
    assert _sentences("区县|到位资金", "江津|120", caption="单位：万元、亿元") == ["江津到位资金120。"]


def test_of_several_units_of_a_caption_each_column_has_the_one_that_fits() -> None:
    rows = _sentences(
        "指标|全年目标|全年目标|1—8月|完成目标比例",
        "指标|市下达|县确定|1—8月|占市目标",
        "到位资金|32|35|18.4|57.5",
        "新引进项目|40||26|65",
        caption="单位：亿元、个、%",
    )
    assert rows == [
        "到位资金市下达全年目标32亿元，到位资金县确定全年目标35亿元，到位资金1—8月18.4亿元，"
        "到位资金完成市级目标的57.5%。",
        "新引进项目市下达全年目标40个，新引进项目1—8月26个，新引进项目完成市级目标的65%。",
    ]


def test_a_column_of_offices_called_unit_is_no_column_of_units() -> None:
    rows = _sentences(
        "单位|年度目标|1-7月到位",
        "石桥镇|800|420",
        "白沙镇|600|390",
        caption="各镇到位县外资金情况（单位：万元）",
    )
    assert rows[0] == "石桥镇到位县外资金年度目标800万元，石桥镇到位县外资金1-7月到位420万元。"


def test_total_numbering_title_and_sizes() -> None:
    rows = _sentences(
        "2023年情况表|2023年情况表|2023年情况表",
        "序号|规模|项目数",
        "1|10亿元以上|26",
        "2|合计|132",
    )
    assert rows == ["10亿元以上项目项目数26个。", "全部合计项目数132个。"]


def test_row_that_numbers_the_columns_is_no_data() -> None:
    assert _sentences("区县|项目数|资金（亿元）", "甲|1|2", "江津|20|120") == [
        "江津项目数20个，江津资金120亿元。"
    ]


def test_two_columns_without_a_header() -> None:
    assert _sentences("到位资金|103.2亿元", "签约项目|132个") == ["到位资金103.2亿元。", "签约项目132个。"]


def test_words_beside_a_number_stay() -> None:
    assert _sentences("指标|情况", "拟投资总额|超600亿元", "签约项目|132个") == [
        "拟投资总额情况超600亿元。",
        "签约项目情况132个。",
    ]


def test_table_without_numbers_keeps_its_cells() -> None:
    blocks = table_blocks([["项目", "阶段"], ["甲", "开工"]], 2)
    assert [(block.text, block.place, block.headers) for block in blocks] == [
        ("项目\t阶段", "表2第1行", ()),
        ("甲\t开工", "表2第2行", ()),
    ]


_CELLS = st.sampled_from(
    [
        "",
        "项目",
        "指标",
        "单位",
        "亿元",
        "5",
        "-7.3",
        "40.2",
        "1",
        "2",
        "超600亿元",
        "合计",
        "其中：",
        "（%）",
    ]
)


@given(st.lists(st.lists(_CELLS, max_size=5), max_size=6))
def test_any_table_is_read_and_no_number_is_lost(rows: list[list[str]]) -> None:
    text = "".join(block.text for block in table_blocks(rows, 1))
    shown = {cell for row in rows for cell in row if "." in cell or "600" in cell}
    assert all(cell.lstrip("-") in text for cell in shown)


@pytest.mark.parametrize(
    "rows", [[], [[]], [[""]], [["", ""], ["", ""]], [["1"]], [["", "5"]], [["合计"], ["5"]]]
)
def test_odd_tables_do_not_fail(rows: list[list[str]]) -> None:
    assert all(block.text for block in table_blocks(rows, 1))


def test_cells_and_headers_are_kept() -> None:
    block = table_blocks([["产业", "项目数（个）"], ["一产", "5"]], 1)[1]
    assert block.cells == ("一产", "5")
    assert block.headers == ("产业", "项目数（个）")


def test_what_was_done_and_growth_without_its_word() -> None:
    rows = _sentences(
        "指标|完成数|全年目标|同比（±%）",
        "到位资金|21.2|58|8.1",
        "工业投资|10.6|24|-8.9",
        caption="单位：亿元",
    )
    assert rows == [
        "到位资金21.2亿元，到位资金全年目标58亿元，到位资金同比增长8.1%。",
        "工业投资10.6亿元，工业投资全年目标24亿元，工业投资同比下降8.9%。",
    ]


def test_a_month_among_a_running_total_has_its_own_time() -> None:
    rows = _sentences("来源|上半年累计|其中：6月", "市内|38420|7105", caption="到位资金来源情况　单位：万元")
    assert rows == ["市内到位资金上半年累计38420万元，市内到位资金6月为7105万元。"]


def test_single_months_as_headers_do_not_run_into_the_value() -> None:
    rows = _sentences("指标|单位|7月|8月", "签约项目|个|8|9")
    assert rows == ["签约项目7月为8个，签约项目8月为9个。"]


def test_a_number_of_the_goal_has_the_unit_of_the_table():
    assert unit_of("任务数", "甲镇", "", "万元") == "万元"
    assert unit_of("任务数", "签约项目", "", "万元") == "个"
    assert unit_of("任务数", "甲镇", "", "") == "个"


@pytest.mark.parametrize(
    "first", ["≥590", "590/600", "500-590", "590以上", "590（含增资）", "590，其中工业300", "132 590"]
)
def test_a_first_figure_with_more_than_a_unit_is_no_header(first: str) -> None:
    assert _sentences("镇街|协议投资额（亿元）", f"甲镇|{first}", "乙镇|75.3", "丙镇|12.5") == [
        f"甲镇协议投资额{first}。",
        "乙镇协议投资额75.3亿元。",
        "丙镇协议投资额12.5亿元。",
    ]


@pytest.mark.parametrize("dash", ["—", "-", "/", "——"])
def test_a_first_row_of_dashes_is_no_header(dash: str) -> None:
    rows = ("产业|项目数（个）|协议引资（亿元）", f"第一产业|{dash}|{dash}", "第二产业|95|625")
    assert _sentences(*rows)[-1] == "第二产业项目数95个，第二产业协议引资625亿元。"


@pytest.mark.parametrize("second", ["|1-11月|10亿元以上", "镇街|500强|1-5亿元", "名称|2023年|5月末"])
def test_a_second_row_of_the_header_with_numbers_stays_header(second: str) -> None:
    row = _sentences("镇街|项目数（个）|协议投资额（亿元）", second, "甲镇|8|75.3")[-1]
    assert row.startswith("甲镇")
    assert all(part in row for part in second.split("|")[1:])
