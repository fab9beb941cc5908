"""Parameters of the quarterly forecast for tests: for each collection those that the others give.

`python -m benchmarks forecast_tuning` writes the tables of the folders, each named by the collection that was
left out. Factors of simulated deals are those of the package.
"""

from __future__ import annotations

from pathlib import Path

from jjinvest.forecasting.quarterly.interval_calibration import IntervalCalibration, packaged_calibration
from jjinvest.forecasting.quarterly.structural_model import StructuralPrior, packaged_prior

HELD_OUT = Path(__file__).parent


def parameters_without(collection: str) -> tuple[StructuralPrior, IntervalCalibration]:
    """Prior and calibration trained on the other collections."""
    folder = HELD_OUT / collection
    return packaged_prior(folder), packaged_calibration(folder)
