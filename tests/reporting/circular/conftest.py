"""Charts of circulars are written as pictures only where a test asks for them."""

from __future__ import annotations

from contextlib import ExitStack
from unittest import mock

import pytest


@pytest.fixture
def written():
    """Asked for by what looks at charts, or at whether they can be drawn."""


@pytest.fixture(autouse=True)
def charts_written_where_asked(request):
    """Charts of a circular are made; written as a picture, which takes most of its time, where asked for."""
    with ExitStack() as patches:
        if "written" not in request.fixturenames:
            for module in ("parts", "targets"):
                place = f"jjinvest.reporting.circular.{module}.to_png"
                patches.enter_context(mock.patch(place, return_value=b""))
        yield
