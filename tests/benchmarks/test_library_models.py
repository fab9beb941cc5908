"""Library models of the benchmarks are fitted only to usable histories."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import library_models

SEASONAL = np.array([210, 260, 190, 320, 225, 270, 215, 335, 240, 295, 220, 350, 250, 310, 230, 371.0])


@pytest.mark.parametrize("name", list(library_models.MIN_QUARTERS))
def test_each_library_model_is_guarded_by_length(name):
    minimum = library_models.MIN_QUARTERS[name]
    assert library_models.fit(name, SEASONAL[: minimum - 1], 4).status == "too_few"
    fitted = library_models.fit(name, SEASONAL[:minimum], 4)
    assert fitted.usable
    assert np.isfinite(fitted.point).all()
    assert library_models.fit(name, np.r_[SEASONAL, 0], 4).status == "not_positive"
