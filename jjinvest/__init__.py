"""Published and ledger figures of a district's investment promotion: loaded, computed, reconciled, forecast.

The names of :data:`__all__` are loaded when first used, so that ``import jjinvest`` costs nothing.

Examples
--------
>>> import jjinvest as jj
>>> jj.FactId.of(2023, "agreed_amount", "secondary")
FactId('2023.agreed_amount.secondary')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jjinvest.analysis.analysis import Analysis
    from jjinvest.analysis.opening import load_sample, open
    from jjinvest.core.fact_id import FactId
    from jjinvest.data.workspace import load_workspace
    from jjinvest.forecasting.select_method import forecast
    from jjinvest.reporting.report import Report
    from jjinvest.reporting.what_if import what_if
    from jjinvest.results.reading import read
    from jjinvest.results.results import Results

__version__ = "0.1.0"
__all__ = [
    "Analysis",
    "FactId",
    "Report",
    "Results",
    "forecast",
    "load_sample",
    "load_workspace",
    "open",
    "read",
    "what_if",
]

_HOMES = {
    "Analysis": "jjinvest.analysis.analysis",
    "FactId": "jjinvest.core.fact_id",
    "Report": "jjinvest.reporting.report",
    "Results": "jjinvest.results.results",
    "forecast": "jjinvest.forecasting.select_method",
    "load_sample": "jjinvest.analysis.opening",
    "load_workspace": "jjinvest.data.workspace",
    "open": "jjinvest.analysis.opening",
    "read": "jjinvest.results.reading",
    "what_if": "jjinvest.reporting.what_if",
}


def __getattr__(name: str) -> object:
    """Load a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module 'jjinvest' has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List what can be used."""
    return [*__all__, "__version__"]
