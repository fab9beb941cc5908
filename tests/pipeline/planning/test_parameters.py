"""Parameters of a run without a file: the as-of day from the data; any period; the district that is meant."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.core.errors import ParameterError
from jjinvest.core.strict_yaml import load_yaml
from jjinvest.pipeline.planning.default_day import default_as_of
from jjinvest.pipeline.planning.parameters import DEFAULT_SEED, check_period, load_parameters
from jjinvest.pipeline.planning.plan import RunRequest, default_district
from jjinvest.pipeline.planning.quarters import quarters_with_data, reported_quarters
from tests.fixtures.runs import ROOT

FIGURES = "source,period,metric,statistic,value,unit\n"


def district(root: Path, name: str = "here", *, rows: str = "", sources: str = "", about: str = "") -> Path:
    folder = root / "data" / name
    folder.mkdir(parents=True)
    (folder / "figures.csv").write_text(FIGURES + rows, encoding="utf-8")
    (folder / "sources.csv").write_text(f"source,title,published\n{sources}", encoding="utf-8")
    (folder / "district.yaml").write_text(f"name: {{zh: 某区, en: Some}}\n{about}", encoding="utf-8")
    return folder


def test_the_day_is_the_quarters_end_with_a_lag_or_the_publication_of_its_own_texts(tmp_path):
    rows = (
        "oct,2018-01..2018-10,agreed_amount,,80,亿元\nyear,2018,agreed_amount,,100,亿元\n"
        "detail,2018,projects_signed,,9,个\nnext,2018,agreed_amount,,101,亿元\nnext,2019H1,agreed_amount,,60,亿元\n"
        "plan,2020,agreed_amount,target,200,亿元\nfair,2020-09-08,projects_signed,,3,个\n"
    )
    published = (
        "oct,o,2018-11-08\nyear,y,2019-01-20\n"
        "detail,d,2019-03-05\nnext,n,2019-07-20\nplan,p,2018-12-30\nfair,f,\n"
    )
    folder = district(tmp_path, rows=rows, sources=published)
    assert default_as_of(folder, "2018Q4") == date(
        2019, 3, 5
    )  # the last of its own texts, not the later year's
    assert default_as_of(folder, "2019Q2") == date(2019, 8, 14)  # the end of June and 45 days
    assert default_as_of(folder, "2020Q3") == date(2020, 11, 14)
    assert quarters_with_data(folder) == ["2019Q2", "2018Q4"]  # no target, no event of one day


def test_a_quarter_that_only_a_later_text_speaks_of_is_seen_from_that_text_on(tmp_path):
    rows = "late,2017,agreed_amount,,90,亿元\nlate,2019,agreed_amount,,99,亿元\n"
    folder = district(tmp_path, rows=rows, sources="late,l,2020-02-01\n")
    assert default_as_of(folder, "2017Q4") == date(2020, 2, 1)


def test_the_command_line_then_the_file_then_the_data_decide(tmp_path):
    district(tmp_path, rows="a,2018,agreed_amount,,90,亿元\n", sources="a,a,\n")
    plain = load_parameters(tmp_path, "2018", "here")
    assert (plain.as_of, plain.seed) == (date(2019, 2, 14), DEFAULT_SEED)
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "2018Q4.yaml").write_text("seed: 7\n", encoding="utf-8")
    assert load_parameters(tmp_path, "2018Q4", "here") == plain.model_copy(update={"seed": 7})
    (tmp_path / "params" / "2018Q4.yaml").write_text("as_of: 2019-05-01\n", encoding="utf-8")
    of_file = load_parameters(tmp_path, "2018-11", "here")
    assert (of_file.as_of, of_file.seed) == (date(2019, 5, 1), DEFAULT_SEED)
    assert load_parameters(tmp_path, "2018Q4", "here", as_of="2019-06-01").as_of == date(2019, 6, 1)


@pytest.mark.parametrize(
    ("period", "quarter"),
    [
        ("2018-01..2018-05", "2018Q2"),
        ("2018H1", "2018Q2"),
        ("2018", "2018Q4"),
        ("2018Q1-Q3", "2018Q3"),
        ("2018-10", "2018Q4"),
        ("2018q3", "2018Q3"),
    ],
)
def test_any_period_runs_as_the_quarter_in_which_it_ends(period, quarter):
    assert check_period(period) == quarter
    assert RunRequest(ROOT, (period, quarter), ("jiangjin",)).runs == [("jiangjin", quarter)]


@pytest.mark.parametrize(
    "period", ["2018Q5", "18Q1", "2018-13", "2018-11..2019-02", "2018-02-30", "上半年", ""]
)
def test_what_is_no_period_is_explained_by_every_command(period):
    with pytest.raises(ParameterError, match="not a period"):
        check_period(period)
    for command in (
        ["run", period],
        ["explain", "2023.agreed_amount", "--period", period],
        ["release", "create", period],
        ["pdf", period],
    ):
        ended = CliRunner().invoke(main, [*command, "--root", str(ROOT)])
        if command[:2] == ["explain", "2023.agreed_amount"] and not period:
            continue  # an empty period is none: the latest are searched
        assert (ended.exit_code, isinstance(ended.exception, SystemExit)) == (2, True), ended.output
        assert "not a period" in ended.output


def test_the_only_real_district_is_meant_and_of_several_one_is_asked_for(tmp_path):
    district(tmp_path, "here")
    district(tmp_path, "made_up", about="synthetic: true\n")
    district(tmp_path, "slips", about="examples: true\n")
    assert default_district(tmp_path, None) == "here"
    assert default_district(tmp_path, "made_up") == "made_up"
    district(tmp_path, "there")
    for command in (["run", "2018"], ["explain", "2018.agreed_amount"], ["release", "create", "2018"]):
        ended = CliRunner().invoke(main, [*command, "--root", str(tmp_path)])
        assert ended.exit_code == 2
        assert "here, made_up, there" in ended.output


def test_the_tier_is_the_files_else_the_districts_else_public(tmp_path):
    folder = tmp_path / "data" / "here"
    folder.mkdir(parents=True)
    profile = folder / "district.yaml"
    profile.write_text("name: {zh: 某地, en: Someplace}\n", encoding="utf-8")
    assert load_parameters(tmp_path, "2018Q4", "here", as_of="2019-06-01").tier == "public"
    profile.write_text("name: {zh: 某地, en: Someplace}\ntier: government\n", encoding="utf-8")
    assert load_parameters(tmp_path, "2018Q4", "here", as_of="2019-06-01").tier == "government"
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "2018Q4.yaml").write_text("tier: public\n", encoding="utf-8")
    assert load_parameters(tmp_path, "2018Q4", "here", as_of="2019-06-01").tier == "public"
    profile.write_text("tier: everyone\n", encoding="utf-8")
    (tmp_path / "params" / "2018Q4.yaml").unlink()
    with pytest.raises(ParameterError, match="everyone"):
        load_parameters(tmp_path, "2018Q4", "here", as_of="2019-06-01")


def test_a_district_has_parameters_of_its_own_beside_those_of_all(tmp_path):
    for name in ("here", "there"):
        district(tmp_path, name, rows="a,2018,agreed_amount,,90,亿元\n", sources="a,a,\n")
    (tmp_path / "params").mkdir()
    path = tmp_path / "params" / "2018Q4.yaml"
    path.write_text(
        "seed: 7\nassumptions: {draws: 3000, ledger_draws: 2000}\n"
        "districts:\n  here: {as_of: 2019-05-01, assumptions: {draws: 4000}}\n",
        encoding="utf-8",
    )
    here, there = (load_parameters(tmp_path, "2018Q4", name) for name in ("here", "there"))
    assert (here.as_of, here.seed) == (date(2019, 5, 1), 7)
    assert (here.assumptions.draws, there.assumptions.draws) == (4000, 3000)
    assert here.assumptions.ledger_draws == there.assumptions.ledger_draws == 2000
    assert (there.as_of, there.seed) == (date(2019, 2, 14), 7)
    path.write_text("districts:\n  here: {as_off: 2019-05-01}\n", encoding="utf-8")
    with pytest.raises(ParameterError, match="as_of"):
        load_parameters(tmp_path, "2018Q4", "here")
    assert load_parameters(tmp_path, "2018Q4", "there").seed == DEFAULT_SEED
    path.write_text("districts:\n  here: soon\n", encoding="utf-8")
    with pytest.raises(ParameterError, match=r"districts\.here"):
        load_parameters(tmp_path, "2018Q4", "here")


def test_a_file_that_speaks_of_one_district_names_no_quarter_of_another(tmp_path):
    for name in ("here", "there"):
        district(tmp_path, name)
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "2018Q4.yaml").write_text("districts: {here: {seed: 1}}\n", encoding="utf-8")
    (tmp_path / "params" / "2019Q2.yaml").write_text("seed: 1\n", encoding="utf-8")
    assert reported_quarters(tmp_path, "here") == ["2019Q2", "2018Q4"]
    assert reported_quarters(tmp_path, "there") == ["2019Q2"]


def test_days_in_the_repository_are_those_of_one_district():
    """An as-of day of a district's texts must not hide what others published later."""
    for path in (ROOT / "params").glob("*.yaml"):
        assert "as_of" not in load_yaml(path.read_text(encoding="utf-8")), path.name


def test_a_day_that_does_not_exist_is_named_as_such(tmp_path):
    district(tmp_path, rows="a,2018,agreed_amount,,90,亿元\n", sources="a,a,\n")
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "2018Q4.yaml").write_text("as_of: 2018-13-01\n", encoding="utf-8")
    with pytest.raises(ParameterError, match="2018-13-01，没有这一天") as caught:
        load_parameters(tmp_path, "2018Q4", "here")
    assert "YAML" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("as_of: soon\n", "日期"),
        ("as_of: [1]\n", "日期"),
        ("seed: many\n", "整数"),
        ("cell_timeout: 0\n", "不小于 1 at least 1"),
        ("tier: secret\n", "以下之一"),
        ("drafts: mine\n", "列表"),
        ("assumptions:\n  draws: few\n", "整数"),
        ("assumptions: 3\n", "名称: 值"),
    ],
)
def test_a_parameter_that_is_wrong_is_explained_in_chinese(tmp_path, text, expected):
    district(tmp_path)
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "2031Q4.yaml").write_text("as_of: 2032-02-14\n" * ("as_of" not in text) + text)
    with pytest.raises(ParameterError) as refused:
        load_parameters(tmp_path, "2031Q4", "here")
    [said] = [line for line in str(refused.value).splitlines() if line.startswith("应为")]
    assert expected in said
    assert "Input should" not in said
