"""Charts are drawn once for the same content, and again for any other."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure

from jjinvest.data.kept_computations import computations_kept
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.charts import kept_svg
from jjinvest.reporting.charts.kept_svg import chart_svg
from jjinvest.reporting.charts.style import blank

WORDS = Vocabulary("zh", {"a": "甲"})
FRAME = pd.DataFrame({"name": ["a", "b"], "value": [1.0, 2.0]}, dtype=object)
drawn = list[str]()


def bars(frame: pd.DataFrame, words: Vocabulary, *, title: str = "") -> Figure:
    """Draw bars and count the call."""
    drawn.append(title)
    figure, (ax,) = blank(1.5)
    ax.barh(frame["name"].tolist(), frame["value"].tolist())
    ax.set_title(title or words.language)
    return figure


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("JJINVEST_PREPARED", raising=False)
    monkeypatch.setattr(bars, "__module__", f"{kept_svg.__package__}.some")
    drawn.clear()
    return tmp_path


def test_the_same_content_is_drawn_once(project: Path) -> None:
    for _ in range(2):  # a second process reads what the first has written
        with computations_kept(project):
            first = chart_svg(bars, FRAME, WORDS, {"title": "x"})
    assert first.startswith(b"<?xml")
    assert drawn == ["x"]


@pytest.mark.parametrize(
    ("frame", "words", "options"),
    [
        (FRAME.assign(value=[1.0, 2.5]), WORDS, {}),
        (FRAME.rename(columns={"value": "other"}).assign(value=[1.0, 2.0]), WORDS, {}),
        (FRAME.set_axis(["p", "q"]), WORDS, {}),
        (FRAME, Vocabulary("en", {"a": "甲"}), {}),
        (FRAME, Vocabulary("zh", {"a": "乙"}), {}),
        (FRAME, WORDS, {"title": "t"}),
    ],
)
def test_other_content_is_drawn_again(
    project: Path, frame: pd.DataFrame, words: Vocabulary, options: dict[str, object]
) -> None:
    with computations_kept(project):
        chart_svg(bars, FRAME, WORDS, {})
        chart_svg(bars, frame, words, options)
    assert len(drawn) == 2


def test_other_settings_of_the_notebook_are_drawn_again(project: Path) -> None:
    with computations_kept(project):
        plain = chart_svg(bars, FRAME, WORDS, {})
        with mpl.rc_context({"axes.titlesize": 30}):
            large = chart_svg(bars, FRAME, WORDS, {})
    assert plain != large


def test_a_chart_of_the_notebook_is_always_drawn(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bars, "__module__", "__main__")
    with computations_kept(project):
        for _ in range(2):
            chart_svg(bars, FRAME, WORDS, {})
    assert len(drawn) == 2
