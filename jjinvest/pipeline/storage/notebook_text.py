"""Text of a notebook's file: that of nbformat, without its copy of the notebook and its slow encoder.

Python writes JSON with line breaks a piece at a time in Python; here only what is not a text is left to it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from json.encoder import encode_basestring
from math import isfinite
from typing import Any

_LIKE_TEXT = ("application/javascript", "image/svg+xml")
_NOT_KEPT = ("orig_nbformat", "orig_nbformat_minor", "signature")


def notebook_text(notebook: Mapping[str, Any]) -> str:
    """Return what nbformat writes of a notebook of its version 4, which has to be valid.

    Examples
    --------
    >>> print(notebook_text({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    {
     "cells": [],
     "metadata": {},
     "nbformat": 4,
     "nbformat_minor": 5
    }
    """
    metadata = {key: value for key, value in notebook["metadata"].items() if key not in _NOT_KEPT}
    content = {**notebook, "metadata": metadata, "cells": [_cell(cell) for cell in notebook["cells"]]}
    return _written(content, "\n")


def _cell(cell: Mapping[str, Any]) -> dict[str, Any]:
    metadata = {key: value for key, value in cell["metadata"].items() if key != "trusted"}
    content = {**cell, "metadata": metadata}
    if "source" in content:
        content["source"] = _lines(content["source"])
    if "attachments" in content:
        content["attachments"] = {name: _bundle(data) for name, data in content["attachments"].items()}
    if content["cell_type"] == "code":
        content["outputs"] = [_output(output) for output in content["outputs"]]
    return content


def _output(output: Mapping[str, Any]) -> Mapping[str, Any]:
    if output["output_type"] in ("execute_result", "display_data") and "data" in output:
        return {**output, "data": _bundle(output["data"])}
    return {**output, "text": _lines(output["text"])} if output["output_type"] == "stream" else output


def _bundle(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        kind: _lines(value) if kind.startswith("text/") or kind in _LIKE_TEXT else value
        for kind, value in data.items()
    }


def _lines(text: Any) -> Any:
    return text.splitlines(True) if isinstance(text, str) else text


def _part(value: Any, line: str) -> str:
    """Write a part of a value; most are texts."""
    return encode_basestring(value) if type(value) is str else _written(value, line)


def _written(value: Any, line: str) -> str:
    """Write a value as JSON with sorted keys; `line` is a line break with the indentation of the value."""
    if isinstance(value, str):
        return encode_basestring(value)
    inner = f"{line} "
    if isinstance(value, dict):
        parts = [f"{encode_basestring(key)}: {_part(value[key], inner)}" for key in sorted(value)]
        return f"{{{inner}{f',{inner}'.join(parts)}{line}}}" if parts else "{}"
    if isinstance(value, (list, tuple)):
        parts = [_part(part, inner) for part in value]
        return f"[{inner}{f',{inner}'.join(parts)}{line}]" if parts else "[]"
    if value is None:
        return "null"
    if type(value) is int or (type(value) is float and isfinite(value)):
        return repr(value)
    return json.dumps(value)  # which makes an encoder of its own for each
