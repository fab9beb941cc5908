"""The page of all districts: links to each district, sums with what is left out, whoever is missing."""

from __future__ import annotations

import re
from unittest import mock

import pytest

from jjinvest.pipeline.publishing.html_export import safe_html
from jjinvest.reporting.group_report import GroupReport
from jjinvest.reporting.output_records import MIME
from jjinvest.reporting.pages import municipality
from tests.fixtures.district_folders import amount, district_folder, percent, published_run

RULES = (
    "district: {indicators: [{metric: agreed_amount, weight: 20, cap: 120}]}\n"
    "members: {indicators: [{metric: agreed_amount, weight: 30, cap: 120}]}\n"
)


@pytest.fixture
def root(tmp_path):
    for n, name in enumerate(("east", "west", "north"), start=1):
        district_folder(tmp_path / "data", name, "2023,agreed_amount,,,,,1,亿元")
        if name != "north":
            facts = [
                amount("2023.agreed_amount", 100.0 * n),
                percent("2023.agreed_amount.completion", 120.0 - 40 * n),
            ]
            published_run(tmp_path, name, facts)
    published_run(tmp_path, "north", [], status="failed")
    (tmp_path / "data" / "group").mkdir()
    (tmp_path / "data" / "group" / "scorecard.yaml").write_text(RULES, encoding="utf-8")
    return tmp_path


def page(root, language):
    """HTML of the page, and its records."""
    shown = []
    with mock.patch("IPython.display.display", lambda data, **_: shown.append(data)):
        report = GroupReport.of("2023Q4", language=language, root=root)
        report.header("municipality")
        for section in (
            municipality.lead,
            municipality.sums,
            municipality.league,
            municipality.outliers,
            municipality.multiples,
        ):
            section(report)
        report.end()
    return "".join(data["text/html"] for data in shown), [data[MIME] for data in shown]


def tables(records):
    return {r["table"]["name"]: r["table"]["rows"] for r in records if "table" in r}


def test_a_name_links_to_the_report_of_its_district_in_the_language_it_has(root):
    zh, en = page(root, "zh")[0], page(root, "en")[0]
    assert 'href="../../east/2023Q4/00_overview.zh.html"' in zh
    assert 'href="../../east/2023Q4/index.html"' in en
    assert 'href="../../east/2023Q4/provenance.zh.html#2023.agreed_amount.completion"' in zh
    assert "provenance.en.html#2023.agreed_amount" not in en


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_passes_the_filter_of_published_html(root, language):
    html, _ = page(root, language)
    links = re.findall(r'<a [^>]*href="([^"]+)"', html)
    assert len(links) > 4
    assert re.findall(r'<a [^>]*href="([^"]+)"', safe_html(html)) == links


def test_sums_league_and_missing_districts(root):
    _, records = page(root, "zh")
    found = tables(records)
    assert found["group_sums"] == [["协议引资", 300.0, "299–301 亿元", 2.0, 1.0]]
    assert [row[:3] for row in found["group_matrix"]] == [[1.0, "east区", 80.0], [2.0, "west区", 40.0]]
    assert found["group_missing"] == [["运行失败，未发布", 1.0, "north区"]]


def test_every_number_shown_is_recorded_once(root):
    _, records = page(root, "zh")
    shown = {}
    for fact in (fact for record in records for fact in record["facts"]):
        assert shown.setdefault(fact["id"], fact) == fact
    assert shown["2023.all_districts.agreed_amount"]["value"] == 300
    assert shown["2023.in_district.east.agreed_amount.completion"]["value"] == 80
    assert shown["2023.assessment.in_district.east.rank"]["value"] == 1


def test_without_common_rules_completions_stand_without_score_and_rank(root):
    (root / "data" / "group" / "scorecard.yaml").unlink()
    html, records = page(root, "zh")
    assert [row[:2] for row in tables(records)["group_matrix"]] == [["east区", 80.0], ["west区", 40.0]]
    assert "不计分、不排名" in html
    assert not [fact for record in records for fact in record["facts"] if "assessment" in fact["id"]]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nobody_has_reported(tmp_path, language):
    district_folder(tmp_path / "data", "east", "2023,agreed_amount,,,,,1,亿元")
    html, records = page(tmp_path, language)
    assert len(tables(records)["group_missing"]) == 1
    assert "<h2" not in html


def test_districts_without_targets_have_no_league_but_their_numbers(tmp_path):
    for name in ("east", "west"):
        district_folder(tmp_path / "data", name, "2023,agreed_amount,,,,,1,亿元")
        published_run(tmp_path, name, [amount("2023.agreed_amount", 10.0)])
    found = tables(page(tmp_path, "zh")[1])
    assert "group_matrix" not in found
    assert [row[0] for row in found["group_levels"]] == ["east区", "west区"]
