"""What the results of every district import: scipy's special functions, once for all that a run prepares."""

from __future__ import annotations

import gc
import importlib

from jjinvest.core.light_imports import WhenUsed

COPIED = ("f2py", "polynomial", "testing")
"""Parts of numpy whose names scipy copies, half of its import; nothing here uses them."""

_numpy = vars(importlib.import_module("numpy"))
_parts = {name: WhenUsed(f"numpy.{name}") for name in COPIED if name not in _numpy}
_numpy.update(_parts)
try:
    importlib.import_module("scipy.special")
finally:
    for _name, _part in _parts.items():
        if _numpy[_name] is _part:
            del _numpy[_name]

gc.collect()
gc.freeze()
