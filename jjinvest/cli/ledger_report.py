"""What an import means for the reports: the command of the report that rests on it, or why none does."""

from __future__ import annotations

from pathlib import Path

from jjinvest.cli.ledger_messages import message
from jjinvest.core.errors import ParameterError
from jjinvest.core.periods import period_end, run_quarter
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.ledger.store.store import Import
from jjinvest.pipeline.planning.default_day import default_as_of
from jjinvest.pipeline.planning.ledger_used import ledger_of_report
from jjinvest.pipeline.planning.parameters import load_parameters


def report_of(entry: Import, folder: Path, words: Vocabulary) -> str:
    """Return the sentence on the report of an import.

    Parameters
    ----------
    entry
        The import.
    folder
        The district's folder, data/<district>.
    words
        Message catalog.
    """
    if not entry.month:
        return message(words, "not_reported")
    quarter, district = run_quarter(entry.month), folder.name
    command = f"jjinvest run {quarter} --district {district}"
    try:
        day = load_parameters(folder.parent.parent, quarter, district).as_of
    except ParameterError:  # a run reports what is wrong with the parameters
        day = default_as_of(folder, quarter)
    choice = ledger_of_report(folder, quarter, day)
    values = {"command": command, "month": entry.month, "quarter": quarter}
    if choice.published:
        return message(words, "published_instead", **values)
    used = choice.used
    if used is None:
        return message(words, "month_not_over", day=day, **values)
    if used.month != entry.month:
        return message(words, "other_month_used", used=used.month, **values)
    if used.number != entry.number:
        on = entry.imported_at[:10]
        return message(
            words, "correction_not_used", used=used.number, day=day, on=on, number=entry.number, **values
        )
    last = f"{period_end(quarter):%Y-%m}"
    return message(words, "reported" if entry.month == last else "within_quarter", last=last, **values)
