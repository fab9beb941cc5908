"""Published triangles: factors, σ, ultimates and standard errors equal those of another implementation."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from jjinvest.forecasting.reserving.bornhuetter_ferguson import bornhuetter_ferguson
from jjinvest.forecasting.reserving.mack import TailFactor, chain_ladder

FILE = Path(__file__).parent / "published" / "triangles.jsonl"
PUBLISHED = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def assert_close(actual, expected):
    """Equal to nine digits, relative to the largest where the value is small."""
    computed, given = np.asarray(actual, dtype=float), np.array(expected, dtype=float)
    given = np.where(np.isnan(given), 0.0, given)  # blank there: not estimated, so no error
    np.testing.assert_allclose(computed, given, rtol=1e-9, atol=1e-9 * max(np.abs(given).max(), 1e-9))


@pytest.mark.parametrize("given", PUBLISHED, ids=lambda given: given["sample"])
def test_published_triangle(given):
    triangle = np.array(given["triangle"], dtype=float)
    assert given["results"]
    for result in given["results"]:
        tail = TailFactor(*result["tail"]) if "tail" in result else None
        chain = chain_ladder(triangle, average=result["average"], last_sigma=result["last_sigma"], tail=tail)
        ages = len(result["factors"])
        assert_close(chain.development_factors.iloc[:ages], result["factors"])
        assert_close(chain.sigma.iloc[:ages], result["sigma"])
        assert_close(chain.ultimate, result["ultimate"])
        assert_close(chain.standard_error, result["standard_error"])
        assert_close([chain.total_standard_error], [result["total"]])
        assert not chain.pairs_left_out
    assert_close(bornhuetter_ferguson(triangle, 1300).ultimate, given["bornhuetter_ferguson_1300"])
