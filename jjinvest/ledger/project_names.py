"""When two spellings are the name of one project."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_FINAL_WORD = re.compile(r"(建设)?项目$")


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """Normalise a project name: width, case, spaces, punctuation and a final 项目 do not count.

    Examples
    --------
    >>> name_key("智能座舱 生产基地（一期）项目"), name_key("智能座舱生产基地(一期)")
    ('智能座舱生产基地一期', '智能座舱生产基地一期')
    """
    plain = unicodedata.normalize("NFKC", name).lower()
    if not plain.isalnum():
        plain = "".join(c for c in plain if c.isalnum())
    return (_FINAL_WORD.sub("", plain) if plain.endswith("项目") else plain) or plain
