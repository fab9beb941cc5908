"""The district's own place from its profile."""

from __future__ import annotations

import pytest

from jjinvest.core.errors import DataError
from jjinvest.ledger.vocabulary.district_place import home_of_district


def profile(folder, text):
    (folder / "district.yaml").write_text(text, encoding="utf-8")
    return folder


def test_place_comes_first(tmp_path):
    text = "name: {zh: 某区, en: X}\nmunicipality: {zh: 重庆市, en: Chongqing}\nplace: 浙江省杭州市余杭区\n"
    assert home_of_district(profile(tmp_path, text)).name == "浙江省杭州市余杭区"


def test_municipality_and_name_say_it_where_place_is_absent(tmp_path):
    text = "name: {zh: 江津区, en: Jiangjin}\nmunicipality: {zh: 重庆市, en: Chongqing}\n"
    assert home_of_district(profile(tmp_path, text)).name == "重庆市江津区"


@pytest.mark.parametrize("text", ["name: {zh: 某区, en: X}\n", "name: 某区\n", "- 1\n", "name: [\n", ""])
def test_a_profile_that_says_no_place_gives_none(tmp_path, text):
    assert home_of_district(profile(tmp_path, text)) is None


def test_no_profile_gives_none(tmp_path):
    assert home_of_district(tmp_path) is None


@pytest.mark.parametrize("place", ["朝阳区", "某某区"])
def test_a_place_that_is_not_one_division_is_a_fault(tmp_path, place):
    with pytest.raises(DataError) as error:
        home_of_district(profile(tmp_path, f"place: {place}\n"))
    assert error.value.problems[0].found == place
