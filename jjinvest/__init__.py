"""Published and ledger figures of a district's investment promotion: loaded, computed, reconciled, forecast.

Begin with ``d = jj.open("jiangjin", "2023Q4")``. ``jj.load_sample()`` is an invented district with a ledger.

=============================================== ==========================================================
what is wanted                                  call
=============================================== ==========================================================
which districts and quarters there are          ``jj.districts()``
what there is                                   ``d``, ``d.metrics``, ``d.tables``, ``d.forecasts``
published figures, each with its source         ``d.figures``
every number, computed ones included            ``d.facts``
a measure by sector, origin, size, project …    ``d.frame("agreed_amount", by="sector")``
by month, quarter, half or year                 ``d.frame("agreed_amount", by=["month", "origin"])``
of a part of the whole                          ``d.frame("funds_in_place", where="origin=out_of_city")``
a share, average, growth, completion            ``d.frame("agreed_amount", by="sector", statistic="share")``
projects and payments of the ledger             ``d.ledger``, ``d.payments``, ``d.ledger_day``
signed projects alone                           ``d.ledger[d.ledger["signed"]]``
a ledger workbook of one's own                  ``jj.open_ledger("ledger.xlsx")``
targets; published against computed             ``d.targets``, ``d.checks``
a table of a page, as numbers                   ``d.table("sectors")``
where a number comes from                       ``d.fact("2023.agreed_amount")``, ``frame.fact(row)``
a CSV file with heads in words                  ``.with_heads().to_csv(…, encoding="utf-8-sig")``
the year ahead: samples, quantiles, chances     ``d.forecast("agreed_amount")``
what if, one change or several                  ``d.what_if(growth=-0.1)``, ``d.scenarios({...})``
the same with sliders, in JupyterLab            ``d.controls()``
a page of one's own, in a notebook              ``report = d.report()``; ``report.show(frame, title=...)``
a page of one's own, as an HTML file            ``d.save_page("page.html", {"Title": frame}, title=...)``
several districts side by side                  ``jj.compare(["a", "b"], "agreed_amount", "2023Q4")``
all districts as their runs published           ``jj.municipality("2023Q4").frame()``
charts with the look of the pages, in Chinese   ``jj.set_style()``
=============================================== ==========================================================

Amounts are in 亿元, shares and rates in %, chances in [0, 1]; every frame has a column ``unit`` or
``attrs["units"]``. Errors name the choices; each that is
raised on purpose is a ``jj.JJInvestError``. ``docs/analysis.md`` has examples, ``docs/cookbook.md``
questions with their code. Tables of a ledger's forecast take some ten seconds when first asked for.

``jj.FactId`` builds and reads ids of numbers; it is a text with named parts.

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
    from jjinvest.analysis.comparing import compare, municipality
    from jjinvest.analysis.districts import districts
    from jjinvest.analysis.opening import load_sample, open
    from jjinvest.analysis.opening_ledger import open_ledger
    from jjinvest.core.errors import JJInvestError
    from jjinvest.core.fact_id import FactId as FactId
    from jjinvest.data.workspace import load_workspace
    from jjinvest.reporting.charts.style import set_style
    from jjinvest.reporting.report import Report
    from jjinvest.results.reading import read
    from jjinvest.results.results import Results

__version__ = "0.1.0"
__all__ = [
    "Analysis",
    "JJInvestError",
    "Report",
    "Results",
    "compare",
    "districts",
    "load_sample",
    "load_workspace",
    "municipality",
    "open",
    "open_ledger",
    "read",
    "set_style",
]

_HOMES = {
    "Analysis": "jjinvest.analysis.analysis",
    "FactId": "jjinvest.core.fact_id",
    "JJInvestError": "jjinvest.core.errors",
    "compare": "jjinvest.analysis.comparing",
    "municipality": "jjinvest.analysis.comparing",
    "districts": "jjinvest.analysis.districts",
    "open_ledger": "jjinvest.analysis.opening_ledger",
    "Report": "jjinvest.reporting.report",
    "Results": "jjinvest.results.results",
    # names of earlier notebooks, for d.forecast and d.what_if
    "forecast": "jjinvest.forecasting.select_method",
    "what_if": "jjinvest.reporting.what_if",
    "load_sample": "jjinvest.analysis.opening",
    "load_workspace": "jjinvest.data.workspace",
    "open": "jjinvest.analysis.opening",
    "read": "jjinvest.results.reading",
    "set_style": "jjinvest.reporting.charts.style",
}


def __getattr__(name: str) -> object:
    """Load a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module 'jjinvest' has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List what can be used."""
    return [*__all__, "FactId", "__version__"]
