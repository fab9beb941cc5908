"""What `import jjinvest` offers, and what it does not load."""

from __future__ import annotations

import subprocess
import sys

import pytest

import jjinvest


def test_every_public_name_is_loaded_from_its_home():
    assert set(dir(jjinvest)) == {*jjinvest.__all__, "FactId", "__version__"}  # a text, out of the help
    for name in jjinvest.__all__:
        assert getattr(jjinvest, name).__name__ == name


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(AttributeError, match="load_workspace"):
        _ = jjinvest.open_district


def test_importing_the_package_loads_no_library():
    code = "import jjinvest, sys; print(sorted({'pandas', 'numpy', 'matplotlib'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
