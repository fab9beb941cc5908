"""Notes of a frame of the ledger on published numbers that differ from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jjinvest.analysis.district_frames import known

DIFFERENT = {"2023.projects_signed": 3.0, "2023.projects_signed.secondary": 2.0}


@pytest.fixture
def contradicted(both, monkeypatch):
    """The sample with a published total and a published part that are above the ledger's."""
    changed = []
    for each in known(both):
        more = DIFFERENT.get(str(each.fact.id))
        if more and each.fact.evidence == "published":
            value = each.fact.value + more
            each = replace(each, fact=replace(each.fact, value=value, low=value, high=value))
        changed.append(each)
    monkeypatch.setattr("jjinvest.analysis.measure_frames.known", lambda _: changed)
    return both


def _number(d, by=None, part=None):
    frame = d.frame("projects_signed", by=by, source="ledger", labels=False)
    return int(frame.loc[frame[by] == part, "value"].iloc[0] if by else frame["value"].iloc[0])


def test_published_numbers_that_differ_from_the_ledger_are_named(contradicted):
    whole, part = _number(contradicted), _number(contradicted, "sector", "secondary")
    said = contradicted.frame("projects_signed").attrs["notes"]
    assert f"{whole + 3} 个（{whole}）" in said
    assert f"{part + 2} 个" not in said
    for labels in (True, False, "zh"):
        said = contradicted.frame("projects_signed", by="sector", labels=labels).attrs["notes"]
        assert f"{whole + 3} 个（{whole}）" in said
        assert f"第二产业 {part + 2} 个（{part}）" in said
        assert "第三产业" not in said
    by_year = contradicted.frame("projects_signed", by="year").attrs["notes"]
    assert f"2023年 · 全部项目 {whole + 3} 个（{whole}）" in by_year


def test_nothing_is_said_where_both_agree_or_the_source_is_named(both, contradicted, monkeypatch):
    named = contradicted.frame("projects_signed", source="ledger").attrs.get("notes") or ""
    assert "公布" not in named
    monkeypatch.undo()
    assert "公布" not in (both.frame("projects_signed", by="sector").attrs.get("notes") or "")
    assert "公布" not in (both.frame("agreed_amount", by="sector").attrs.get("notes") or "")
