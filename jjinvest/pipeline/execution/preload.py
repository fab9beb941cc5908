"""Modules that the process imports from which pages and other processes of a run are forked."""

from __future__ import annotations

import gc
import importlib
import os
import sys
import tempfile
from contextlib import suppress
from datetime import date

from jjinvest.core.collector import collect_seldom
from jjinvest.core.environment import package_at_start
from jjinvest.core.light_imports import WhenUsed, absent
from jjinvest.i18n.catalog import LANGUAGES, catalog
from jjinvest.pipeline.execution.processes import SYSTEM_ALLOCATOR, return_freed_memory

gc.disable()  # what is imported stays: looking for garbage among it takes a fifth of the time
return_freed_memory()
os.environ.update(SYSTEM_ALLOCATOR)
# read when matplotlib is imported, which in a forked process is before its shell could set it
os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
# a run has no use for the debugger, which takes half a second to import in each page
sys.modules.setdefault("debugpy", None)  # type: ignore[arg-type]

MODULES = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "babel.numbers",
    "encodings.utf_16_be",
    "encodings.utf_8_sig",
    "faulthandler",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "jjinvest.analysis.district_frames",
    "jjinvest.analysis.measure_frames",
    "jjinvest.analysis.named_tables",
    "jjinvest.analysis.opening",
    "jjinvest.analysis.recomputed",
    "jjinvest.analysis.summary",
    "jjinvest.analysis.year_ahead",
    "jjinvest.data.schemas",
    "jjinvest.ledger.store.select_import",
    "jjinvest.pipeline.execution.page_process",
    "jjinvest.pipeline.execution.prepare",
    "jjinvest.pipeline.publishing.provenance_page",
    "jjinvest.reporting.charts",
    "jjinvest.reporting.pages.overview",
    "jjinvest.reporting.report",
    "jjinvest.reporting.tables",
    "jjinvest.results.computations",
    "matplotlib.backends.backend_svg",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "pandas.core.methods.to_dict",
    "pandas.io.formats.html",
    "seaborn",
    "sqlite3",
    "tornado.platform.asyncio",
    "tornado.queues",
)


def _import_matplotlib() -> None:
    """Import matplotlib without the tables of properties in its documentation, half of its import."""
    names = vars(importlib.import_module("matplotlib.artist"))
    tables = names["kwdoc"]
    try:
        names["kwdoc"] = lambda _: ""
        importlib.import_module("matplotlib.pyplot")
    finally:
        names["kwdoc"] = tables


def _import_seaborn() -> None:
    """Import seaborn without scipy's distributions and clusters, half a second for what few charts show."""
    with absent("scipy.cluster", "scipy.stats"):
        statistics = importlib.import_module("seaborn._statistics")
        matrix = importlib.import_module("seaborn.matrix")
    if getattr(matrix, "_no_scipy", False):
        vars(matrix).update(hierarchy=WhenUsed("scipy.cluster.hierarchy"), _no_scipy=False)
    if not getattr(statistics, "_no_scipy", False):
        return

    def gaussian_kde(*arguments: object, **options: object) -> object:
        from scipy import stats

        return stats.gaussian_kde(*arguments, **options)

    vars(statistics).update(gaussian_kde=gaussian_kde, _no_scipy=False)


def _validate_once() -> None:
    """Let pandera import its backends now: its first validation would take half a second in every fork."""
    import pandas as pd
    import pandera.pandas as pa

    schema = pa.DataFrameSchema({"cell": pa.Column(str, pa.Check.isin(["text"]))}, strict=True)
    schema.validate(pd.DataFrame({"cell": ["text"]}), lazy=True)


def _read_a_notebook() -> None:
    """Have the schema of notebooks compiled, which takes as long as reading twenty."""
    import nbformat

    nbformat.validate(nbformat.v4.new_notebook())


def _read_names_and_font() -> None:
    """Look once for how each language writes dates and names numbers, and for the font of charts."""
    from jjinvest.i18n.formatting import Vocabulary
    from jjinvest.reporting.charts.style import page_style

    for language in LANGUAGES:
        words = Vocabulary(language, {})
        words.day(date.min)
        words.fact_label("2023.agreed_amount.secondary")
    with page_style():
        pass


# seaborn would bring ipywidgets and pandera hypothesis, which no page uses but a notebook may import
with absent("hypothesis", "ipywidgets"):
    _import_matplotlib()
    _import_seaborn()
    for _name in MODULES:
        importlib.import_module(_name)
    _validate_once()
    _read_a_notebook()

from jjinvest.pipeline.execution.page_shell import make_shell  # noqa: E402 - after matplotlib

for _language in LANGUAGES:
    catalog(_language)
_read_names_and_font()
with suppress(Exception, SystemExit):  # settings of the user's own that cannot be used: each page will say so
    make_shell()
tempfile.gettempdir()  # a fork that looked for it would leave a trial file there if it were killed meanwhile
package_at_start()  # what forks run is the package as this process has imported it

# objects that exist now are never collected in a fork, so that their memory stays shared; looking for garbage
# among them would free next to nothing
gc.freeze()
gc.enable()
collect_seldom()
