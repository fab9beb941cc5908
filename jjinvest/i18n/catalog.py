"""The languages of the pages and their messages by key (gettext catalogs in ``locale/``); light to import."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")
HTML_LANG = {"zh": "zh-CN", "en": "en"}


@cache
def catalog(language: str) -> Mapping[str, str]:
    """Messages of a language by key."""
    from babel.messages.pofile import read_po

    path = Path(__file__).with_name("locale") / f"{language}.po"
    with path.open("rb") as handle:
        return {str(message.id): str(message.string) for message in read_po(handle) if message.id}
