"""When two spellings are the name of one project, and which projects kept theirs under a new code."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

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


def recoded_keys(old: pd.Series, new: pd.Series) -> dict[str, str]:
    """Return the new key by old key of projects that kept their name and changed their code.

    `old` and `new` hold the names of the projects by key.
    """
    removed, added = old[~old.index.isin(new.index)], new[~new.index.isin(old.index)]
    by_name = {name_key(name): str(key) for key, name in added.items()}
    recoded: dict[str, str] = {}
    for key, name in removed.items():
        code = by_name.pop(name_key(name), None)
        if code is not None:
            recoded[str(key)] = code
    return recoded
