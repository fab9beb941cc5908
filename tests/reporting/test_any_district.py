"""Pages of any district: any subset of published figures builds, and no sentence contradicts a table.

The cells in which a notebook computes a number again run too, and fail where the report has another one.
"""

from __future__ import annotations

import csv
import functools
import re
import shutil
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jjinvest.data.figures import typed_targets
from jjinvest.data.workspace import Workspace, load_workspace
from tests.fixtures.district_folders import district_folder
from tests.fixtures.pages import ROOT, Page, build_page, results_of

BULLETINS = sorted(folder.name for folder in (ROOT / "tests/data/bulletins").iterdir() if folder.is_dir())
PAGES = tuple(sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")))
NO_TARGET = {
    "zh": ("目标尚未公布", "没有目标数"),
    "en": ("no text gave a target", "arget not yet published", "no target for", "is no target"),
}
FIRST_HALF = {"zh": "上半年", "en": "first half"}
HALF = re.compile(r"H1|H2|Q1-Q2")


@functools.cache
def district(name: str) -> Workspace:
    if name == "jiangjin":
        return load_workspace(ROOT / "data" / "jiangjin")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data" / name
        shutil.copytree(ROOT / "tests/data/bulletins" / name, folder)
        (folder / "district.yaml").write_text("name: {zh: 某地, en: Someplace}\n", encoding="utf-8")
        return load_workspace(folder)


def only(workspace: Workspace, kept: set[str]) -> Workspace:
    """A workspace with some of its figures, as if the others had never been published."""
    rows = tuple(row for row in workspace.rows if row.figure_id in kept)
    figures = workspace.figures[workspace.figures["figure_id"].isin(kept)]
    return replace(workspace, rows=rows, figures=figures, targets=typed_targets(rows))


def check(
    workspace: Workspace, language: str, pages: tuple[str, ...] = PAGES, day: date | None = None
) -> None:
    """Build pages and hold their sentences against their tables."""
    results = results_of(workspace, day)
    for page in pages:
        built = build_page(results, page, language, as_svg=True)
        assert built.texts, page
        assert "nan" not in built.text.lower().split()
        _no_target_beside_one(built, results, language)
        _halves_only_where_there_are_some(built, results, language)
        _needs_are_positive(built, language)
        _each_target_with_its_authority(built, results)


def _no_target_beside_one(built: Page, results, language: str) -> None:
    of_this_year = "\n".join(text for text in built.texts if str(results.year + 1) not in text)
    denies = any(words in of_this_year for words in NO_TARGET[language])
    targets = built.column("key_figures", {"zh": "目标", "en": "Target"}[language])
    of_year = results.workspace.targets["year"] == results.year
    assert not (denies and (of_year.any() or any(cell is not None for cell in targets)))


def _halves_only_where_there_are_some(built: Page, results, language: str) -> None:
    """A report of months or of one quarter speaks of no half, unless a figure or the quote is of one."""
    figures = results.workspace.figures
    some = figures["period"].map(lambda p: bool(HALF.search(p))).any() or results.period.endswith("H1")
    named = any(
        FIRST_HALF[language] in text for text in (*figures["quote"], *results.workspace.sources["title"])
    )
    assert some or named or FIRST_HALF[language] not in "\n".join(built.sentences)


def _needs_are_positive(built: Page, language: str) -> None:
    column = {"zh": "所需月均", "en": "Needed per month"}[language]
    assert all(not isinstance(cell, float) or cell >= 0 for cell in built.column("pace", column))
    assert not re.search(r"每月需 −|needs −|needs CNY −", built.text)


def _each_target_with_its_authority(built: Page, results) -> None:
    """Every target of the year that has an actual is in the table of key figures, once for each authority."""
    rows = built.tables.get("stood", built.tables.get("completion", {"rows": []}))["rows"]
    counted = results.get("now.targets.counted")
    if "completion" in built.tables and counted is not None:
        assert len(rows) >= counted.value


@pytest.mark.parametrize("name", ["jiangjin", *BULLETINS])
def test_every_bulletin_has_its_pages(name):
    check(district(name), "zh")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["jiangjin", *BULLETINS])
def test_every_bulletin_has_its_pages_in_english(name):
    check(district(name), "en")


def test_two_authorities_targets_stand_side_by_side():
    built = build_page(results_of(district("sccounty2012")), "00_overview", "zh")
    assert "完成市级年度目标 42.5 亿元的 59.94%" in built.text
    assert "完成年度目标 46.5 亿元的 54.78%" in built.text


def test_a_target_that_is_passed_is_named_and_needs_nothing_more():
    built = build_page(results_of(district("haibei")), "00_overview", "zh")
    assert "超额 7.78 亿元，完成市级年度目标 50 亿元的 115.56%。" in built.text
    needed = build_page(results_of(district("haibei")), "50_targets_forecast", "zh")
    assert "协议引资已达到市级年度目标 50 亿元，无须再增" in needed.text


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("jiangsu2019", "金额单位为亿美元", "amounts in 亿美元 (USD 100 million)"),
        ("mida", "金额单位为十亿林吉特", "amounts in 十亿林吉特"),
        ("sccounty2012", "金额单位为亿元", "amounts in 亿元 (CNY 100 million)"),
    ],
)
def test_a_page_names_the_units_of_its_amounts(name, zh, en):
    assert build_page(results_of(district(name)), "20_structure", "zh").texts[0].endswith(zh)
    assert build_page(results_of(district(name)), "20_structure", "en").texts[0].endswith(en)


def test_a_page_without_amounts_names_no_unit():
    whole = district("haibei")
    rates = set(whole.figures.loc[whole.figures["unit"] == "%", "figure_id"])
    assert "金额单位" not in build_page(results_of(only(whole, rates)), "20_structure", "zh").text


def test_a_target_that_is_reached_in_mid_year_has_no_chance_of_100_percent(tmp_path):
    rows = [
        "2025H1,agreed_amount,,,,,320,亿元",
        "2025,agreed_amount,,target,district,,300,亿元",
        "2025H1,agreed_amount,sector=secondary,,,,250,亿元",
    ]
    results = results_of(load_workspace(district_folder(tmp_path, "place", *rows)))
    built = build_page(results, "50_targets_forecast", "zh")
    assert "协议引资已达到年度目标 300 亿元。" in built.text
    for page in ("00_overview", "50_targets_forecast"):
        assert "100%" not in build_page(results, page, "zh").text


NOTHING = """source,period,metric,where,statistic,authority,relation,value,unit
z,2022,projects_signed,,,,,0,个
z,2022,agreed_amount,,,,,0,亿元
z,2022,projects_signed,sector=secondary,,,,0,个
z,2022,agreed_amount,sector=secondary,,,,0,亿元
z,2022H1,projects_signed,,,,,0,个
z,2022H1,agreed_amount,,,,,0,亿元
z,2022,funds_in_place,,,,,0,亿元
z,2022,contract_amount,,,,,0,亿元
z,2022,agreed_amount,,target,district,,0,亿元
z,2023,agreed_amount,,target,district,,5,亿元
z,2021,agreed_amount,,,,,0,亿元
"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_year_without_a_single_project_has_its_pages(tmp_path, language):
    folder = tmp_path / "data" / "nothing"
    folder.mkdir(parents=True)
    (folder / "figures.csv").write_text(NOTHING, encoding="utf-8")
    (folder / "sources.csv").write_text("source,title,published\nz,某地通报,2023-01-20\n", encoding="utf-8")
    (folder / "district.yaml").write_text("name: {zh: 某地, en: Someplace}\n", encoding="utf-8")
    check(load_workspace(folder), language)


def test_the_lead_of_funds_names_whose_target_it_is():
    built = build_page(results_of(district("sccounty2012")), "30_funds_in_place", "zh")
    assert "完成市级年度目标的 56.23%" in built.sentences[1]


def test_a_district_without_agreed_amount_shows_what_it_published():
    built = build_page(results_of(district("qijiang")), "00_overview", "zh")
    assert "正式合同额\n264.53 亿元" in built.text


def test_the_second_half_with_a_restated_project_is_bounded():
    results = results_of(district("jiangjin"), period="2023Q4")
    rest, share = results["rest.agreed_amount"], results["half.agreed_amount.share_of_year"]
    assert (rest.evidence, rest.value, rest.low, rest.high) == ("bounded", None, 543.35, 544.65)
    first = results["half.agreed_amount.as_restated"]
    assert rest.low <= results["now.agreed_amount"].value - first.value <= rest.high
    assert share.evidence == "bounded"
    assert share.low <= 50 <= share.high
    text = build_page(results, "00_overview", "zh").text
    assert "543.35–544.65" in text
    assert "554" not in text


@st.composite
def subsets(draw: st.DrawFn) -> tuple[Workspace, date | None]:
    """Any rows of a district, or all but one metric, dimension or target, as of any day."""
    whole = district(draw(st.sampled_from(["jiangjin", *BULLETINS])))
    figures = whole.figures
    how = draw(st.sampled_from(["rows", "metric", "scope", "statistic", "target"]))
    if how == "rows":
        kept = draw(st.sets(st.sampled_from(list(figures["figure_id"])), min_size=1))
    elif how == "target":
        targets = figures[figures["statistic"] == "target"]
        gone = draw(st.sampled_from([*targets["figure_id"], ""]))
        kept = set(figures["figure_id"]) - {gone}
    else:
        gone = draw(st.sampled_from(sorted(set(figures[how]))))
        kept = set(figures.loc[figures[how] != gone, "figure_id"])
    part = only(whole, kept or set(figures["figure_id"]))
    days = sorted(set(part.figures["available_from"]))
    return part, draw(st.sampled_from([None, *days]))


@functools.cache
def _published(name: str) -> tuple[dict[str, str], ...]:
    """Rows of the figures of a district as their file has them."""
    folder = ROOT / "data" / name if name == "jiangjin" else ROOT / "tests/data/bulletins" / name
    with (folder / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple({"relation": "", **row} for row in csv.DictReader(file))


def _bounded(name: str, relations: dict[int, str]) -> Workspace:
    """A district in which some figures are published as bounds of what they measure."""
    rows = [{**row, "relation": relations.get(i, row["relation"])} for i, row in enumerate(_published(name))]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data" / name
        given = ROOT / "data" / name if name == "jiangjin" else ROOT / "tests/data/bulletins" / name
        folder.mkdir(parents=True)
        for table in ("sources.csv", "dimensions.csv"):
            shutil.copy(given / table, folder)
        (folder / "district.yaml").write_text("name: {zh: 某地, en: Someplace}\n", encoding="utf-8")
        with (folder / "figures.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return load_workspace(folder)


@st.composite
def districts_of_bounds(draw: st.DrawFn) -> tuple[Workspace, None]:
    """A district with any of its totals and parts "more than", "nearly" or "about"."""
    name = draw(st.sampled_from(["jiangjin", *BULLETINS]))
    levels = [i for i, row in enumerate(_published(name)) if row["statistic"] in ("", "level", "target")]
    relations = st.sampled_from(["~", ">", ">=", "<", "<="])
    return _bounded(name, draw(st.dictionaries(st.sampled_from(levels), relations, min_size=1))), None


def _holds(case: tuple[Workspace, date | None], language: str) -> None:
    check(case[0], language, day=case[1])


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=QUIET)
@given(case=subsets(), language=st.sampled_from(["zh", "en"]))
def test_any_part_of_the_figures_has_its_pages(case, language):
    _holds(case, language)


@settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=QUIET)
@given(case=districts_of_bounds(), language=st.sampled_from(["zh", "en"]))
def test_figures_published_as_bounds_have_their_pages(case, language):
    _holds(case, language)


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=QUIET)
@given(case=districts_of_bounds(), language=st.sampled_from(["zh", "en"]))
def test_figures_published_as_bounds_have_their_pages_widely(case, language):
    _holds(case, language)


@pytest.mark.parametrize("relation", ["<", ">", "~"])
def test_a_bound_of_the_whole_beside_exact_parts_has_its_pages(tmp_path, relation):
    rows = [
        f"2025H1,agreed_amount,,,,{relation},320,亿元",
        "2025H1,agreed_amount,sector=primary,,,,14.2,亿元",
        "2025H1,agreed_amount,sector=secondary,,,,186.4,亿元",
        "2025H1,agreed_amount,sector=tertiary,,,,118.3,亿元",
        "2025,agreed_amount,,target,district,,600,亿元",
    ]
    workspace = load_workspace(district_folder(tmp_path, "place", *rows))
    check(workspace, "zh", ("00_overview", "10_annual_figures", "20_structure"))


@pytest.mark.parametrize("version", ["", "restated"])
def test_a_corrected_year_beside_its_first_half_has_its_pages(tmp_path, version):
    """The year was restated, its first half was not; rates of the old number say nothing of the new one."""
    rows = [
        "2022,agreed_amount,,,,,192,亿元",
        "2023H1,agreed_amount,,,,,82,亿元",
        "2023,agreed_amount,,,,,200,亿元",
        "2023,agreed_amount,,growth,,,4.17,%",
        "2023,agreed_amount,,target,,,190,亿元",
        "2023,agreed_amount,,completion,,,105.26,%",
        "2024,agreed_amount,,target,,,180,亿元",
    ]
    folder = district_folder(tmp_path, "place", *rows)
    head, *own = (folder / "figures.csv").read_text(encoding="utf-8").splitlines()
    own = [f"{row}," for row in own] + [f"later,2023,agreed_amount,,,,,186,亿元,{version}"]
    (folder / "figures.csv").write_text("\n".join([f"{head},version", *own, ""]), encoding="utf-8")
    with (folder / "sources.csv").open("a", encoding="utf-8") as file:
        file.write("later,更正说明,2024-03-10\n")
    workspace = load_workspace(folder)
    check(workspace, "zh")
    facts = results_of(workspace).facts
    assert round(facts["2023.agreed_amount.completion"].value, 1) == 97.9
    assert round(facts["2023.agreed_amount.growth"].value, 1) == -3.1
    assert facts["2023.agreed_amount.completion.before_revision"].value == 105.26
    assert "105.26" not in build_page(results_of(workspace), "00_overview", "zh").text


def test_quarters_of_which_one_is_missing_have_their_pages(tmp_path):
    rows = [f"{year}Q{n},agreed_amount,,,,,{20 + n},亿元" for year in (2022, 2023) for n in (1, 3, 4)]
    workspace = load_workspace(
        district_folder(tmp_path, "place", *rows, "2023,agreed_amount,,target,,,140,亿元")
    )
    results = results_of(workspace, period="2023Q3")
    for page in PAGES:
        assert build_page(results, page, "zh").texts


@pytest.mark.parametrize(
    "figure", ["2023.projects_signed.tier_20_50@jj2023", "2023.projects_signed.primary@jj2023"]
)
def test_a_count_that_limits_no_amount_has_its_page(figure):
    check(only(district("jiangjin"), {figure}), "zh", ("60_data_quality",))


def test_a_share_without_its_amount_has_its_page():
    check(
        only(district("mida"), {"2022h1.agreed_amount.services.share@m22"}),
        "zh",
        ("00_overview", "20_structure"),
    )


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=QUIET)
@given(case=subsets(), language=st.sampled_from(["zh", "en"]))
def test_any_part_of_the_figures_has_its_pages_widely(case, language):
    _holds(case, language)


def test_size_classes_with_edges_below_one_have_their_pages(tmp_path):
    """An edge of 0.5 is written 0_5 in an id, in a published class as in one that the forecast makes."""
    classes = {"": (90, 388), "size=ge_0.5": (72, 383), "size=ge_1": (61, 375), "size=ge_5": (22, 283)}
    classes |= {"size=lt_0.5": (18, 5), "size=ge_10": (10, 205)}
    rows = [
        row
        for where, (count, total) in classes.items()
        for row in (
            f"2022,projects_signed,{where},,,,{count},个",
            f"2022,agreed_amount,{where},,,,{total},亿元",
        )
    ]
    results = results_of(load_workspace(district_folder(tmp_path, "place", *rows)))
    built = build_page(results, "70_forecast_method", "zh")
    shown = [row[0] for row in built.tables["bridge"]["rows"]]
    assert shown[:5] == ["10亿元及以上", "5–10亿元", "1–5亿元", "0.5–1亿元", "0.5亿元以下"]


def test_a_count_published_as_more_than_a_number_is_one_number_on_all_pages(tmp_path):
    rows = [
        "2019,projects_signed,,,,~,120,个",
        "2019,projects_signed,size=ge_1,,,>,60,个",
        "2019,agreed_amount,,,,>,300,亿元",
    ]
    results = results_of(load_workspace(district_folder(tmp_path, "place", *rows)))
    stated = results.facts["2019.projects_signed.tier_ge_1"]
    assert (stated.evidence, stated.low) == ("published", 60)
    assert "2019.projects_signed.tier_ge_1" not in results.bounds


def test_the_report_of_a_half_year_whose_year_is_known_by_now_has_its_pages(tmp_path):
    rows = ["2025H1,agreed_amount,,,,,150.7,亿元", "2025,agreed_amount,,,,,376,亿元"]
    results = results_of(load_workspace(district_folder(tmp_path, "place", *rows)), period="2025Q2")
    assert results.facts["2025h2.agreed_amount"].value == pytest.approx(225.3)
    assert build_page(results, "20_structure", "zh").texts
