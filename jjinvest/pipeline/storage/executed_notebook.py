"""Executed notebooks read as nbformat reads them, without its schemas: a run has written them itself.

Importing all of nbformat takes as long as reading fifty of them.
"""

from __future__ import annotations

import json

from jjinvest.core.light_imports import without_init

with without_init("nbformat", "nbformat.v4"):
    from nbformat.notebooknode import NotebookNode, from_dict
    from nbformat.v4.rwbase import rejoin_lines, strip_transient

__all__ = ["NotebookNode", "read_executed"]


def read_executed(text: str) -> NotebookNode:
    """Return a notebook of version 4 from the text of its file.

    Examples
    --------
    >>> text = '{"cells": [{"cell_type": "raw", "metadata": {}, "source": ["a\\\\n", "b"]}], "metadata": {}}'
    >>> read_executed(text).cells[0].source
    'a\\nb'
    """
    notebook: NotebookNode = strip_transient(rejoin_lines(from_dict(json.loads(text))))
    return notebook
