"""Provenance of a number: figures used and left out, files and hashes; a name and definition of each."""

from __future__ import annotations

import pytest

from jjinvest.core.errors import UnknownFactError
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting import tables
from jjinvest.reporting.html import Renderer
from jjinvest.reporting.provenance import Tracer, definition_key, explain, explain_fact
from jjinvest.reporting.register import Register
from jjinvest.reporting.tables.cells import FactName, Term
from jjinvest.results.results import Results
from tests.fixtures.workspaces import words


def test_a_computed_number_names_its_published_figures_and_files(annual_results, everything):
    text = explain(annual_results, everything, "2023.agreed_amount.completion", words(annual_results))
    for part in (
        "108.8%",
        "2023.agreed_amount@jj2023",
        "1088 亿元",
        "导语",
        "2024-03-31",
        everything.files["jiangjin/figures.csv"],
        "jjinvest run 2023Q4",
    ):
        assert part in text


def test_a_figure_of_a_public_page_names_its_address(annual_results, everything):
    text = explain(annual_results, everything, "2023-12-27.agreed_amount", words(annual_results))
    figure = next(line for line in text.splitlines() if "@signing20231227" in line)
    assert figure.endswith("http://cq.people.com.cn/BIG5/n2/2023/1227/c367650-40694636.html")
    tracer = Tracer(Register.of(everything, annual_results.run_period), words(annual_results))
    assert not any(i.sha256 for i in tracer.trace(annual_results["2023-12-27.agreed_amount"]).used)


def test_a_figure_published_later_is_left_out_with_the_reason(mid_year_results, everything):
    text = explain(mid_year_results, everything, "2023h1.agreed_amount", words(mid_year_results, "en"))
    assert "2023h1.agreed_amount@jj2023h1" in text
    later = explain(
        mid_year_results,
        everything,
        "2023.agreed_amount.mid_year.forecast.median",
        words(mid_year_results, "en"),
    )
    assert "@jj2023 " not in later


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_can_be_explained(annual_results, everything, language):
    vocabulary, register = words(annual_results, language), Register.of(everything, annual_results.run_period)
    for fact_id in annual_results.facts:
        assert fact_id in explain_fact(annual_results[fact_id], register, vocabulary)


def test_an_unknown_number_lists_the_nearest(annual_results, everything):
    with pytest.raises(UnknownFactError, match=r"2023\.agreed_amount"):
        explain(annual_results, everything, "2023.agreed_amout", words(annual_results))


def test_every_number_of_changes_and_the_backtest_has_a_name_and_a_definition(later: Results) -> None:
    of_backtest = [f for f in later.facts.values() if ".backtest." in f.id or ".pooled." in f.id]
    of_backtest += list(later.release_comparison.forecast.facts)
    assert len(of_backtest) > 50
    for language in ("zh", "en"):
        words = Vocabulary(language, {str(k): str(v) for k, v in later.workspace.labels[language].items()})
        for fact in of_backtest:
            assert words.fact_label(fact.id)
            assert words.message(definition_key(fact))
            assert words.fact(fact)
            assert later.get(fact.id) is not None


def test_every_number_has_a_name_a_definition_and_words(autumn: Results, year_end: Results) -> None:
    for results in (autumn, year_end):
        for language in ("zh", "en"):
            words = Vocabulary(
                language, {str(k): str(v) for k, v in results.workspace.labels[language].items()}
            )
            shown = Renderer(words, {})
            for table in (tables.why_each(results), tables.ledger_outlook(results)):
                assert shown.table(table, "")
            for fact in (
                *shown.shown,
                *(f for change in results.release_comparison.forecasts for f in change.facts),
            ):
                assert words.fact_label(fact.id)
                assert words.message(definition_key(fact))
                assert results[fact.id] is not None
    funds = next(
        change for change in autumn.release_comparison.forecasts if change.key == "2023.funds_in_place"
    )
    assert {definition_key(fact) for fact in funds.steps} == {"definition.why_funds"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_fact_of_a_year_in_progress_has_a_name(in_progress, language):
    vocabulary = words(in_progress, language)
    for fact in in_progress.facts.values():
        assert vocabulary.fact_label(fact.id)
    assert isinstance(
        tables.sensitivity(in_progress, "year.agreed_amount.mid_year")["item"].iloc[0], Term | FactName
    )


def test_what_a_figure_says_of_itself_stands_with_it(annual_results, everything):
    target = "2024.funds_in_place.out_of_city.target"
    assert "原文有歧义" in explain(annual_results, everything, target, words(annual_results))


def test_the_interval_of_an_implied_target_has_no_digits_of_a_division(annual_results, everything):
    implied = "2023.contract_amount.out_of_city.target.municipality"
    text = explain(annual_results, everything, implied, words(annual_results))
    assert "597.61–604.35 亿元" in text  # 624.5 / 1.045 and 625.5 / 1.035
    assert "600 亿元" in text


def test_the_files_of_a_number_are_those_that_exist_and_of_a_target_its_tables(annual_results, everything):
    def files(fact_id: str) -> set[str]:
        text = explain(annual_results, everything, fact_id, words(annual_results))
        listed = [line.split("  ")[1:] for line in text.splitlines() if "  sha256 " in line]
        assert all(len(digest.removeprefix("sha256 ")) == 64 for _, digest in listed)
        return {name for name, _ in listed}

    tables_of = {
        f"jiangjin/{name}" for name in ("figures.csv", "sources.csv", "dimensions.csv", "district.yaml")
    }
    assert files("2024.agreed_amount.target") == tables_of
    assert files("2023.agreed_amount.completion") > tables_of
