"""Origins from places, seen from the district's own place: exact, with every reading of an ambiguous name."""

from __future__ import annotations

import pytest

from jjinvest.ledger.vocabulary.places import home_in_title, home_of, origin_of, short_name

KNOWN = {"市内": "in_municipality", "市外": "out_of_city", "境外": "abroad", "港澳台": "abroad"}
IN_CITY, OUT_OF_CITY, ABROAD = "in_municipality", "out_of_city", "abroad"


def seen(text, place="重庆市江津区"):
    found = origin_of(text, home_of(place), KNOWN)
    return found.only or set(found.readings)


@pytest.mark.parametrize(
    "text",
    [
        "浙江",
        "浙江省",
        "广东省深圳市",
        "广东 深圳",
        "江苏·苏州",
        "深圳市南山区科技园",
        "北京市朝阳区",
        "朝阳区",
        "吉林",
        "沪",
        "内蒙",
        "恩施州",
        "上海/浙江",
        "江苏、浙江",
        "市外（浙江）",
        "市外-浙江",
        "中国浙江",
        "重庆市外",
        "浙江客商",
        "雄安新区",
        "上海和平路1号",
        "新疆石河子市",
        "苏州工业园区",
        "央企（北京）",
        "江苏省苏州市工业园区",
        "深圳市龙岗区坂田街道",
        "北京经济技术开发区",
        "广东省（深圳）",
    ],
)
def test_places_outside_the_municipality(text):
    assert seen(text) == OUT_OF_CITY


@pytest.mark.parametrize(
    "text",
    [
        "重庆",
        "重庆市",
        "渝",
        "渝北区",
        "渝北",
        "两江新区",
        "重庆高新区",
        "江津区",
        "江津市",
        "彭水县",
        "重庆江北",
        "江津双福",
        "重庆万盛",
        "市内（渝北）",
        "重庆市内",
    ],
)
def test_places_inside_the_municipality(text):
    assert seen(text) == IN_CITY


@pytest.mark.parametrize(
    "text",
    [
        "香港",
        "中国香港",
        "台湾省",
        "澳门",
        "美国",
        "美国硅谷",
        "沙特",
        "刚果（金）",
        "英属维尔京群岛",
        "BVI",
        "境外（日本）",
        "日本、韩国",
    ],
)
def test_places_abroad(text):
    assert seen(text) == ABROAD


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("江北区", {IN_CITY, OUT_OF_CITY}),
        ("区外", {IN_CITY, OUT_OF_CITY}),
        ("江津区外", {IN_CITY, OUT_OF_CITY}),
        ("国内", {IN_CITY, OUT_OF_CITY}),
        ("江苏、重庆", {IN_CITY, OUT_OF_CITY}),
        ("上海和江津区", {IN_CITY, OUT_OF_CITY}),
        ("广东省江津区", {IN_CITY, OUT_OF_CITY}),
        ("市内（浙江）", {IN_CITY, OUT_OF_CITY}),
        ("日本、江苏", {OUT_OF_CITY, ABROAD}),
    ],
)
def test_an_ambiguous_text_keeps_every_reading(text, sides):
    assert seen(text) == sides


@pytest.mark.parametrize(
    "text",
    [
        "高新区",
        "深圳某某科技有限公司",
        "央企",
        "长三角",
        "东方希望",
        "上海重庆",
        "重庆浙江商会",
        "中外合资",
        "",
        "四川省外",
    ],
)
def test_what_names_no_certain_place_is_unknown(text):
    assert seen(text) == set()


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("浙江", {IN_CITY, OUT_OF_CITY}),
        ("宁波", OUT_OF_CITY),
        ("萧山", IN_CITY),
        ("杭州市外", OUT_OF_CITY),
        ("浙江省外", OUT_OF_CITY),
        ("重庆", OUT_OF_CITY),
        ("西湖区", {IN_CITY, OUT_OF_CITY}),
    ],
)
def test_the_same_names_from_a_district_of_an_ordinary_city(text, side):
    assert seen(text, "浙江省杭州市余杭区") == side


def test_without_the_district_s_place_a_place_in_the_country_may_lie_on_both_sides():
    assert set(origin_of("浙江", None, KNOWN).readings) == {IN_CITY, OUT_OF_CITY}
    assert origin_of("德国", None, KNOWN).only == ABROAD


@pytest.mark.parametrize(
    ("place", "municipality"),
    [
        ("重庆市江津区", "50"),
        ("江苏省苏州市昆山市", "3205"),
        ("河南省济源市", "419001"),
        ("广东省东莞市", "4419"),
        ("浙江省", "33"),
    ],
)
def test_the_municipality_of_a_district(place, municipality):
    assert home_of(place).municipality == municipality


@pytest.mark.parametrize("place", ["朝阳区", "某某区", "", "德国", "重庆市江津区某园"])
def test_a_place_that_is_not_one_division(place):
    assert home_of(place) is None


def test_a_title_begins_with_the_district_or_says_nothing():
    assert home_in_title("江津区2023年招商项目台账").name == "重庆市江津区"
    assert home_in_title("招商项目台账") is None
    assert home_in_title("海南招商项目台账") is None


def test_short_names_of_peoples_and_one_letter():
    assert short_name("彭水苗族土家族自治县") == "彭水"
    assert short_name("三都水族自治县") == "三都"
    assert short_name("开县") == "开县"
