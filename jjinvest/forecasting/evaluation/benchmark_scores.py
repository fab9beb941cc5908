"""How well each level told years elsewhere: constants, like tables of a distribution, written by benchmarks, never by hand.

:data:`RECORD`: the last year of synthetic districts, a row a number of quarters passed and level; :data:`RELIABILITY`: chances
that the pool told of them, by fifths, against how often it happened (``python -m benchmarks trials``). Synthetic districts are
easier than real ones, and what rests on them says so wherever shown. :data:`SERIES`: the year after the last 8, 12 and 16
quarters of the even-numbered quarterly series of the M3 competition (``python -m benchmarks forecast_record``). Scores are in
multiples of the year before.
"""

from __future__ import annotations

from functools import lru_cache
from io import StringIO

import pandas as pd

RECORD = """
passed,model,years,weight,skill,crps,pinball,interval80,covered80,brier
0,l3,160,1,0.5665,0.222,0.0975,1.3553,0.8125,0.137
0,l2,160,0,0.2018,0.4088,0.2025,3.5174,0.925,0.2372
1,l3,160,0.9978,0.5839,0.1881,0.0845,1.268,0.8062,0.1223
1,l2,160,0.0022,0.2347,0.346,0.1667,2.8746,0.9125,0.1769
1,l1,160,0,0.188,0.3671,0.1671,2.5339,0.65,0.1762
2,l3,160,1,0.6035,0.1374,0.0622,0.911,0.8312,0.0916
2,l2,160,0,0.3173,0.2366,0.1128,1.8655,0.8938,0.1437
2,l1,160,0,0.3104,0.2389,0.1097,1.7093,0.5562,0.1464
3,l3,160,0.9869,0.5823,0.1,0.0458,0.662,0.8375,0.063
3,l2,160,0.0131,0.3164,0.1636,0.074,1.1654,0.875,0.0909
3,l1,160,0,0.3151,0.164,0.0756,1.205,0.6125,0.0893
"""

SERIES = """
quarters,model,years,crps,pinball,interval80,covered80,brier,skill
8,l2,378,0.0451,0.0206,0.3139,0.7884,0.16,0.3977
12,l2,378,0.044,0.02,0.3041,0.7778,0.1517,0.4123
16,l2,378,0.0423,0.0191,0.2899,0.7751,0.1449,0.4354
"""

RELIABILITY = """
told,happened,number
0.0636,0.0512,527
0.2957,0.2915,247
0.4975,0.576,217
0.7065,0.795,239
0.9545,0.9768,690
"""


@lru_cache(maxsize=3)
def _frame(table: str) -> pd.DataFrame:
    return pd.read_csv(StringIO(table), dtype={"model": "str"})


def synthetic_scores(passed: int) -> pd.DataFrame:
    """Skill, weight, coverage and number of synthetic districts by model, when `passed` quarters were over."""
    table = _frame(RECORD)
    return table[table["passed"] == passed].set_index("model")


def series_scores() -> pd.DataFrame:
    """Scores of the quarterly model by the quarters that it knew, on economic series that nothing was learned from."""
    return _frame(SERIES).set_index("quarters")


def synthetic_reliability() -> pd.DataFrame:
    """Chances that the pool told of synthetic districts, by fifths: told, happened (shares), number of cases."""
    return _frame(RELIABILITY)
