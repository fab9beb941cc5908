"""Every number of a frame is found again by its id."""

from __future__ import annotations

import pytest

from jjinvest.core.errors import UnknownFactError
from tests.fixtures.analyses import sample_analysis


@pytest.fixture(scope="module")
def again():
    """Return the same district, opened anew: it has made no frame."""
    return sample_analysis("zh")


@pytest.mark.parametrize(
    "arguments",
    [
        {"by": ["month", "origin"]},
        {"by": "size"},
        {"where": "origin=市外项目"},
        {"where": "sector=第二产业", "by": "quarter"},
        {"by": "year", "statistic": "growth"},
        {"by": "sector", "statistic": "share"},
    ],
)
def test_a_number_of_a_ledger_is_found_by_its_id(both, again, arguments):
    frame = both.frame("agreed_amount", **arguments)
    for row in (0, len(frame) - 1):
        number = frame.fact(row)
        found = again.fact(number.id)
        assert (found.value, found.unit) == (number.value, number.unit)
        assert len(found.rows) == len(number.rows)


def test_a_remainder_is_found_by_its_id(year):
    frame = year.frame("agreed_amount", by="task_force")
    number = frame.fact("其余")
    assert year.fact(number.id).value == number.value


@pytest.mark.parametrize("number", ["2023.ledger.agreed_amount.sector", "2023.ledger.nothing", "x"])
def test_an_unknown_id_is_still_an_error(again, number):
    with pytest.raises(UnknownFactError):
        again.fact(number)
