"""Imported once by the process that kernels are forked from: what a notebook of the suite and its kernel import."""

from __future__ import annotations

import gc
import importlib
import os
import sys

# read when matplotlib is imported, which in a forked kernel is before the kernel could set it
os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
# no one steps through a scheduled run, and the debugger takes half a second to import in each kernel
sys.modules.setdefault("debugpy", None)  # type: ignore[arg-type]

MODULES = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "faulthandler",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "jjinvest.reporting.charts",
    "jjinvest.reporting.report",
    "jjinvest.reporting.tables",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "sqlite3",
    "tornado.platform.asyncio",
    "tornado.queues",
)

for name in MODULES:
    importlib.import_module(name)

# what is there now is never collected in a fork, so that its memory stays shared
gc.collect()
gc.freeze()
