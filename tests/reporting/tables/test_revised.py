"""Numbers and targets that a later text changed: named on the overview and in the circular, with the day."""

from __future__ import annotations

import pytest

from jjinvest.pipeline.publishing.circular import make_circular
from jjinvest.reporting.circular.blocks import markdown
from jjinvest.reporting.tables.revised import revised
from tests.fixtures.circulars import run_of
from tests.fixtures.dated_districts import dated_results
from tests.fixtures.pages import build_page

TEXTS = {
    "2032-01-22": ("2032,agreed_amount,,target,,,250,亿元", "2031,agreed_amount,,,,,192,亿元"),
    "2032-01-25": ("2031,agreed_amount,origin=out_of_city,share,,,62.5,%",),
    "2032-08-15": ("2032,agreed_amount,,target,,,190,亿元",),
    "2033-01-20": (
        "2032,agreed_amount,,,,,200,亿元",
        "2032,projects_signed,,,,,75,个",
        "2032,funds_in_place,,,,,41.5,亿元",
    ),
    "2032-02-25": ("2031,agreed_amount,origin=out_of_city,share,,,60.5,%",),
    "2033-03-10": ("2032,agreed_amount,,,,,186,亿元", "2032,funds_in_place,,,,,41.52,亿元"),
}
SAID = {
    "zh": (
        "协议引资原公布 200 亿元，2033年3月10日修订为 186 亿元。",
        "2032年协议引资年度目标原为 250 亿元，2032年8月15日调整为 190 亿元。",
    ),
    "en": (
        "Agreed amount: first published as CNY 20 bn (200 亿元), revised on 10 March 2033 to",
        "the annual target for 2032 was CNY 25 bn (250 亿元) at first and was changed on 15 August 2032 to",
    ),
}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return dated_results(tmp_path_factory.mktemp("revised"), "2032Q4", TEXTS, as_of="2033-04-30")


def test_only_what_cannot_both_be_right_is_a_change(results):
    found = revised(results.check_facts.values(), "2032")
    assert [(str(each.of), each.before.value, each.now.value) for each in found] == [
        ("2032.agreed_amount", 200, 186),
        ("2032.agreed_amount.target", 250, 190),
    ]
    assert revised(results.check_facts.values(), "2031") == found[1:]  # of which 2032 is the year ahead


@pytest.mark.parametrize("language", ["zh", "en"])
def test_overview_and_circular_name_both_numbers_and_the_day(results, language):
    page = build_page(results, "00_overview", language).text
    run = run_of([*results.facts.values(), *results.check_facts.values()])
    made = markdown(make_circular(run, results.workspace, "2032Q4", language), ["1.png"] * 9)
    for sentence in SAID[language]:
        assert sentence in page
        assert (sentence.replace(" ", "") if language == "zh" else sentence) in made.replace("**", "")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "2031年市外协议引资占比先公布62.5%，后公布60.5%。"),
        ("en", "Agreed amount, out-of-city, share, 2031 was first published as 62.5%, then as 60.5%."),
    ],
)
def test_the_circular_names_those_of_other_periods_among_its_notes(results, language, said):
    run = run_of([*results.facts.values(), *results.check_facts.values()])
    made = markdown(make_circular(run, results.workspace, "2032Q4", language), ["1.png"] * 9)
    assert said in made
    assert made.count("200") == made.replace("先公布200", "").count("200")  # what is named above is not again
