"""Trained parameters of the quarterly forecast, read from the CSV files beside this module.

A benchmark writes the files, never a person. ``trained/manifest.yaml`` names the command, the training data,
the columns and the hash of each file.

===================== ======================================================================================
structural_prior.csv  prototypes and their weights (:mod:`jjinvest.forecasting.quarterly.structural_model`)
even_factors.csv      factors on the half-width of central intervals, by number of known quarters
lumpy_factors.csv     factors on each side of the median, for histories whose quarters differ much; both are
                      read by :mod:`jjinvest.forecasting.quarterly.interval_calibration`
total_factors.csv     factors on the upper half of the total of four quarters
                      (:mod:`jjinvest.forecasting.quarterly.total_calibration`)
===================== ======================================================================================
"""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

FOLDER = Path(__file__).with_name("trained")


@lru_cache(maxsize=16)
def trained_columns(name: str, folder: Path = FOLDER) -> dict[str, npt.NDArray[np.float64]]:
    """Return the columns of one of the trained tables.

    Parameters
    ----------
    name
        Name of the file, without its ending.
    folder
        Where it is: those of the package, or others of the same form that a benchmark trained.

    Returns
    -------
    dict
        One read-only array a column, in the order of the file.

    Examples
    --------
    >>> factors = trained_columns("even_factors")
    >>> list(factors)
    ['quarters', 'factor_50', 'factor_80', 'factor_95']
    >>> factors["quarters"][:3].tolist()
    [1.0, 2.0, 3.0]
    """
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {column: np.array([float(row[column]) for row in rows]) for column in rows[0]}
    for values in columns.values():
        values.flags.writeable = False
    return columns
