"""Page 20: a part is not said to have no data where the ledger's table of it stands on the page."""

from __future__ import annotations

import pytest

from jjinvest.data.workspace import load_workspace
from tests.fixtures.district_folders import district_folder
from tests.fixtures.imports import import_ledger, results_of
from tests.fixtures.pages import build_page
from tests.fixtures.pages import results_of as results_of_workspace
from tests.fixtures.workbooks import clean_projects

WITH_GROWTH = [
    "2023,projects_signed,,,,,49,个",
    "2023,projects_signed,sector=secondary,,,,39,个",
    "2023,projects_signed,sector=secondary,growth,,,34.5,%",
    "2023,projects_signed,sector=tertiary,,,,10,个",
    "2023,projects_signed,sector=tertiary,growth,,,25.0,%",
]


@pytest.fixture
def place(tmp_path):
    return district_folder(tmp_path / "data", "place", *WITH_GROWTH, published="2024-01-20")


def test_a_part_that_only_the_ledger_has_is_not_said_to_be_missing(place):
    import_ledger(place, clean_projects(20), "2023-12", "2024-01-10")
    page = build_page(results_of(place), "20_structure", "zh")
    _, _, left_out = page.text.rpartition("以下部分")
    assert "by_tier" in page.tables
    assert "规模分档" not in left_out


def test_shares_of_sectors_are_drawn_once(place):
    """Their growth stands among the other parts, without the shares that the section on sectors has."""
    page = build_page(results_of(place), "20_structure", "zh")
    assert "sectors" in page.tables
    table = page.tables["breakdown_sector"]
    assert not any("占比" in column for column in table["columns"])
    assert any("同比" in column for column in table["columns"])


OF_SIZES = [
    "2023,projects_signed,,,,,272,个",
    "2023,agreed_amount,,,,,879.6,亿元",
    "2023,projects_signed,size=ge_50,,,,9,个",
    "2023,projects_signed,size=10_50,,,,26,个",
    "2023,projects_signed,size=1_10,,,,69,个",
    "2023,projects_signed,size=lt_1,,,,168,个",
]


def test_the_open_size_class_has_the_bounds_of_as_many_largest_projects(tmp_path):
    """9 projects of 50 亿元 and more are the 9 largest ones, and no project is named."""
    folder = district_folder(tmp_path / "data", "place", *OF_SIZES, published="2024-01-20")
    page = build_page(results_of(folder), "20_structure", "zh")
    amounts = page.column("tiers", "协议引资（区间）")
    largest = page.column("concentration", "协议引资（区间）")
    assert amounts[0] == largest[0] != "—"
    assert any("最大9个项目合计" in text for text in page.texts)
    assert "由公布的总额、各档个数和分档界限只能推出区间" in page.text
    assert "具名项目和分档界限" not in page.text


def test_no_bounds_are_reported_of_a_second_half_that_is_subtracted(tmp_path):
    """Two numbers under one id would stop the run."""
    half = [row.replace("2023,", "2023H1,").replace("879.6", "404.0") for row in OF_SIZES]
    counts = {"272": "126", "9,个": "4,个", "26": "11", "69": "33", "168": "78"}
    for of_year, of_half in counts.items():
        half = [row.replace(f",{of_year}", f",{of_half}") for row in half]
    folder = district_folder(tmp_path / "data", "place", *OF_SIZES, *half, published="2024-01-20")
    results = results_of(folder)
    for tier, count in (("tier_ge_50", 5), ("tier_10_50", 15), ("tier_1_10", 36), ("tier_0_1", 90)):
        fact_id = f"2023h2.projects_signed.{tier}"
        assert results.measured[fact_id].value == count
        assert fact_id not in results.bounds


@pytest.mark.parametrize(
    ("members", "name"),
    [(("primary", "secondary", "tertiary"), "三次产业"), (("secondary", "tertiary", "logistics"), "各产业")],
)
@pytest.mark.parametrize("share", [True, False])
def test_sectors_are_called_the_three_only_where_these_are_shown(tmp_path, members, name, share):
    total = ["2023,projects_signed,,,,,30,个"] if share else []
    rows = [*total, *(f"2023,projects_signed,sector={member},,,,10,个" for member in members)]
    page = build_page(
        results_of_workspace(load_workspace(district_folder(tmp_path, "place", *rows))), "20_structure", "zh"
    ).text
    other = {"三次产业": "各产业", "各产业": "三次产业"}[name]
    assert name in page
    assert other not in page


def test_the_share_of_a_part_in_two_dimensions_is_said_to_be_of_the_first(tmp_path):
    """44.17 of the new projects' 58.92 亿元 is 75.0 %, of all 203.5 亿元 it is 21.7 %."""
    rows = [
        "2023,funds_in_place,,,,,203.5,亿元",
        "2023,funds_in_place,cohort=new,,,,58.92,亿元",
        "2023,funds_in_place,cohort=new;sector=secondary,,,,44.17,亿元",
        "2023,funds_in_place,cohort=new;sector=tertiary,,,,13.40,亿元",
    ]
    folder = district_folder(tmp_path / "data", "place", *rows, published="2024-01-20")
    text = build_page(results_of_workspace(load_workspace(folder)), "20_structure", "zh").text
    assert "第二产业占当年签约（新增）到位资金的 75.0%" in text
    assert "占到位资金的 75.0%" not in text
    assert "占比是占前一项" in text


def test_projects_named_for_a_day_are_listed_with_the_others(tmp_path):
    rows = [
        "2024,agreed_amount,,,,,265.0,亿元",
        "2024-11-06,agreed_amount,project=battery,,,,50,亿元",
        "2024-11-06,agreed_amount,project=hospital,,,,18.5,亿元",
        "2024,agreed_amount,project=battery,,,,52,亿元",
        "2024Q3,agreed_amount,project=mill,,,,7,亿元",
    ]
    folder = district_folder(tmp_path / "data", "place", *rows, published="2025-01-09")
    page = build_page(results_of_workspace(load_workspace(folder)), "20_structure", "zh")
    listed = next(table for name, table in page.tables.items() if "项目" in table["columns"][0])
    assert [row[1] for row in listed["rows"]] == [52.0, 18.5, 7.0]


def test_largest_projects_of_which_only_the_least_is_known_are_no_bars(tmp_path):
    """The chart had neither an upper end nor a bar."""
    rows = [
        "2023,projects_signed,,,,,21,个",
        "2023,agreed_amount,,,,>,900,亿元",
        "2023,projects_signed,size=ge_100,,,,5,个",
        "2023,projects_signed,size=10_100,,,,16,个",
    ]
    folder = district_folder(tmp_path / "data", "place", *rows, published="2024-01-20")
    page = build_page(results_of(folder), "20_structure", "zh")
    assert page.column("concentration", "协议引资（区间）") == ["≥500 亿元", "≥900 亿元"]
    assert "最大5个项目合计" not in page.text, "the title of the chart"
    assert "图中数据" not in page.text


def test_origins_that_contain_each_other_are_not_added_up_and_have_their_published_share(tmp_path):
    rows = [
        "2024,funds_in_place,,,,,,152,亿元",
        "2024,funds_in_place,origin=out_of_city,,,,,131.4,亿元",
        "2024,funds_in_place,origin=out_of_province,,,,,105.9,亿元",
        "2024,funds_in_place,origin=out_of_province,share,origin=out_of_city,,,80.6,%",
    ]
    folder = district_folder(tmp_path, "place", published="2025-01-20")
    head = "source,period,metric,where,statistic,of,authority,relation,value,unit"
    lines = "\n".join([head, *(f"text,{row}" for row in rows)])
    (folder / "figures.csv").write_text(lines + "\n", "utf-8")
    text = build_page(results_of_workspace(load_workspace(folder)), "20_structure", "zh").text
    assert "各来源可能互相包含，占比不能相加。省外到位资金占市外到位资金的 80.6%" in text


def test_origins_apart_from_each_other_have_no_such_note(tmp_path):
    rows = [
        "2024,funds_in_place,,,,,152,亿元",
        "2024,funds_in_place,origin=in_city,,,,20.6,亿元",
        "2024,funds_in_place,origin=out_of_city,,,,131.4,亿元",
    ]
    folder = district_folder(tmp_path, "place", *rows, published="2025-01-20")
    text = build_page(results_of_workspace(load_workspace(folder)), "20_structure", "zh").text
    assert "互相包含" not in text


def test_shares_of_parts_in_two_dimensions_are_of_the_part_before(tmp_path):
    """Two equal shares of two wholes have no largest: the title names no share of the total."""
    parts = {"new": (31.0, 21.2, 68.4), "carried_over": (62.0, 42.4, 68.4)}
    rows = []
    for cohort, (whole, secondary, share) in parts.items():
        both = f"cohort={cohort};sector=secondary"
        rows += [
            f"2023,funds_in_place,cohort={cohort},,,{whole},亿元",
            f"2023,funds_in_place,{both},,,{secondary},亿元",
            f"2023,funds_in_place,cohort={cohort};sector=tertiary,,,{whole - secondary:.1f},亿元",
            f"2023,funds_in_place,{both},share,cohort={cohort},{share},%",
        ]
    folder = district_folder(tmp_path / "data", "place", published="2024-01-20")
    source = (folder / "sources.csv").read_text(encoding="utf-8").splitlines()[1].partition(",")[0]
    table = ["source,period,metric,where,statistic,of,value,unit", *(f"{source},{row}" for row in rows)]
    (folder / "figures.csv").write_text("\n".join(table) + "\n", encoding="utf-8")
    text = build_page(results_of_workspace(load_workspace(folder)), "20_structure", "zh").text
    assert "占前一项" in text
    assert "各部分占总数的比重，按签约时间 × " not in text
