"""Projects in negotiation as published: the worked values of the method note."""

from __future__ import annotations

import pytest


def test_pipeline_of_the_method_note(annual_results):
    facts = annual_results.facts
    assert facts["2024.agreed_amount.pipeline.expected"].value == pytest.approx(300)
    assert facts["2024.agreed_amount.pipeline.sd_independent"].value == pytest.approx(60, abs=1)
    assert facts["2024.agreed_amount.pipeline.sd"].value == pytest.approx(110, abs=1)
