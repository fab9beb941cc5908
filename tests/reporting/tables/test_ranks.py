"""Published ranks of the district's totals."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import pytest

from jjinvest.reporting.tables.ranks import official_ranks
from jjinvest.reporting.tables.sentences import ranks_as_worded
from tests.fixtures.circulars import number
from tests.fixtures.made_up_figures import figure, workspace_of


def _ranks(*facts):
    return official_ranks(facts, "2023H1")


def test_rank_of_the_same_part_of_the_year_before():
    now = number("2023h1.agreed_amount.rank.municipality", 3, "名", evidence="published")
    [found] = _ranks(
        now,
        number("2022h1.agreed_amount.rank", 6, "名", evidence="published"),
        number("2022.agreed_amount.rank.municipality", 2, "名", evidence="published"),
    )
    assert (found.among, found.subject, found.before.value) == ("municipality", "2023h1.agreed_amount", 6)
    assert found.key == "rank.among_before"


@pytest.mark.parametrize(("base", "is_stated"), [(84.3, True), (148.2, False), (None, False)])
def test_a_rank_before_is_left_out_where_the_district_may_have_been_another(base, is_stated):
    published = partial(number, evidence="published")
    given = [
        published("2023h1.agreed_amount.rank.municipality", 5, "名"),
        published("2022h1.agreed_amount.rank.municipality", 8, "名"),
        published("2023h1.agreed_amount", 88.7),
        replace(published("2023h1.agreed_amount.growth.like_for_like", 5.2, "%"), low=5.15, high=5.25),
    ]
    if base is not None:
        given.append(published("2022h1.agreed_amount", base))
    [found] = _ranks(*given)
    assert (found.before is not None) is is_stated


def test_computed_ranks_those_of_parts_and_aims_are_left_out():
    assert not _ranks(
        number("2023h1.score.rank", 2, "名"),
        number("2023h1.agreed_amount.park.east.rank", 1, "名", evidence="published"),
        number("2023.agreed_amount.rank", 1, "名", evidence="published"),
        number("2023h1.rank.target", 3, "名", evidence="published"),
    )


def _worded(**cells):
    row = figure("rank", "10", unit="名", source="report") | cells
    return [
        each.content["quote"]
        for each in ranks_as_worded(SimpleNamespace(workspace=workspace_of([row])), "2023")
    ]


def test_a_rank_within_a_group_is_given_in_the_words_of_the_text():
    aim = {"statistic": "target", "authority": "district"}
    assert _worded(quote="展望", note="考核排名“力争同组前十”", **aim) == ["考核排名‘力争同组前十’"]
    assert _worded(quote="力争全市前十", **aim) == ["力争全市前十"]
    assert _worded(quote="力争前十", **aim) == []
    assert _worded(quote="居全市同类区县第10", authority="municipality") == ["居全市同类区县第10"]
    assert _worded(quote="居全市第10", authority="municipality") == []  # the sentence on the rank says it
