"""The note on contradictions: one paragraph a period, until that period has none."""

from __future__ import annotations

import json

from jjinvest.pipeline.monitoring.contradictions import counted, keep_note, note_path, noted


def test_a_note_has_each_sentence_and_goes_with_the_contradiction(tmp_path):
    text = keep_note(tmp_path, "yunxi", "2023Q2", ["公布数不相符。甲。", "公布数不相符。乙。"])
    assert "矛盾 contradictions 2" in text
    assert noted(tmp_path, "yunxi") == {"2023Q2": text}
    keep_note(tmp_path, "yunxi", "2023Q4", ["公布数不相符。丙。"])
    assert list(noted(tmp_path, "yunxi")) == ["2023Q2", "2023Q4"]
    assert keep_note(tmp_path, "yunxi", "2023Q2", []) == ""
    assert list(noted(tmp_path, "yunxi")) == ["2023Q4"]
    keep_note(tmp_path, "yunxi", "2023Q4", [])
    assert not note_path(tmp_path, "yunxi").exists()


def test_contradictions_are_counted_from_the_facts_of_a_report(tmp_path):
    facts = [{"id": "2023.checks.contradicts", "value": 2.0}, {"id": "2023.checks.agrees", "value": 50.0}]
    (tmp_path / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
    assert counted(tmp_path) == 2
    (tmp_path / "facts.json").write_text(json.dumps(facts[1:]), encoding="utf-8")
    assert counted(tmp_path) == 0
