"""Origins: one code for each, and which of them lie within which."""

from __future__ import annotations

import pytest

from jjinvest.core.origins import outermost, plain_member, plain_origin


@pytest.mark.parametrize("word", ["abroad", "foreign", "overseas", "境外", "国外", "外资"])
def test_every_word_for_abroad_is_one_code(word):
    assert plain_origin(word) == "abroad"


def test_other_dimensions_keep_their_words():
    assert plain_member("ownership", "外资") == "外资"


@pytest.mark.parametrize(
    ("members", "outer"),
    [
        (["in_city", "out_of_city", "abroad"], {"in_city", "out_of_city"}),
        (["out_of_city", "out_of_province", "abroad"], {"out_of_city"}),
        (["domestic", "out_of_province", "abroad"], {"domestic", "abroad"}),
        (["out_of_province", "abroad"], None),
        (["domestic", "out_of_city"], None),
        (["长三角", "珠三角"], {"长三角", "珠三角"}),
    ],
)
def test_what_lies_within_another_origin_is_not_added(members, outer):
    assert outermost(members) == outer
