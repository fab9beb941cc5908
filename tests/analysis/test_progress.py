"""An open notebook says that numbers are being computed; runs and scripts say nothing."""

from __future__ import annotations

import pytest

from jjinvest.analysis import progress as module
from jjinvest.analysis.progress import progress
from jjinvest.i18n.formatting import Vocabulary


class Shown(list):
    def display(self, data, **options):
        assert options == {"raw": True, "display_id": True}
        self.append(data["text/plain"])
        return self

    def update(self, data, **options):
        self.append(data["text/plain"])


@pytest.fixture
def shown(monkeypatch):
    texts = Shown()
    monkeypatch.setattr("IPython.display.display", texts.display)
    return texts


@pytest.fixture
def clock(monkeypatch):
    times = iter([100.0, 112.4])
    monkeypatch.setattr(module.time, "monotonic", lambda: next(times))


def test_an_open_notebook_says_what_it_waits_for(monkeypatch, shown, clock):
    monkeypatch.setenv(module.OF_A_NOTEBOOK, "a.ipynb")
    with progress(Vocabulary("en", {})):
        assert len(shown) == 1
    assert shown[0].startswith("Nothing is prepared")
    assert shown[1] == "Computed in 12 s."


def test_the_line_is_closed_also_where_computing_fails(monkeypatch, shown, clock):
    monkeypatch.setenv(module.OF_A_NOTEBOOK, "a.ipynb")
    with pytest.raises(LookupError), progress(Vocabulary("zh", {})):
        raise LookupError
    assert shown[1] == "已算好，用时 12 秒。"


def test_scripts_and_runs_say_nothing(monkeypatch, shown):
    monkeypatch.delenv(module.OF_A_NOTEBOOK, raising=False)
    with progress(Vocabulary("zh", {})):
        pass
    assert shown == []
