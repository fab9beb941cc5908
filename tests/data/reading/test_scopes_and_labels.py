"""What a figure is of, where its sentence does not say so: of a row, of a scope of the text, of a title."""

from __future__ import annotations

import pytest

from jjinvest.data.bulletins.extract.plain import plain_document
from jjinvest.data.bulletins.text.row_labels import RANK_OF_ROW
from jjinvest.quality.readings.choose import read_bulletin
from tests.fixtures.bulletin_text import document

_ACCEPTED = ("high", "medium")


def parts(text: str, *, table: bool = False) -> dict[str, tuple[str, str, bool]]:
    """Measure, part and whether it is accepted by default, by the value and unit of each row."""
    rows = read_bulletin(plain_document(text) if table else document(text), 2031).rows
    return {
        f"{row.reading.value}{row.reading.unit}": (
            f"{row.reading.metric} {row.reading.statistic}",
            row.reading.where_text,
            row.confidence == "high" or (row.confidence == "medium" and len(row.readings) == 1),
        )
        for row in rows
    }


def test_the_rows_of_a_table_are_of_what_their_labels_name():
    found = parts(
        "2031年1—4月各组完成情况\n"
        "责任单位\t签约项目（个）\t到位资金（亿元）\n"
        "驻沪联络处\t7\t3.25\n"
        "招商3组\t4\t1.85\n"
        "会展服务中心\t2\t0.95\n"
        "合计\t13\t6.05",
        table=True,
    )
    assert found["3.25亿元"] == ("funds_in_place level", "department=驻沪联络处", True)
    assert found["4个"] == ("projects_signed level", "department=招商3组", True)
    assert found["6.05亿元"] == ("funds_in_place level", "", True)


def test_labels_that_name_measures_are_no_parts():
    found = parts(
        "指标\t单位\t4月\t5月\n签约项目\t个\t12\t9\n到位资金\t亿元\t3.1\t2.7\n新开工\t个\t5\t4", table=True
    )
    assert {where for _, where, _ in found.values()} == {""}


def test_the_ranks_of_rows_are_left_open():
    text = "乡镇\t到位资金（万元）\t名次\n大坪镇\t5200\t1\n小河镇\t4100\t2\n白云乡\t900\t3"
    rows = read_bulletin(plain_document(text), 2031).rows
    ranks = [row for row in rows if row.reading.unit == "名"]
    assert {row.note for row in ranks} == {RANK_OF_ROW}
    assert {row.confidence for row in ranks} == {"low"}
    assert all(row.confidence in _ACCEPTED for row in rows if row.reading.unit == "万元")


def test_a_place_of_a_table_is_not_the_place_of_the_text():
    text = (
        "通报\n2031年1—6月，云山县进度最快，云山县、河口县分别到位资金8亿元、6亿元。\n"
        "县区\t到位资金（亿元）\t签约项目（个）\n云山县\t8\t12\n河口县\t6\t9\n沙坝县\t2\t3"
    )
    assert parts(text, table=True)["12个"][1] == "place=云山县"


def test_parts_after_a_total_of_one_origin_are_of_it_too():
    found = parts(
        "2031年1—9月，全州到位省外资金75亿元，同比增长9%。第一产业到位5亿元，第二产业到位48亿元，"
        "第三产业到位22亿元。9月到位7亿元。"
    )
    assert found["48亿元"] == ("funds_in_place level", "origin=out_of_province;sector=secondary", True)
    assert found["9%"] == ("funds_in_place growth", "origin=out_of_province", True)
    assert found["7亿元"] == ("funds_in_place level", "origin=out_of_province", False)  # nothing confirms it


def test_no_origin_is_taken_over_where_the_text_has_a_total_without_one():
    found = parts("2031年，全县到位资金90亿元，其中省外资金75亿元。第二产业到位48亿元。")
    assert found["48亿元"][1] == "sector=secondary"


def test_a_sector_in_the_title_is_the_scope_of_the_text():
    found = parts(
        "2031年上半年全县农业招商情况\n全县新签约农业项目14个，协议投资21亿元。到位资金6.5亿元，增长3%。"
    )
    assert found["14个"][1] == found["21亿元"][1] == found["6.5亿元"][1] == found["3%"][1] == "sector=primary"


def test_a_whole_beside_the_sector_of_the_title_stays_open():
    found = parts("2031年上半年全县工业招商情况\n全县到位资金20亿元，其中工业项目到位资金12亿元。")
    assert found["12亿元"][1] == "sector=secondary"
    assert not found["20亿元"][2]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("2031年，全区实际利用内资66亿元；实际利用外资1.2亿美元。", "origin=domestic"),
        ("2031年，全区实际利用内资66亿元，同比增长4%。", ""),
    ],
)
def test_inland_funds_are_a_part_beside_foreign_ones(text: str, where: str):
    assert parts(text)["66亿元"][1] == where


def test_foreign_capital_has_a_share_of_the_funds():
    found = parts("2031年上半年，全区到位资金40亿元，其中外资占比15%。")
    assert found["15%"] == ("funds_in_place share", "origin=abroad", True)


def test_an_amount_of_contracted_foreign_capital_is_no_agreed_amount():
    assert parts("2031年，全市合同利用外资金额2.1亿美元。")["2.1亿美元"][:2] == (
        "contract_amount level",
        "origin=abroad",
    )


def test_the_count_of_a_list_is_no_figure():
    found = parts("2031年，轻纺、建材、食品加工三个行业到位资金依次为12亿元、10亿元和8亿元。")
    assert found["10亿元"][1] == "industry=建材"
    assert "3个" not in found


def test_inland_capital_brought_in_is_never_foreign_capital():
    found = parts("2031年，全市实际利用外资1.2亿美元；利用市外内资96亿元，完成年度目标120亿元的80%。")
    assert found["96亿元"] == ("funds_in_place level", "origin=out_of_city", True)
    assert found["120亿元"] == ("funds_in_place target", "origin=out_of_city", True)


def test_amounts_in_a_bracket_behind_a_target_are_targets():
    found = parts("2031年1—6月，与全年目标（到位资金70亿元、签约项目40个）相比，仍有差距。")
    assert {statistic for statistic, _, _ in found.values()} == {
        "funds_in_place target",
        "projects_signed target",
    }


def test_columns_that_only_say_when_are_of_the_amount_before():
    found = parts(
        "2031年5月利用外资进度\n县区\t本月实际利用外资（万美元）\t1—5月累计\t同比（%）\t年度目标\t完成率（%）\n"
        "河口县\t120\t860\t11.2\t2000\t43.0\n西岭县\t65\t340\t-20.1\t1200\t28.3",
        table=True,
    )
    assert found["860万美元"] == ("foreign_funds level", "place=河口县", True)
    assert found["2000万美元"][:2] == ("foreign_funds target", "place=河口县")


def test_remarks_at_the_end_of_a_row_name_nothing():
    found = parts(
        "单位\t签约项目（个）\t到位资金（亿元）\t备注\n发改局\t3\t4.5\t\n商务局\t5\t8\t牵头\n文旅局\t2\t3\t",
        table=True,
    )
    assert found["5个"][1] == found["8亿元"][1] == "department=商务局"


def test_a_share_in_a_row_is_of_the_origin_of_its_amount():
    found = parts(
        "2031年来源\n来源地\t到位市外资金（亿元）\t占比（%）\n湖南省\t15.2\t38.0\n福建省\t14.8\t37.0\n其他地区\t10.0\t25.0",
        table=True,
    )
    assert found["38.0%"][1] == "region=湖南省;origin=out_of_city"


def test_a_total_repeated_without_its_origin_is_of_that_origin():
    text = (
        "松溪市2031年上半年招商通报\n上半年，到位市外资金320亿元，同比增长8%。\n"
        "东城区到位资金180亿元。\n西乡县到位资金140亿元。\n全市到位资金320亿元。"
    )
    where = [row.reading.where for row in read_bulletin(document(text)).rows]
    assert all(("origin", "out_of_city") in each for each in where)


def test_a_greater_total_without_an_origin_is_of_all_origins():
    text = (
        "松溪市2031年上半年招商通报\n上半年，到位市外资金320亿元，同比增长8%。\n"
        "东城区到位资金180亿元。\n全市到位资金400亿元。"
    )
    assert read_bulletin(document(text)).rows[-1].reading.where == ()


def test_inland_funds_that_came_in_are_inland_beside_foreign_ones():
    text = "松溪市2031年1—8月情况\n全市引进内资实际到位46亿元，增长9%。\n实际利用外资880万美元。"
    rows = read_bulletin(document(text)).rows
    assert [row.reading.where_text for row in rows] == ["origin=domestic", "origin=domestic", ""]
