"""Findings: sentences of every rule, exact amounts."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.ledger import findings
from jjinvest.ledger.findings import format_yuan, rules


def test_every_rule_has_three_sentences_in_both_languages():
    content = yaml.safe_load(Path(findings.__file__).with_name("rules.yaml").read_text("utf-8"))
    assert set(content) == set(rules())
    for entry in content.values():
        assert entry["severity"] in ("rejected", "remark")
        # an unquoted comma would split a sentence in two
        assert all(len(entry[language]) == 3 for language in ("zh", "en"))


@settings(deadline=None)
@given(st.integers(-(10**17), 10**17))
def test_amounts_are_written_exactly(yuan):
    number, unit = format_yuan(yuan).split(" ")
    assert Decimal(number) * {"元": 1, "万元": 10**4, "亿元": 10**8}[unit] == yuan
