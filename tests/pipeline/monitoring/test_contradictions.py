"""The note on contradictions: one paragraph a period, until that period has none."""

from __future__ import annotations

import json

from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.pipeline.monitoring.alerts import contradictions_path
from jjinvest.pipeline.monitoring.contradictions import counted, keep_note, noted


def test_a_note_has_each_sentence_and_goes_with_the_contradiction(tmp_path):
    text = keep_note(tmp_path, "yunxi", "2023Q2", ["公布数不相符。甲。", "公布数不相符。乙。"])
    assert "矛盾 contradictions 2" in text
    assert noted(tmp_path, "yunxi") == {"2023Q2": text}
    keep_note(tmp_path, "yunxi", "2023Q4", ["公布数不相符。丙。"])
    assert list(noted(tmp_path, "yunxi")) == ["2023Q2", "2023Q4"]
    assert keep_note(tmp_path, "yunxi", "2023Q2", []) == ""
    assert list(noted(tmp_path, "yunxi")) == ["2023Q4"]
    keep_note(tmp_path, "yunxi", "2023Q4", [])
    assert not contradictions_path(tmp_path, "yunxi").exists()


def test_contradictions_are_counted_from_the_facts_of_a_report(tmp_path):
    facts = [{"id": "2023.checks.contradicts", "value": 2.0}, {"id": "2023.checks.agrees", "value": 50.0}]
    (tmp_path / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
    assert counted(tmp_path) == 2
    (tmp_path / "facts.json").write_text(json.dumps(facts[1:]), encoding="utf-8")
    assert counted(tmp_path) == 0


def test_a_run_a_schedule_and_a_release_name_a_contradiction(tmp_path, small_project):
    project = small_project(tmp_path / "project")
    project.notebook(
        "00_quality",
        "import jjinvest as jj\n"
        "from jjinvest.reporting.pages import data_quality\n"
        "d = jj.open(district, period, as_of=as_of, language=language, seed=seed)\n"
        "report = d.report()\n"
        "report.header('data_quality')\n"
        "data_quality.lead(report)",
    )
    figures = project.root / "data" / "jiangjin" / "figures.csv"
    sound = figures.read_text(encoding="utf-8")
    source = next(line for line in sound.splitlines() if ",2023H1,agreed_amount," in line).split(",")[0]
    figures.write_text(
        f"{sound}{source},2023H1,funds_in_place,,,,,80,亿元,,,\n"
        f"{source},2023H1,funds_in_place,origin=in_city,,,,20,亿元,,,\n"
        f"{source},2023H1,funds_in_place,origin=in_city,share,,,31.4,%,,,\n",
        encoding="utf-8",
    )
    ended = project.run()
    assert ended.code == 0
    assert "jiangjin 2023Q2：矛盾 contradictions 1\n✗ 公布数不相符" in ended.output
    assert "31.4" in contradictions_path(project.root, "jiangjin").read_text(encoding="utf-8")

    due = ["run", "--due", "--today", "2023-08-20", "--lang", "zh", "--root", str(project.root)]
    unchanged = CliRunner().invoke(main, due)
    assert "已发布，输入未变" in unchanged.stdout
    assert "31.4" in unchanged.stderr

    at = ["--district", "jiangjin", "--root", str(project.root)]
    released = CliRunner().invoke(main, ["release", "create", "2023Q2", *at])
    assert released.exit_code == 0
    assert "31.4" in released.stderr

    figures.write_text(sound, encoding="utf-8")
    assert "矛盾" not in project.run().output
    assert not contradictions_path(project.root, "jiangjin").exists()
