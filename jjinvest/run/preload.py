"""Imported once by the process that kernels are forked from: everything a notebook of the suite imports."""

from __future__ import annotations

import gc
import os

# read when matplotlib is imported; an ordinary kernel sets it too late for a forked one
os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")

import ipykernel.ipkernel
import ipykernel.kernelapp
import matplotlib.pyplot
import matplotlib_inline.backend_inline
import statsmodels.api

import jjinvest.charts
import jjinvest.report
import jjinvest.tables

__all__ = ["ipykernel", "jjinvest", "matplotlib", "matplotlib_inline", "statsmodels"]

# what is there now is never collected in a child, so that its pages stay shared
gc.collect()
gc.freeze()
