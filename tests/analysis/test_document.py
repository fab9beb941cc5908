"""The code of docs/analysis.md runs."""

from __future__ import annotations

import re

import matplotlib.pyplot as plt
import pytest

from tests.fixtures.runs import ROOT


@pytest.mark.parametrize("document", ["docs/analysis.md"])
def test_the_code_runs(document, monkeypatch):
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"^```python\n(.*?)^```", (ROOT / document).read_text("utf-8"), flags=re.M | re.S)
    assert len(blocks) > 3
    namespace: dict[str, object] = {}
    with plt.rc_context():
        exec("\n".join(blocks), namespace)
    plt.close("all")
    assert namespace["forecast"].p_reach() == namespace["d"].results["next.agreed_amount.p_reach"].value
