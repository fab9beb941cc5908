"""The name of the bureau at the head of pages and under a circular, where district.yaml gives none.

It is the one publisher of the district's texts that promotes investment by its name; a neutral word
otherwise, so that no page shows an office that does not exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

GIVEN, PUBLISHER, NEUTRAL = "given", "publisher", "neutral"
"""Where the name is from: district.yaml, sources.csv, or neither."""
_PROMOTES = re.compile(
    r"(?:招商|投资促进|经济合作|经济协作|商务)[^（(，,、]*(?:局|委|委员会|中心|办|办公室|集团|公司)$"
)


def bureau_name(name: Mapping[str, str], publishers: Iterable[str]) -> tuple[Mapping[str, str], str]:
    """Return the names of a bureau by language, and where they are from.

    Parameters
    ----------
    name
        Names of the district by language.
    publishers
        Publishers of its texts, as sources.csv has them.

    Examples
    --------
    >>> bureau_name({"zh": "某县", "en": "Some"}, ["某县招商局", "县融媒体中心"])
    ({'zh': '某县招商局', 'en': 'Some'}, 'publisher')
    >>> bureau_name({"zh": "某县", "en": "Some"}, [])[0]["zh"]
    '某县招商部门'
    """
    offices = {text.strip() for text in publishers if _PROMOTES.search(text.strip())}
    if len(offices) == 1:
        return {"zh": offices.pop(), "en": name["en"]}, PUBLISHER
    return {"zh": f"{name['zh']}招商部门", "en": name["en"]}, NEUTRAL
