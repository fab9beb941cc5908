"""Imports without an optional part: absent meanwhile, and only if it was not imported."""

from __future__ import annotations

import importlib
import sys

import pytest

from jjinvest.core.light_imports import absent


def test_a_part_is_absent_only_meanwhile(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with absent("colorsys"), pytest.raises(ImportError):
        importlib.import_module("colorsys")
    assert importlib.import_module("colorsys")


def test_a_part_that_is_imported_stays():
    with absent("json"):
        assert importlib.import_module("json").loads("1") == 1
    assert "json" in sys.modules


def test_an_error_leaves_nothing_hidden(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with pytest.raises(ValueError, match="fault"), absent("colorsys"):
        raise ValueError("fault")
    assert sys.modules.get("colorsys", "absent") is not None
