"""How well each level told the last year of synthetic districts: constants, like a table of a distribution.

Written by ``python -m benchmarks trials``, never by hand. :data:`RECORD`: a row a number of quarters passed and level.
:data:`RELIABILITY`: chances that the pool told, by fifths, against how often it happened. Synthetic districts are easier than
real ones, and what rests on them says so wherever shown.
"""

from __future__ import annotations

from functools import lru_cache
from io import StringIO

import pandas as pd

RECORD = """
passed,model,districts,skill,weight,covered80,brier
0,l3,160,0.5665,1,0.8125,0.137
0,l2,160,-38.925,0,0.9562,0.2296
1,l3,160,0.5839,0.9894,0.8062,0.1223
1,l2,160,0.2488,0.0106,0.9188,0.1788
1,l1,160,0.188,0,0.65,0.1762
2,l3,160,0.6035,1,0.8312,0.0916
2,l2,160,0.3102,0,0.8938,0.1449
2,l1,160,0.3104,0,0.5562,0.1464
3,l3,160,0.5823,0.9978,0.8375,0.063
3,l2,160,0.3041,0.0009,0.8625,0.095
3,l1,160,0.3151,0.0013,0.6125,0.0893
"""

RELIABILITY = """
told,happened,number
0.0634,0.0513,526
0.2956,0.2903,248
0.4978,0.576,217
0.7065,0.795,239
0.9544,0.9768,690
"""


@lru_cache(maxsize=2)
def _frame(table: str) -> pd.DataFrame:
    return pd.read_csv(StringIO(table), dtype={"model": "str"})


def packaged_record(passed: int) -> pd.DataFrame:
    """Skill, weight, coverage and number of synthetic districts by model, when `passed` quarters were over."""
    table = _frame(RECORD)
    return table[table["passed"] == passed].set_index("model")


def calibration_elsewhere() -> pd.DataFrame:
    """Chances that the pool told of synthetic districts, by fifths: told, happened (shares), number of cases."""
    return _frame(RELIABILITY)
