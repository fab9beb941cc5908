from __future__ import annotations

import pickle
import pydoc
from datetime import date

import pytest

import jjinvest as jj
from jjinvest.analysis.opening import analysis_of
from jjinvest.core.errors import DataError, ParameterError, UnknownFactError
from jjinvest.data.kept_computations import SWITCH
from jjinvest.reporting.rehearsal import rehearsing
from jjinvest.results import handover, prepared
from jjinvest.results.prepared import Opened
from jjinvest.results.results import Results
from tests.fixtures.runs import ROOT


@pytest.fixture(scope="module")
def opened() -> jj.Analysis:
    """Results computed just now: a run of this project may have left some."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SWITCH, "off")
        return jj.open("jiangjin", "2023Q4", root=ROOT)


def test_what_is_not_given_is_as_in_a_run(opened):
    assert (opened.as_of, opened.results.seed) == (date(2024, 3, 31), 20230731)
    assert opened.results.run_period == "2023Q4"
    assert not opened.prepared


def test_a_period_may_be_written_in_any_way():
    assert jj.open("jiangjin", "2023H1", root=ROOT).period == "2023H1"


def test_a_year_and_a_day_may_be_the_numbers_that_papermill_makes_of_them(opened):
    assert (
        jj.open("jiangjin", 2023, as_of=20240331, root=ROOT).results.run_period == opened.results.run_period
    )
    with pytest.raises(ParameterError, match="202310"):
        jj.open("jiangjin", 202310, root=ROOT)


@pytest.mark.parametrize(
    ("arguments", "choice"),
    [
        ({"language": "fr"}, "zh, en"),
        ({"tier": "secret"}, "government"),
        ({"assumptions": {"drawz": 5}}, "draws"),
        ({"assumptions": {"draws": 5}}, "1000"),
        ({"as_of": "31.3.2024"}, "2024-03-31"),
        ({"period": "2019Q4"}, "2023Q4"),
        ({"period": "last"}, "2023H1"),
        ({"period": ""}, "choices: 2023Q4, 2023Q3"),
        ({"period": None}, "choices: 2023Q4, 2023Q3"),
        ({"district": ""}, "jiangjin（2023Q4, 2023Q3"),
        ({"district": "jiangjinn", "period": ""}, "jiangjin"),
    ],
)
def test_errors_name_the_choices(arguments, choice):
    with pytest.raises(ParameterError, match=choice):
        jj.open(**{"district": "jiangjin", "period": "2023Q4", "root": ROOT} | arguments)


def test_a_period_that_is_left_out_is_asked_for_with_those_that_there_are():
    with pytest.raises(ParameterError, match="choices: 2023Q4"):
        jj.open("jiangjin", root=ROOT)
    with pytest.raises(ParameterError, match="choices: 2023Q4, 2023Q3"):
        jj.compare("jiangjin", "agreed_amount", root=ROOT)
    with pytest.raises(ParameterError, match=r"choices: .*2023Q4, 2023Q3"):
        jj.municipality(root=ROOT)


def test_errors_on_purpose_have_one_public_base(opened):
    for wrong in (
        lambda: jj.open("nowhere", "2023Q4", root=ROOT),
        lambda: opened.frame("agreed"),
        lambda: opened.fact("x"),
    ):
        with pytest.raises(jj.JJInvestError):
            wrong()


def test_an_unknown_district_names_those_there_are():
    with pytest.raises(DataError, match="jiangjin"):
        jj.open("jiangjing", "2023Q4", as_of="2024-03-31", root=ROOT)


def test_results_of_a_run_are_used(opened, monkeypatch):
    monkeypatch.setitem(handover._held, ROOT, opened.results)
    again = jj.open("jiangjin", "2023Q4", root=ROOT, language="en")
    assert again.prepared
    assert again.results is opened.results
    assert "read prepared" in repr(again)


def test_results_that_a_run_kept_are_read(opened, monkeypatch):
    kept = Opened(opened.results, "2024-04-01T08:00:00+0800")
    monkeypatch.setattr(prepared, "find_results", lambda request: (kept.results, kept.prepared))
    again = jj.open("jiangjin", "2023Q4", root=ROOT)
    assert again.results is opened.results
    assert "2024-04-01T08:00" in repr(again)


def test_a_rehearsal_gives_its_own_results(opened):
    with rehearsing(opened.results):
        again = jj.open("no_such_district", "2023Q4", language="en", tier="public")
        assert again.results is opened.results
        assert again.report().words.language == "en"


def test_a_report_publishes_the_same_results(opened):
    report = opened.report(language="en")
    assert report.results is opened.results
    assert report.words.language == "en"
    assert opened.report(tier="government").results.workspace.tier == "government"
    with pytest.raises(ParameterError, match="zh, en"):
        opened.report(language="fr")


def test_a_number_shows_where_it_comes_from(opened):
    traced = opened.table("sectors").fact("第二产业", "amount")
    assert opened.fact("2023.agreed_amount.secondary") == traced
    assert traced.sources == ("2023.agreed_amount.secondary@jj2023",)
    assert "导语" in repr(traced)
    assert "<li>" in traced._repr_html_()
    restated = opened.fact("2023.agreed_amount.project.kangshuo")
    assert restated.value == 20.0
    with pytest.raises(UnknownFactError, match="agreed_amount"):
        opened.fact("2023.agreed_amont")


def test_a_figure_left_out_by_the_day_is_named():
    d = jj.open("jiangjin", "2023Q2", as_of="2023-07-31", root=ROOT, language="en")
    assert "2023.projects_signed" not in set(d.figures["id"])
    assert isinstance(d.results, Results)


def test_the_summary_says_what_there_is(opened):
    text = repr(opened)
    for part in ("江津区", "2023Q4", "2024-03-31", "d.figures", "computed"):
        assert part in text
        assert part in opened._repr_html_()


def test_the_sample_is_marked_and_the_same_each_time():
    one, other = jj.load_sample(seed=3), jj.load_sample(seed=3)
    assert "合成" in repr(one)
    assert one.results.workspace.profile.synthetic
    assert one.ledger.equals(other.ledger)
    assert not jj.load_sample(seed=4).ledger.equals(one.ledger)


def test_an_error_says_what_became_known_after_the_day():
    d = jj.open("jiangjin", "2023Q2", as_of="2023-07-31", root=ROOT)
    with pytest.raises(ParameterError, match=r"as of 2023-07-31(.|\n)*became known later, 2023-12-31（"):
        d.frame("agreed_amount", by="year", statistic="completion")
    assert "became known later" in d.table("completion").attrs["empty"]


def test_older_names_can_still_be_imported():
    assert not {"forecast", "what_if"} & set(jj.__all__)
    assert jj.what_if.__module__ == "jjinvest.reporting.what_if"
    assert callable(jj.forecast)


def test_a_quarter_without_results_says_so():
    with pytest.warns(UserWarning, match=r"2024Q1(.|\n)*choices: 2023Q4"):
        jj.open("jiangjin", "2024Q1", root=ROOT)


def test_later_figures_are_named_only_where_they_would_answer():
    d = jj.open("jiangjin", "2023Q2", as_of="2023-07-31", root=ROOT)
    for wrong in ({"statistic": "median"}, {"where": "sector=nowhere"}, {"period": "2019H2"}):
        with pytest.raises(ParameterError) as raised:
            d.frame("agreed_amount", **wrong)
        assert "became known later" not in str(raised.value)
    with pytest.raises(ParameterError, match=r"known later, 2023-12-31（"):
        d.frame("agreed_amount", period="2023")


def test_the_help_has_no_methods_of_texts():
    shown = pydoc.plain(pydoc.render_doc(jj))
    assert "class Analysis" in shown
    assert "maketrans" not in shown
    assert jj.FactId.of(2023, "agreed_amount") == "2023.agreed_amount"


def test_another_process_opens_the_same_analysis(opened):
    government = jj.open("jiangjin", "2023Q4", root=ROOT, tier="government", seed=7, language="en")
    for analysis in (opened, government, jj.load_sample(language="en", seed=3)):
        again = pickle.loads(pickle.dumps(analysis))
        assert (again.as_of, again.results.seed, again.language) == (
            analysis.as_of,
            analysis.results.seed,
            analysis.language,
        )
        assert again.results.workspace.tier == analysis.results.workspace.tier
        assert again.frame("agreed_amount").equals(analysis.frame("agreed_amount"))


def test_results_in_memory_alone_are_not_pickled(opened):
    with pytest.raises(ParameterError, match=r"jj\.open"):
        pickle.dumps(analysis_of(opened.results))


@pytest.mark.parametrize(
    ("period", "said"), [("2023-08", "2023-08"), ("2023", ""), ("2023Q4", ""), ("2023-01..2023-12", "")]
)
def test_a_report_of_another_month_than_the_one_asked_for_says_so(period, said):
    notes = [each for each in jj.open("jiangjin", period, root=ROOT).notes if "要的是" in each]
    assert [said in each for each in notes] == ([True] if said else [])
