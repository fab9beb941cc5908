"""Write the circular of a published run: Word, Markdown with its charts, and the facts it states."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jjinvest.core.access import TIERS
from jjinvest.core.errors import JJInvestError
from jjinvest.core.facts import Fact
from jjinvest.core.file_hash import file_hash
from jjinvest.data.releases import LATEST_FACTS, load_releases
from jjinvest.data.workspace import Workspace
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.ledger.store import select_import
from jjinvest.pipeline.planning.parameters import check_period
from jjinvest.pipeline.publishing.word import word
from jjinvest.pipeline.storage.atomic import json_bytes, write_bytes
from jjinvest.pipeline.storage.manifest import MANIFEST_FILE
from jjinvest.reporting.circular.blocks import Circular, Heading, Text, markdown
from jjinvest.reporting.circular.content import blocks
from jjinvest.reporting.circular.doubts import accused_in
from jjinvest.reporting.circular.notes import with_notes
from jjinvest.reporting.circular.published_facts import PublishedFacts, for_circulation
from jjinvest.reporting.circular.writer import Writer
from jjinvest.reporting.tables.revised import stated_days
from jjinvest.reporting.words_of import published_units


@dataclass(frozen=True)
class PublishedRun:
    """What a circular needs of a published run, and when its numbers were released, if they were."""

    facts: tuple[Fact, ...]
    as_of: date
    tier: str
    released: date | None


def write_circular(
    root: Path, district: str, period: str, *, language: str = "zh", out: Path | None = None
) -> list[Path]:
    """Write the circular of a period and return its files: .docx, .md, charts, .facts.json.

    Parameters
    ----------
    out
        Folder to write to; by default ``outputs/circular/<district>/<period>/``.

    Raises
    ------
    JJInvestError
        If the period has no published run, or its facts are damaged.
    """
    period = check_period(period)
    run = published_run(root, district, period)
    # with the ledger, whose texts are the names of the groups that it has
    _, workspace = select_import.load_with_ledger(root / "data" / district, period, run.as_of, run.tier)
    circular = make_circular(run, workspace, period, language)
    folder = out or root / "outputs" / "circular" / district / period
    name = f"circular-{district}-{period}.{language}"
    pictures = [f"{name}.{n}.png" for n, _ in enumerate(circular.pictures, start=1)]
    contents = {
        f"{name}.docx": word(circular),
        f"{name}.md": markdown(circular, pictures).encode(),
        **dict(zip(pictures, (picture.png for picture in circular.pictures), strict=True)),
        f"{name}.facts.json": json_bytes(stated(circular)),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in contents.items():
        write_bytes(folder / file, content)
    return [folder / file for file in contents]


def published_run(root: Path, district: str, period: str) -> PublishedRun:
    """Read the facts of a published run, as they were written."""
    folder = root / "outputs" / district / period
    again = f"处理 remedy: jjinvest run {period} --district {district}"
    try:
        manifest = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        as_written = manifest["files"][LATEST_FACTS] == file_hash(folder / LATEST_FACTS)
        ok, as_of = manifest["status"] == "ok", date.fromisoformat(manifest["as_of"])
        tier = str(manifest["parameters"].get("tier", TIERS[0]))
        content = (folder / LATEST_FACTS).read_bytes()
        facts = tuple(_fact(record) for record in json.loads(content))
    except FileNotFoundError:
        raise JJInvestError(f"没有已发布的报告 nothing is published: {folder}\n{again}") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise JJInvestError(
            f"已发布的报告已损坏 the published report is damaged: {folder}: {error}\n{again}"
        ) from None
    if not ok or not as_written:
        raise JJInvestError(
            f"已发布的数被改动 published numbers were changed: {folder / LATEST_FACTS}\n{again}"
        )
    return PublishedRun(facts, as_of, tier, _released(root / "data" / district, period, content))


def _ledger_words(workspace: Workspace, words: Vocabulary) -> dict[str, str]:
    """Name of the ledger that a report rests on, and the day up to which it is complete."""
    state = workspace.ledger
    if state is None:
        return {}
    return {"ledger": words.label(state.source), "ledger_day": words.day(state.stands_on)}


def make_circular(run: PublishedRun, workspace: Workspace, period: str, language: str) -> Circular:
    """Return the circular of a run; names of places and parts come from the district's files."""
    labels = {str(k): str(v) for k, v in workspace.labels[language].items()}
    words = Vocabulary(language, labels, published_units(workspace.figures))
    unnamed = {str(each) for each in workspace.figures["metric"].unique() if not words.is_named(str(each))}
    kept = [fact for fact in for_circulation(run.facts) if fact.id.metric not in unnamed]
    facts, profile = PublishedFacts(kept, period), workspace.profile
    context = {
        "district": profile.name[language],
        "bureau": profile.bureau[language],
        "period": words.period(facts.period),
        "the_period": words.in_sentence(facts.period),
        "as_of": words.day(run.as_of),
        **_ledger_words(workspace, words),
        "this_year": str(facts.year),
        "next_year": str(facts.year + 1),
        "wording": profile.wording_of(facts.period, language),
        "wording_year": profile.wording_of(str(facts.year), language),
        "wording_half": profile.wording_of(f"{facts.year}H1", language),
    }
    writer = Writer(facts, words, context, stated_days(workspace.figures), accused_in(facts, workspace))
    marks = [
        *([words.message("head.synthetic")] if profile.synthetic else []),
        *([words.message(f"tier.{run.tier}")] if run.tier != TIERS[0] else []),
        *([] if run.released else [words.message("circular.draft")]),
    ]
    title = writer.say("circular.title") or Text(context["bureau"])
    content = tuple(blocks(writer))
    if unnamed and len(kept) < len(list(for_circulation(run.facts))):
        content = (*content, Text(words.message("circular.unnamed")))
    circular = Circular(
        language,
        title.text,
        tuple(marks),
        content,
        (),
        context["bureau"],
        signed_on(run, words),
        workspace.district,
        period,
        run.as_of.isoformat(),
    )
    return with_notes(circular, writer)


def signed_on(run: PublishedRun, words: Vocabulary) -> str:
    """Day of the signature; open until the numbers are released, since nobody has signed on the as-of day."""
    if run.released is not None:
        return words.day(run.released)
    return words.message("circular.day_open").replace("{year}", str(run.as_of.year))


def stated(circular: Circular) -> dict[str, Any]:
    """What a circular states, for checking: each text with the ids of its numbers, and the facts."""
    return {
        "district": circular.district,
        "period": circular.period,
        "as_of": circular.as_of,
        "texts": [
            {"text": text.text, "numbers": [{"fact": n.fact.id, "written": n.written} for n in text.numbers]}
            for text in circular.texts
        ],
        "headings": [b.written(circular.language) for b in circular.blocks if isinstance(b, Heading)],
        "facts": [asdict(fact) for fact in circular.facts],
    }


def _fact(record: dict[str, Any]) -> Fact:
    return Fact(**{**record, "sources": tuple(record["sources"])})


def _released(folder: Path, period: str, content: bytes) -> date | None:
    """Day on which exactly these facts were released; None if they were not."""
    path = folder / "releases" / period / LATEST_FACTS
    if not path.exists() or path.read_bytes() != content:
        return None
    releases, _ = load_releases(folder)
    return max(release.released for release in releases if release.period == period)
