"""Whose target it is: the place's own in one way, also where its texts name the authority of its level."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jjinvest.data.figure_rows import identified, read_figure_tables
from jjinvest.data.own_targets import level_of_folder, own_level, with_own_targets
from jjinvest.data.unpublished_targets import read_unpublished_targets
from jjinvest.data.workspace import load_workspace
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.ledger.store.figures_import import filled_form, import_figures
from tests.fixtures.figure_rows import figure_row

SOURCES = "source,title,published,address\na,年度报告,2031-01-20,\nb,一季度通报,2031-04-18,\n"
FIGURES = (
    "source,period,metric,statistic,authority,value,unit\n"
    "a,2031,funds_in_place,target,district,640,亿元\n"
    "b,2031,funds_in_place,target,municipality,640,亿元\n"
    "b,2031Q1,funds_in_place,level,,160,亿元\n"
    "b,2031Q1,funds_in_place,completion,municipality,25.0,%\n"
    "b,2031,funds_in_place,target,province,600,亿元\n"
)


def folder_of(path, profile):
    path.mkdir()
    (path / "sources.csv").write_text(SOURCES, encoding="utf-8")
    (path / "figures.csv").write_text(FIGURES, encoding="utf-8")
    (path / "district.yaml").write_text(profile, encoding="utf-8")
    return path


def ids(folder):
    tables = read_figure_tables(folder)
    assert tables.problems == []
    return {str(row.fact_id) for row in tables.figures}


def test_the_target_of_a_city_is_one_however_its_texts_word_it(tmp_path):
    assert ids(folder_of(tmp_path / "c", "name: {zh: 云台市, en: Yuntai}\n")) == {
        "2031.funds_in_place.target",
        "2031.funds_in_place.target.province",
        "2031q1.funds_in_place",
        "2031q1.funds_in_place.completion",
    }


@pytest.mark.parametrize(
    "profile",
    [
        "name: {zh: 云台区, en: Yuntai}\n",
        "name: {zh: 云台市, en: Yuntai}\nmunicipality: {zh: 海州市, en: Haizhou}\n",
        "name: [\n",
    ],
    ids=["district", "city within a municipality", "profile with a fault"],
)
def test_the_target_of_a_municipality_above_stays_its_own(tmp_path, profile):
    assert "2031.funds_in_place.target.municipality" in ids(folder_of(tmp_path / "c", profile))


def test_levels_by_the_name_of_the_place(tmp_path):
    assert own_level("云台市") == "municipality"
    assert [own_level(name) for name in ("云台自治州", "云台地区", "云台盟")] == ["prefecture"] * 3
    assert [own_level(name) for name in ("云台省", "云台自治区")] == ["province"] * 2
    assert [own_level(name) for name in ("云台区", "云台县", "云台新区", "")] == [""] * 4
    assert own_level("云台市", "云台市") == own_level("云台市", "—") == "municipality"
    assert level_of_folder(tmp_path) == ""


def target(value, authority, source):
    return replace(
        figure_row("funds_in_place", value),
        statistic="target",
        period="2031",
        authority=authority,
        source=source,
    )


def test_two_values_in_one_text_stay_two_targets():
    rows = [target(640, "district", "a"), target(600, "municipality", "a")]
    assert [row.authority for row in with_own_targets(rows, "municipality")] == ["district", "municipality"]


def test_a_later_text_revises_the_target():
    rows = [target(640, "district", "a"), target(600, "municipality", "b")]
    assert {row.authority for row in with_own_targets(rows, "municipality")} == {"district"}
    assert len({str(row.fact_id) for row in identified(rows, {}, "municipality")}) == 1


def test_a_rank_keeps_the_authority_that_ranks():
    row = replace(figure_row("funds_in_place", 3), statistic="rank", authority="municipality")
    assert with_own_targets([row], "municipality")[0].authority == "municipality"


def test_an_import_that_changes_nothing_says_so(tmp_path):
    folder = folder_of(tmp_path / "c", "name: {zh: 云台市, en: Yuntai}\n")
    form = tmp_path / "form.xlsx"
    form.write_bytes(filled_form(folder))
    assert import_figures(form, folder).files == ()
    (folder / "figures.csv").write_text(FIGURES.replace("160", "161"), encoding="utf-8")
    imported = import_figures(form, folder)
    assert (len(imported.added), len(imported.removed), len(imported.changed)) == (0, 0, 1)


def test_an_unpublished_target_of_the_city_is_its_own(tmp_path):
    folder = folder_of(tmp_path / "c", "name: {zh: 云台市, en: Yuntai}\n")
    (folder / "private").mkdir()
    (folder / "private" / "targets.csv").write_text(
        "period,metric,authority,value,unit\n2031,agreed_amount,municipality,900,亿元\n", encoding="utf-8"
    )
    tables = read_figure_tables(folder)
    [row] = read_unpublished_targets(folder, tables.dimensions, "internal").rows
    assert str(row.fact_id) == "2031.agreed_amount.target"


def words_of(folder, profile, language="zh"):
    folder_of(folder, profile)
    labels = load_workspace(folder).labels[language]
    words = Vocabulary(language, {str(key): str(name) for key, name in labels.items()})
    return [words.label(key) for key in ("district", "among_district", "out_of_district", "municipality")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("青山县", ["县级", "全县", "县外", "市级"]),
        ("青山旗", ["旗级", "全旗", "旗外", "市级"]),
        ("青山区", ["区级", "全区", "区外", "市级"]),
        ("青山州", ["州级", "全州", "州外", "市级"]),
    ],
)
def test_a_place_is_named_by_its_own_kind(tmp_path, name, expected):
    assert words_of(tmp_path / "here", f"name: {{zh: {name}, en: Here}}\n") == expected


def test_a_city_within_another_is_not_named_like_that_one(tmp_path):
    profile = "name: {zh: 云台市, en: Here}\nmunicipality: {zh: 大河市, en: Great}\n"
    assert words_of(tmp_path / "here", profile) == ["本市", "本市", "区外", "市级"]
    assert words_of(tmp_path / "there", profile, "en")[0] == "set by the city itself"


def test_a_label_of_its_own_has_precedence(tmp_path):
    folder_of(tmp_path / "here", "name: {zh: 青山县, en: Here}\n")
    (tmp_path / "here" / "dimensions.csv").write_text(
        "dimension,member,zh,en,complete\norigin,out_of_district,县域外,elsewhere,\n", encoding="utf-8"
    )
    labels = load_workspace(tmp_path / "here").labels["zh"]
    assert labels["out_of_district"] == "县域外"
    assert labels["among_district"] == "全县"
