"""The line on trust: its light, and what it names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jjinvest.data.workspace import load_workspace
from jjinvest.ledger.store import select_import
from jjinvest.reporting.pages.trust import trust_light, trust_sentences
from jjinvest.results.results import Results
from tests.fixtures.district_folders import HEAD, district_folder
from tests.fixtures.imports import REPORT_DAY, import_ledger
from tests.fixtures.pages import FEW, build_page, results_of
from tests.fixtures.workbooks import clean_projects

SECTORS = {"primary": 1.0, "secondary": 20.0, "tertiary": 15.0}


def test_a_contradiction_is_named_with_both_numbers(tmp_path):
    rows = (
        "2023,funds_in_place,,,,,80,亿元",
        "2023,funds_in_place,origin=in_city,,,,20,亿元",
        "2023,funds_in_place,origin=in_city,share,,,31.4,%",
    )
    results = results_of(load_workspace(district_folder(tmp_path, "place", *rows)))
    [named] = [each for each in trust_sentences(results) if "contradicting" in each.key]
    # any of the three may be the wrong one
    assert named.key == "overview.trust_contradicting_3"
    numbers = [(named.content[f"published{n}"].value, named.content[f"computed{n}"].value) for n in (1, 2, 3)]
    assert numbers == [(80, 64), (20, 25), (31.4, 25)]


SWAPPED = (
    "2023,agreed_amount,,,,,879.6,亿元",
    "2023,agreed_amount,sector=primary,,,,29.3,亿元",
    "2023,agreed_amount,sector=secondary,,,,620.4,亿元",
    "2023,agreed_amount,sector=secondary,share,,,68.5,%",
    "2023,agreed_amount,sector=tertiary,,,,247.9,亿元",
)


def test_the_figure_that_is_wrong_is_accused_and_not_those_that_it_contradicts(tmp_path):
    results = results_of(load_workspace(district_folder(tmp_path, "place", *SWAPPED)))
    counts, accused = trust_sentences(results)[:2]
    assert counts.key == "overview.trust_failing_unrevised"
    assert (counts.content["failing"].value, counts.content["contradicts"].value) == (2, 1)
    assert accused.key == "overview.trust_contradicting"
    assert (accused.content["published"].value, accused.content["computed"].value) == (620.4, 602.4)
    for name in ("published", "computed"):
        assert results.get(accused.content[name].id).value == accused.content[name].value


def test_a_contradicted_number_is_marked_where_it_stands(tmp_path):
    results = results_of(load_workspace(district_folder(tmp_path, "place", *SWAPPED)))
    page = build_page(results, "00_overview", "zh")
    assert "620.4（待核）" in page.text
    assert "879.6（待核）" not in page.text
    assert "核实前请勿引用" in page.text


def _contradicting(tmp_path, *rows):
    results = results_of(load_workspace(district_folder(tmp_path, "place", *rows)))
    return [each for each in trust_sentences(results) if "contradicting" in each.key]


def test_the_figure_that_is_wrong_is_named_once_and_not_the_sums_it_spoils(tmp_path):
    rows = (
        "2023Q1,funds_in_place,,,,,20,亿元",
        "2023H1,funds_in_place,,,,,45,亿元",
        "2023Q1-Q3,funds_in_place,,,,,68,亿元",
        "2023,funds_in_place,,,,,99,亿元",
        "2023Q2,funds_in_place,,,,,25,亿元",
        "2023Q3,funds_in_place,,,,,32,亿元",  # 23, by all others
        "2023Q4,funds_in_place,,,,,31,亿元",
    )
    (named,) = _contradicting(tmp_path, *rows)
    assert named.key == "overview.trust_contradicting"
    assert (named.content["item"].id, named.content["published"].value) == ("2023q3.funds_in_place", 32)
    assert named.content["computed"].value == 23


def test_a_growth_of_a_count_without_a_whole_base_is_named(tmp_path):
    rows = ("2023,projects_signed,,,,,58,个", "2023,projects_signed,,growth,,,22.7,%")
    (named,) = _contradicting(tmp_path, *rows)
    assert [cell.value for name, cell in named.content.items() if "published" in name][-1] == 22.7


def test_trust_is_never_green_on_nothing(everything):
    alone = everything.figures["figure_id"].iloc[:1]
    kept = replace(
        everything,
        figures=everything.figures[everything.figures["figure_id"].isin(alone)],
        rows=tuple(row for row in everything.rows if row.figure_id in set(alone)),
        targets=everything.targets.iloc[:0],
    )
    results = results_of(kept)
    assert trust_light(results) is None
    assert [each.key for each in trust_sentences(results)] == ["overview.trust_unrelated"]


def test_a_restated_amount_makes_trust_yellow_and_is_named(everything):
    results = results_of(everything, date(2024, 3, 31), "2023Q4")
    assert trust_light(results).colour == "yellow"
    restated = [each for each in trust_sentences(results) if each.key == "overview.trust_restated"]
    assert [(each.content["earlier"].value, each.content["later"].value) for each in restated] == [(10, 20)]


def test_a_corrected_figure_is_named_with_both_values(tmp_path):
    folder = district_folder(tmp_path, "place", "2023,projects_signed,,,,,56,个")
    figures, sources = folder / "figures.csv", folder / "sources.csv"
    head, row = figures.read_text("utf-8").splitlines()[:2]
    source, *rest = row.split(",")
    later = ",".join(["later", *rest]).replace("56", "58")
    figures.write_text("\n".join([head, row, later]) + "\n", "utf-8")
    known = sources.read_text("utf-8").splitlines()
    day = known[1].replace(source, "later", 1).replace("2024-01", "2024-02")
    sources.write_text("\n".join([*known, day]) + "\n", "utf-8")
    results = results_of(load_workspace(folder))
    [named] = [each for each in trust_sentences(results) if each.key == "overview.trust_restated"]
    assert str(named.content["item"].id) == "2023.projects_signed"
    assert (named.content["earlier"].value, named.content["later"].value) == (56, 58)


def test_of_many_figures_that_may_be_wrong_the_sum_is_named_with_what_its_parts_give(tmp_path):
    counts = {"a": 75, "b": 64, "c": 61, "d": 68}
    rows = (
        *(f"2024,projects_signed,county={c},,,,{n},个" for c, n in counts.items()),
        "2024,projects_signed,,,,,269,个",
    )
    folder = district_folder(tmp_path, "place", *rows)
    lines = [f"county,{county},{county}区,{county},yes" for county in counts]
    (folder / "dimensions.csv").write_text(
        "\n".join(["dimension,member,zh,en,complete", *lines]) + "\n", encoding="utf-8"
    )
    results = results_of(load_workspace(folder))
    [named] = [each for each in trust_sentences(results) if "contradicting" in each.key]
    assert named.key == "overview.trust_contradicting_first"
    assert (named.content["published"].value, named.content["computed"].value) == (269, 268)
    assert "公布 269 个" in build_page(results, "00_overview", "zh").text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_chart_of_the_checks_counts_no_restated_figures_where_there_are_none(tmp_path, language):
    rows = [
        "2023,agreed_amount,,,,,41.2,亿元",
        *(f"2023,agreed_amount,sector={name},,,,{value},亿元" for name, value in SECTORS.items()),
    ]
    folder = district_folder(tmp_path, "place", *rows, published="2024-01-20")
    page = build_page(results_of(load_workspace(folder)), "60_data_quality", language)
    assert {"zh": "先后公布不同", "en": "published differently later"}[language] not in page.text
    assert {"zh": "次核对，矛盾", "en": "contradict"}[language] in page.text


@pytest.mark.parametrize(
    ("off", "key"), [(0, "overview.trust_compared_agree"), (2, "overview.trust_compared")]
)
def test_a_comparison_with_the_ledger_in_which_all_agree_is_stated(tmp_path, off, key):
    folder = tmp_path / "data" / "somewhere"
    folder.mkdir(parents=True)
    (folder / "district.yaml").write_text("name: {zh: 某地, en: Someplace}\n", encoding="utf-8")
    projects = clean_projects()
    import_ledger(folder, projects, "2023-12", "2024-01-10")
    signed = sum("signed_on" in project for project in projects) + off
    rows = f"{HEAD}\ntext,2023,projects_signed,,,,,{signed},个\n"
    (folder / "figures.csv").write_text(rows, encoding="utf-8")
    text = "source,title,published\ntext,Text,2024-01-20\n"
    (folder / "sources.csv").write_text(text, encoding="utf-8")
    known = select_import.load_with_ledger(folder, "2023Q4", REPORT_DAY, "public")[1]
    results = Results(known, "2023Q4", 1, FEW)
    said = [each for each in trust_sentences(results) if "trust_compared" in each.key]
    assert [each.key for each in said] == [key]
    assert said[0].content["compared"].value == 1
