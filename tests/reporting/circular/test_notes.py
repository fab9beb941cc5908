"""Notes of a circular: each is referred to where its numbers stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jjinvest.i18n.formatting import Vocabulary
from jjinvest.pipeline.publishing.circular import make_circular
from jjinvest.reporting.circular.blocks import markdown
from tests.fixtures.circulars import (
    PERIOD,
    circular_of,
    district_named,
    full_year,
    number,
    run_of,
    text_of,
)


def test_it_says_draft_until_its_numbers_are_released(everything):
    draft, released = (circular_of(everything, full_year(), released=day) for day in (None, date(2024, 4, 9)))
    assert draft.marks == ("送审稿",)
    assert released.marks == ()
    assert (draft.day, released.day) == ("2024年　　月　　日", "2024年4月9日")


def test_restricted_and_synthetic_numbers_are_marked(everything):
    made_up = district_named(everything, "某区", synthetic=True)
    circular = make_circular(run_of(full_year(), tier="government"), made_up, PERIOD, "zh")
    words = Vocabulary("zh", {})
    assert circular.marks == (words.message("head.synthetic"), words.message("tier.government"), "送审稿")


def test_a_caveat_stands_below_the_number_that_has_it(everything):
    facts = [replace(f, caveat="implied_target") if f.id.name == "completion" else f for f in full_year()]
    assert [note.text for note in circular_of(everything, facts).notes] == [
        "注1：" + Vocabulary("zh", {}).message("caveat.implied_target")
    ]


def test_a_contradicted_number_is_marked_in_a_sentence_and_in_a_note(everything):
    doubted = [
        replace(f, caveat="contradicted") if f.id == "2023.agreed_amount.secondary" else f
        for f in full_year()
    ]
    circular = circular_of(everything, doubted)
    assert "第二产业60亿元（待核）（注1），占协议引资的66.7%" in text_of(circular)
    assert circular.notes[0].text.startswith("注1：与其他公布数矛盾")


def test_each_note_is_referred_to_where_its_numbers_stand(everything):
    doubts = {"2023.agreed_amount": "contradicted", "2023.agreed_amount.secondary": "rests_on_contradicted"}
    facts = [replace(f, caveat=doubts.get(str(f.id), "")) for f in full_year()]
    for language, reference in (("zh", "（注{}）"), ("en", " (note {})")):
        circular = circular_of(everything, facts, language)
        for place, note in enumerate(circular.notes, start=1):
            assert reference.format(place) in markdown(circular, ["a.png"] * 9).replace("\\", "")
            assert str(place) in note.text[:7]
        assert len(circular.notes) == 2
        assert reference.format(3) not in text_of(circular)
        first = next(text for text in circular.texts if reference.format(1) in text.text)
        assert first.text.count(reference.format(1)) == 1
    plain = circular_of(everything, [replace(f, caveat="") for f in full_year()])
    assert not plain.notes
    assert "注1" not in text_of(plain)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"total": 7, "agrees": 7, "contradicts": 0, "restated": 0}, "核对7次，全部相符。"),
        (
            {"total": 7, "agrees": 6, "contradicts": 0, "restated": 1},
            "相符6次，没有矛盾；1个数先后公布不同。",
        ),
        ({"total": 7, "agrees": 5, "contradicts": 1, "restated": 0}, "相符5次，矛盾1处。"),
    ],
)
def test_a_count_of_nothing_is_not_stated_of_checks(everything, counts, said):
    checks = [number(f"2023.checks.{name}", value, "个") for name, value in counts.items()]
    assert said in text_of(circular_of(everything, [*full_year(), *checks]))
