"""A sum of shares that rounding cannot make 100 is said beside the shares."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jjinvest.analysis import district_frames
from jjinvest.analysis.frames.question import Known, Question
from jjinvest.analysis.opening import analysis_of
from jjinvest.analysis.published.by_facts import measure_by
from jjinvest.analysis.published.share_sums import share_notes
from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary

WORDS = Vocabulary("en", {})


def share(value: float | None, *, half: float = 0.05, period: str = "2023", **part: str) -> Known:
    name = ".".join([period.lower(), "agreed_amount", *part.values(), "share"])
    low, high = (None, None) if value is None else (value - half, value + half)
    fact = Fact(name, value, low, high, "%", "agreed", "all", "published", period)
    return Known(fact, "agreed_amount", part, "share")


def shares(*values: float, **further) -> list[Known]:
    return [share(value, sector=name, **further) for name, value in zip("abcd", values, strict=False)]


@pytest.mark.parametrize("values", [(60.0, 40.0), (33.3, 33.3, 33.3), (60.05, 40.04), (70.0,)])
def test_what_rounding_explains_and_a_single_share_need_no_note(values):
    assert share_notes(shares(*values), WORDS) == []


@pytest.mark.parametrize(("values", "total"), [((60.0, 30.0), "90.0"), ((60.0, 45.5), "105.5")])
def test_another_sum_is_said(values, total):
    (note,) = share_notes(shares(*values), WORDS)
    assert f"sum to {total} %" in note
    assert "2023" in note


def test_each_period_and_dimension_has_its_own_sum():
    other = [share(50.0, origin="in_city"), share(50.0, origin="out_of_city")]
    earlier = shares(80.0, 10.0, period="2022")
    (note,) = share_notes([*shares(60.0, 40.0), *other, *earlier], WORDS)
    assert "2022" in note


def test_numbers_that_are_no_shares_or_not_known_count_in_no_sum():
    level = replace(share(60.0, sector="a"), statistic="level")
    assert share_notes([level, share(None, sector="b"), share(40.0, sector="c")], WORDS) == []


def test_a_frame_of_such_shares_has_the_note():
    asked = Question("agreed_amount", ("sector",), "2023", {}, "share")
    frame = measure_by(shares(60.0, 30.0), asked, WORDS, labels=False)
    assert "90.0 %" in frame.attrs["notes"]
    assert "notes" not in measure_by(shares(60.0, 40.0), asked, WORDS, labels=False).attrs


def test_the_analysis_has_the_note_of_published_shares_of_its_period(annual_results, monkeypatch):
    d = analysis_of(annual_results, "en")
    assert d.notes == []
    found = [*shares(60.0, 30.0), *shares(10.0, 30.0, period="2022")]
    monkeypatch.setattr(district_frames, "known", lambda _: found)
    (note,) = d.notes
    assert "90.0 %" in note
