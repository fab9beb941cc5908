"""The provenance page: every number on it, links that reach it, no script, reproducible bytes."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from jjinvest.data.workspace import Workspace
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.pipeline.publishing.html_export import safe_html
from jjinvest.pipeline.publishing.provenance_page import provenance_page, write_provenance
from jjinvest.reporting.html import Renderer


def words(everything: Workspace, language: str) -> Vocabulary:
    return Vocabulary(language, {str(k): str(v) for k, v in everything.labels[language].items()})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_has_its_place(annual_results, everything, language):
    facts = list(annual_results.facts.values())
    page = provenance_page(facts, everything, "2023Q4", words(everything, language), ["zh", "en"])
    assert all(f'id="{fact.id}"' in page for fact in facts)
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert everything.files["jiangjin/figures.csv"] in page
    if language == "zh":
        assert everything.figures["quote"].iloc[0] in page
    assert "jjinvest explain 2023.agreed_amount.completion --period 2023Q4 --district jiangjin" in page
    assert f"provenance.{'en' if language == 'zh' else 'zh'}.html" in page


def test_published_figures_left_out_are_named_with_the_reason(mid_year_results, everything):
    fact = mid_year_results["2023h1.agreed_amount.project.kangshuo"]
    page = provenance_page([fact], everything, "2023Q2", words(everything, "en"), ["en"])
    assert "2023h1.agreed_amount.project.kangshuo@jj2023h1" in page
    repeated = mid_year_results.facts["2023h1.agreed_amount"]
    assert "@jj2023<" not in provenance_page(
        [repeated], everything, "2023Q2", words(everything, "en"), ["en"]
    )


def test_checks_and_registers_are_named_too(annual_results, everything):
    checked = annual_results.checks["published"].iloc[0]
    assert annual_results[checked.id].value == checked.value
    page = provenance_page([checked], everything, "2023Q4", words(everything, "en"), ["en"])
    assert f'id="{checked.id}"' in page


def test_the_same_facts_give_the_same_bytes(annual_results, everything, tmp_path):
    records = [asdict(fact) for fact in annual_results.facts.values()]
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_provenance(tmp_path / name, records, everything, "2023Q4", ["zh", "en"])
    for name in ("provenance.zh.html", "provenance.en.html"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_number_links_to_its_place_and_the_link_survives_cleaning(annual_results, everything):
    fact = annual_results["2023.agreed_amount"]
    html = Renderer(words(everything, "zh"), {}).sentence("{x}", {"x": fact})
    assert 'href="provenance.zh.html#2023.agreed_amount"' in safe_html(html)
    for address in ("https://x.cn/provenance.zh.html#a", "../provenance.zh.html#a", 'provenance.zh.html#"a'):
        assert "href" not in safe_html(f"<a href='{address}'>x</a>")
