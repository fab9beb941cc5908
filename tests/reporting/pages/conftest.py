"""Results of Jiangjin that the tests of several pages read."""

from __future__ import annotations

from datetime import date

import pytest

from tests.fixtures.pages import results_of


@pytest.fixture(scope="package")
def jiangjin(everything):
    return results_of(everything, date(2024, 3, 31), "2023Q4")
