"""Words of the context that a message may name: district, period, days, dimension, units, 口径."""

from __future__ import annotations

from functools import cached_property

from jjinvest.core.errors import UnknownFactError
from jjinvest.core.units import shown_unit
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.results.results import Results


class Context:
    """Words of one report: what its results are of, in its language."""

    def __init__(self, results: Results, words: Vocabulary) -> None:
        self.results = results
        self.words = words

    def dimension(self, scope: str) -> str:
        """Name of a dimension, or of several: a label of the district, a general term, or its own text."""
        return " × ".join(self.words.dimension(part) for part in scope.split(";"))

    def word(self, name: str) -> str:
        """Word of a placeholder that names no fact.

        Raises
        ------
        UnknownFactError
            If there is no such word.
        """
        try:
            return self._words[name]
        except KeyError:
            raise UnknownFactError(f"文字里有未知的词 unknown word in a message: {name}") from None

    @cached_property
    def _words(self) -> dict[str, str]:
        """Words by the placeholder that names them."""
        results, profile, language = self.results, self.results.workspace.profile, self.words.language
        day, state = results.workspace.as_of_date, results.workspace.ledger
        release = results.release_comparison.release
        before = "" if release is None else release.reported_period
        return {
            "district": profile.name[language],
            "bureau": profile.bureau[language],
            "municipality": profile.municipality[language],
            "period": self.words.period(results.period),
            "the_period": self.words.in_sentence(results.period),
            "amounts": self.amounts,
            "this_year": str(results.year),
            "next_year": str(results.year + 1),
            "as_of": self.words.day(day) if day else "—",
            "large": self.words.label("tier_ge_50"),
            "ledger_imported": "—" if state is None else self.words.day(state.imported_on),
            "ledger": "—" if state is None else self.words.label(state.source),
            "wording": profile.wording_of(results.period, language),
            "release_period": self.words.in_sentence(before) if before else "—",
            "release_as_of": self.words.day(release.as_of) if release else "—",
            "wording_release": profile.wording_of(before, language),
            "wording_year": profile.wording_of(str(results.year), language),
            "wording_half": profile.wording_of(f"{results.year}H1", language),
        }

    @property
    def state(self) -> str:
        """What the figures rest on: published figures, ledger, or both."""
        if self.results.rests_on_ledger:
            return "ledger"
        return "published" if self.results.ledger is None else "both"

    @property
    def amounts(self) -> str:
        """The units of the amounts shown, as the end of a clause; nothing where there are no amounts."""
        published, figures = self.words.published_units, self.results.figures
        metrics = zip(figures["metric"].astype(str), figures["unit"].astype(str), strict=True)
        pairs = ((metric, shown_unit(unit)) for metric, unit in metrics)
        units = [published.get(pair, pair[1]) for pair in dict.fromkeys(pairs) if pair[1]]
        if self.results.ledger is not None or self.results.rests_on_ledger:
            units.insert(0, "亿元")
        names = [self.words.money(unit) for unit in sorted(set(units), key=units.index)]
        if not names:
            return ""
        return self.words.message("head.amounts").replace(
            "{units}", self.words.message("head.and").join(names)
        )

    @property
    def wording(self) -> tuple[tuple[str, str], ...]:
        """The 口径 of the period as a part of the header; nothing where the district gives none."""
        known = self.results.period in self.results.workspace.profile.wording
        return (("wording", ""),) if known else ()
