"""Parts of funds in a circular: named with their shares though each has a target of its own."""

from __future__ import annotations

import pytest

from jjinvest.reporting.circular.groups import parts_of_funds, parts_of_others
from jjinvest.reporting.circular.published_facts import PublishedFacts
from tests.fixtures.circulars import number


def of_county(name: str, amount: float, *, completion: bool, share: float | None):
    head = f"2023.funds_in_place.county.{name}"
    found = [number(head, amount, evidence="published")]
    found += [number(f"{head}.completion", 90, "%")] if completion else []
    return found + ([] if share is None else [number(f"{head}.share", share, "%")])


@pytest.mark.parametrize(
    ("completion", "share", "named"), [(True, 30.5, True), (True, None, False), (False, None, True)]
)
def test_a_part_with_a_target_is_named_again_only_for_its_share(completion, share, named):
    known = of_county("east", 64.2, completion=completion, share=share)
    found = parts_of_funds(PublishedFacts(known, "2023Q4"))
    assert [part.member for part in found.get("county", [])] == (["east"] if named else [])
    if share:
        assert found["county"][0].amount_share.value == share


def test_parts_of_a_further_measure_are_those_with_a_share_of_its_total():
    head = "2024.foreign_funds"
    of_hk = [number(f"{head}.economy.hk", 0.52, "亿美元"), number(f"{head}.economy.hk.share", 64.3, "%")]
    further = [number(f"{head}.economy.sg", 0.147, "亿美元"), number(f"{head}.growth", 10.0, "%")]
    total = number(head, 0.8085, "亿美元")
    found = parts_of_others(PublishedFacts([total, *of_hk, *further], "2024Q4"))
    assert {of: [part.member for part in parts] for of, parts in found.items()} == {
        ("foreign_funds", "economy"): ["hk"]
    }
    assert not parts_of_others(PublishedFacts([*of_hk, *further], "2024Q4"))
