"""Data of a published table: decimals and marks as on the page."""

from __future__ import annotations

from dataclasses import replace

from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.html import Renderer
from jjinvest.reporting.table_data import plain_table
from jjinvest.reporting.tables.cells import Ranged, Term, cells


def amount(value, evidence="computed", **given) -> Fact:
    return Fact("2023.agreed_amount", value, None, None, "亿元", "agreed", "all", evidence, "2023", **given)


def plain(*column):
    rows = [{"group": Term("alpha"), "amount": cell} for cell in column]
    return plain_table(cells(rows, ["group", "amount"]), Renderer(Vocabulary("zh", {}), {}, links=False))


def test_computed_numbers_have_the_decimals_of_their_column_and_published_ones_their_own():
    found = plain(amount(56.6), amount(44.02), amount(7.6, "published"))
    assert [row[1] for row in found["decimals"]] == [2, 2, 1]


def test_a_chance_has_no_decimals_beside_those_of_other_numbers():
    chance = replace(amount(0.31), unit="概率")
    assert [row[1] for row in plain(chance, amount(44.02))["decimals"]] == [2, 2]  # of 1: whole per cent


def test_numbers_that_others_contradict_are_marked_and_texts_say_so():
    about = amount(61.0, "published", relation="~", caveat="contradicted")
    found = plain(
        amount(56.6, "published", caveat="contradicted"),
        amount(44.0, "published", caveat="differs_from_ledger"),
        amount(7.6, caveat="rests_on_contradicted"),
        about,
        Ranged(replace(about, low=60.0, high=62.0)),
    )
    assert [row[1] for row in found["marked"]] == [True, True, True, True, True]
    assert not any(row[0] for row in found["marked"])
    assert [row[1] for row in found["rows"][:3]] == [56.6, 44.0, 7.6]
    assert all(str(row[1]).endswith("（待核）") for row in found["rows"][3:])
