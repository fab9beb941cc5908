"""Two dozen published triangles: factors, σ, ultimates and standard errors as another implementation gives them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from jjinvest.forecasting.reserving.bornhuetter_ferguson import bornhuetter_ferguson
from jjinvest.forecasting.reserving.mack import TailFactor, chain_ladder

FILE = Path(__file__).parent / "published" / "triangles.jsonl"
PUBLISHED = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def close(ours, theirs):
    """Equal to nine digits, or to nothing beside the largest."""
    found, given = np.asarray(ours, dtype=float), np.array(theirs, dtype=float)
    given = np.where(np.isnan(given), 0.0, given)  # theirs leaves blank what is not estimated: no error
    np.testing.assert_allclose(found, given, rtol=1e-9, atol=1e-9 * max(np.abs(given).max(), 1e-9))


@pytest.mark.parametrize("given", PUBLISHED, ids=lambda given: given["sample"])
def test_published_triangle(given):
    triangle = np.array(given["triangle"], dtype=float)
    assert given["results"]
    for result in given["results"]:
        tail = TailFactor(*result["tail"]) if "tail" in result else None
        found = chain_ladder(triangle, average=result["average"], last_sigma=result["last_sigma"], tail=tail)
        ages = len(result["factors"])
        close(found.development_factors.iloc[:ages], result["factors"])
        close(found.sigma.iloc[:ages], result["sigma"])
        close(found.ultimate, result["ultimate"])
        close(found.standard_error, result["standard_error"])
        close([found.total_standard_error], [result["total"]])
        assert not found.pairs_left_out
    close(bornhuetter_ferguson(triangle, 1300).ultimate, given["bornhuetter_ferguson_1300"])
