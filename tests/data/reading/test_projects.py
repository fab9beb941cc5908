"""Names of projects: what is a name, and what only says what any project is."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

_ASK = (
    "import sys; from jjinvest.data.bulletins.scopes.projects import is_generic; "
    "print(is_generic(sys.argv[1]))"
)


@pytest.mark.parametrize("seed", ["0", "1"])
def test_a_name_is_generic_whatever_the_order_of_sets(seed: str) -> None:
    """省外, 境内 and 内资 overlap and are equally long: which is taken out first decides what is left."""
    asked = [sys.executable, "-c", _ASK, "省外境内资金指省外投资者单个"]
    done = subprocess.run(asked, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True)
    assert done.stdout.strip() == "True", done.stderr
