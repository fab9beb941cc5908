"""Names and number formats for the results of a district: its members, sources and projects in a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjinvest.data.unpublished_targets import SOURCE as UNPUBLISHED
from jjinvest.i18n.formatting import Vocabulary

if TYPE_CHECKING:
    from jjinvest.results.results import Results


def words_of(results: Results, language: str) -> Vocabulary:
    """Return the words of a language; a source without a label is cited by its title."""
    sources = results.workspace.sources
    titles = zip(sources["source"].astype(str), sources["title"].astype(str), strict=True)
    labels = {source: title for source, title in titles if title}
    labels |= {str(key): str(name) for key, name in results.workspace.labels[language].items()}
    labels[UNPUBLISHED] = Vocabulary(language, {}).message("source.unpublished")
    return Vocabulary(language, labels)
