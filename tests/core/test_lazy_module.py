"""A lazy module imports its module when it is first used, and not before."""

from __future__ import annotations

import sys

import pytest

from jjinvest.core.lazy_module import LazyModule

UNUSED = "xml.sax.expatreader"


def test_nothing_is_imported_before_a_name_is_used(monkeypatch):
    monkeypatch.delitem(sys.modules, UNUSED, raising=False)
    module = LazyModule(UNUSED)
    assert UNUSED not in sys.modules
    assert module.AttributesImpl
    assert UNUSED in sys.modules


def test_a_name_that_the_module_lacks_is_an_error():
    with pytest.raises(AttributeError):
        _ = LazyModule("string").nothing
