"""Alerts on failed runs: one paragraph a period, until that period is good again."""

from __future__ import annotations

import json

from jjinvest.pipeline.monitoring.alerts import alert_path, clear_alerts, update_alerts
from jjinvest.pipeline.monitoring.progress import SummaryRow


def ended(period, code, problem=""):
    return SummaryRow("yugan", period, "失败 failed" if code else "完成 ok", "16/16", 1.0, "", code, problem)


def text(root):
    path = alert_path(root, "yugan")
    return path.read_text(encoding="utf-8") if path.exists() else ""


def update(root, *lines):
    return update_alerts(root, lines, scheduled=False)


def test_a_good_quarter_leaves_the_note_of_another_that_failed(tmp_path):
    update(tmp_path, ended("2025Q4", 1, "40_pipeline: KeyError\n\ntwo lines"))
    noted = text(tmp_path)
    assert "two lines" in noted
    update(tmp_path, ended("2025Q3", 0))
    assert text(tmp_path) == noted
    update(tmp_path, ended("2025Q2", 1))
    assert text(tmp_path).count("失败 failed") == 2
    update(tmp_path, ended("2025Q4", 0), ended("2025Q2", 0))
    assert not text(tmp_path)


def test_a_second_failure_of_a_quarter_replaces_the_first(tmp_path):
    update(tmp_path, ended("2025Q4", 1, "first"))
    update(tmp_path, ended("2025Q4", 1, "second"))
    assert "second" in text(tmp_path)
    assert "first" not in text(tmp_path)


def test_an_old_day_that_succeeds_leaves_the_note_of_the_quarter(tmp_path):
    update(tmp_path, ended("2025Q4", 1))
    update(tmp_path, ended("2025Q4@2026-02-14", 0))
    assert "2025Q4：" in text(tmp_path)


def test_what_is_up_to_date_loses_the_note_but_of_a_quarter_whose_last_run_failed(tmp_path):
    for period, kind, day in (
        ("2025Q4", ".failed/", "03"),
        ("2025Q3", "", "02"),
        ("2025Q3", ".failed/", "01"),
    ):
        folder = tmp_path / "outputs" / f"{kind}yugan" / period
        folder.mkdir(parents=True)
        (folder / "run.json").write_text(json.dumps({"started": f"2026-01-{day}"}), encoding="utf-8")
    update(tmp_path, ended("2025Q4", 1), ended("2025Q3", 1))
    assert clear_alerts(tmp_path, {"yugan": "2025Q1"}) is False
    assert "2025Q4：" in text(tmp_path)
    assert "2025Q3：" not in text(tmp_path)
    (tmp_path / "outputs" / ".failed" / "yugan" / "2025Q4" / "run.json").unlink()
    assert clear_alerts(tmp_path, {"yugan": "2025Q1"}) is True
    assert not text(tmp_path)


def test_a_failure_whose_cause_was_undone_leaves_nothing(tmp_path):
    for kind, day in (("", "01"), (".failed/", "02")):
        folder = tmp_path / "outputs" / f"{kind}yugan" / "2025Q4"
        folder.mkdir(parents=True)
        (folder / "run.json").write_text(json.dumps({"started": f"2026-01-{day}"}), encoding="utf-8")
    update(tmp_path, ended("2025Q4", 1))
    assert clear_alerts(tmp_path, {"yugan": "2025Q4"}) is True
    assert not text(tmp_path)
    assert not (tmp_path / "outputs" / ".failed" / "yugan" / "2025Q4").exists()
