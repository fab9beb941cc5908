"""Provenance of a number: figures used with place and date, figures left out and why, files and hashes."""

from __future__ import annotations

import pytest

from jjinvest.core.errors import UnknownFactError
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.provenance import explain


def words(results, language="zh"):
    return Vocabulary(language, {str(k): str(v) for k, v in results.workspace.labels[language].items()})


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
    vocabulary = words(annual_results, language)
    for fact_id in annual_results.facts:
        assert fact_id in explain(annual_results, everything, fact_id, vocabulary)


def test_an_unknown_number_lists_the_nearest(annual_results, everything):
    with pytest.raises(UnknownFactError, match=r"2023\.agreed_amount"):
        explain(annual_results, everything, "2023.agreed_amout", words(annual_results))
