"""What every district's results import is there before them, and numpy is left as it was."""

from __future__ import annotations

import json
import subprocess
import sys

USED = """
import json, sys
import jjinvest.pipeline.execution.preload_results
import numpy
from scipy import special

absent = "numpy.f2py" not in sys.modules
numpy.testing.assert_allclose(special.ndtri(0.5), 0.0)
print(json.dumps([absent, type(numpy.f2py).__name__, special.stdtr(3, 0.0), "scipy.special" in sys.modules]))
"""


def test_special_functions_are_imported_without_what_they_do_not_use():
    ended = subprocess.run([sys.executable, "-c", USED], capture_output=True, text=True, check=True)
    assert json.loads(ended.stdout) == [True, "module", 0.5, True]
