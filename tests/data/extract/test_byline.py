"""Day of publication and publisher as a text states them."""

from __future__ import annotations

import pytest

from jjinvest.data.bulletins.extract import read_pasted_text
from jjinvest.data.bulletins.text.byline import byline_of

_BODY = "2025年，全县签约项目41个，到位资金28.1亿元。\n2025年1月3日集中签约5个项目。\n二是落地慢。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"青溪县招商情况\n青溪县投资促进局　2026年1月20日\n{_BODY}", ("2026-01-20", "青溪县投资促进局")),
        (f"青溪县招商情况\n{_BODY}\n青溪县招商局\n2026年1月20日", ("2026-01-20", "青溪县招商局")),
        (f"青溪县招商情况\n{_BODY}\n二〇二六年一月二十日", ("2026-01-20", "")),
        (
            f"青溪县招商情况\n发布时间：2026-01-20 09:30　来源：青溪县商务局\n{_BODY}",
            ("2026-01-20", "青溪县商务局"),
        ),
        (f"青溪县招商情况\n（2026年1月20日）\n{_BODY}", ("2026-01-20", "")),
        (f"青溪县招商情况\n{_BODY}", ("", "")),
        (f"青溪县招商情况\n{_BODY}\n2026年13月40日", ("", "")),
    ],
)
def test_only_a_line_that_says_nothing_else_is_a_byline(text: str, expected: tuple[str, str]) -> None:
    assert byline_of(read_pasted_text(text)) == expected
