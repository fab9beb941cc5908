"""Alerts on failed runs: a file in `outputs/`, and a command of the user, such as one that sends mail."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from jjinvest.pipeline.monitoring.progress import SummaryRow
from jjinvest.pipeline.storage.atomic import write_bytes
from jjinvest.pipeline.storage.manifest import MANIFEST_FILE

HOOK_SECONDS = 60
REMEDIES = {
    1: "打开上面的文件夹，看 run.json 里哪个笔记本出了什么错，改正后再运行 "
    "see run.json in the folder above, correct what it names, run again",
    2: "改正上面指出的参数或数据后再运行；什么都没有写 "
    "correct the parameters or data named above, run again; nothing was written",
    130: "运行被中断；再运行一次，已做完的不会重做 "
    "the run was interrupted; run again, finished notebooks are reused",
}


def alert_path(root: Path, district: str) -> Path:
    """Return the file of a district's alert; without a district, that of a schedule that could not start."""
    return root / "outputs" / (f"FAILED-{district}.txt" if district else "FAILED.txt")


def update_alerts(root: Path, lines: Sequence[SummaryRow], *, scheduled: bool) -> dict[str, str]:
    """Write an alert for each district with a failed run, one paragraph a period; remove what succeeded.

    What an alert says of other periods stays.

    Parameters
    ----------
    scheduled
        Whether a schedule started the run: then runs that could not start raise an alert too.

    Returns
    -------
    dict
        Text of each failed district's alert, also if its file could not be written.
    """
    notes: dict[str, str] = {}
    for district in dict.fromkeys(line.district for line in lines):
        mine = [line for line in lines if line.district == district]
        failed = [line for line in mine if line.code in REMEDIES]
        if failed:
            notes[district] = "\n".join(_text(line) for line in failed)
        with suppress(OSError):
            is_kept = scheduled or any(line.code == 1 for line in failed)
            written = {line.period: _text(line) for line in failed} if is_kept else {}
            ended = {line.period for line in mine if line.code == 0} | written.keys()
            others = {period: text for period, text in _paragraphs(root, district) if period not in ended}
            _keep(root, district, {**written, **others})
    return notes


def _paragraphs(root: Path, district: str) -> Iterator[tuple[str, str]]:
    """Period and text of each paragraph of a district's alert."""
    path = alert_path(root, district)
    if not path.is_file():
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    heads = [*re.finditer(rf"^{re.escape(district)} (\S+)：", text, re.MULTILINE)]
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=True):
        yield head[1], f"{text[head.start() : end].rstrip()}\n"


def _keep(root: Path, district: str, paragraphs: Mapping[str, str]) -> None:
    """Let a district's alert hold these paragraphs, and be there only if there are any."""
    if paragraphs:
        write_alert(root, district, "\n".join(paragraphs.values()))
    else:
        alert_path(root, district).unlink(missing_ok=True)


def alert_names(root: Path) -> set[str]:
    """Return the names of the files of alerts that there are."""
    return {path.name for path in (root / "outputs").glob("FAILED*.txt")}


def write_alert(root: Path, district: str, text: str) -> None:
    """Write the file of an alert."""
    path = alert_path(root, district)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, text.encode())


def clear_alerts(root: Path, up_to_date: Mapping[str, str]) -> bool:
    """Remove the alerts of districts whose published report is up to date; return whether there were any.

    What a failed run of that period left goes too: its cause has been undone, and the history has its line.
    A paragraph on another period whose latest run failed stays.

    Parameters
    ----------
    up_to_date
        Period of a published report by district: its inputs are those of today.
    """
    before = alert_names(root)
    for district, published in up_to_date.items():
        with suppress(OSError):
            shutil.rmtree(root / "outputs" / ".failed" / district / published, ignore_errors=True)
            failed = {
                period: text
                for period, text in _paragraphs(root, district)
                if _started(root / "outputs" / ".failed" / district / period)
                > _started(root / "outputs" / district / period)
            }
            _keep(root, district, failed)
    return alert_names(root) != before


def _started(folder: Path) -> str:
    """When the run in a folder began; "" where there is none that can be read."""
    with suppress(OSError, ValueError, TypeError):
        return str(json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8")).get("started", ""))
    return ""


def missing_path(root: Path, district: str) -> Path:
    """Return the file that says which data of a district is missing."""
    return root / "outputs" / f"MISSING-{district}.txt"


def contradictions_path(root: Path, district: str) -> Path:
    """Return the file with the contradictions of a district's published reports."""
    return root / "outputs" / f"CONTRADICTIONS-{district}.txt"


def update_missing(root: Path, texts: Mapping[str, str]) -> dict[str, str]:
    """Write which data of each district is missing, or remove the file where nothing is missing.

    Parameters
    ----------
    texts
        A text by district, "" if nothing is missing.

    Returns
    -------
    dict
        The texts that are new since the last time, so that nobody is sent the same every day.
    """
    new: dict[str, str] = {}
    for district, text in texts.items():
        path, content = missing_path(root, district), f"{text}\n".encode()
        with suppress(OSError):
            if not text:
                path.unlink(missing_ok=True)
            elif not path.is_file() or path.read_bytes() != content:
                new[district] = f"{text}\n"
                path.parent.mkdir(parents=True, exist_ok=True)
                write_bytes(path, content)
    return new


def update_schedule_alert(root: Path, text: str) -> None:
    """Write the alert of a schedule that could not start, or remove it if `text` is empty."""
    with suppress(OSError):
        if text:
            write_alert(root, "", text)
        else:
            alert_path(root, "").unlink(missing_ok=True)


def _text(line: SummaryRow) -> str:
    return "\n".join(
        [
            f"{line.district} {line.period}：{line.state}",
            *([line.place] if line.place else []),
            *([line.problem] if line.problem else []),
            f"处理 what to do: {REMEDIES[line.code]}",
            f"  jjinvest run {line.period.replace('@', ' --as-of ')} --district {line.district}",
            "",
        ]
    )


def call_hook(
    command: str, root: Path, notes: Mapping[str, str], missing: Mapping[str, str] | None = None
) -> str:
    """Run the user's command on failed districts and missing data; return what went wrong with it, else "".

    The command is split into words as a shell does, but no shell runs. It gets environment variables
    (JJINVEST_FAILED: districts; JJINVEST_MISSING: districts that lack data; JJINVEST_ROOT; JJINVEST_NOTES:
    files of the alerts) and the text of all alerts on its input.
    """
    lacking = missing or {}
    files = [*(alert_path(root, district) for district in notes), *(missing_path(root, d) for d in lacking)]
    variables = {
        "JJINVEST_FAILED": ",".join(notes),
        "JJINVEST_MISSING": ",".join(lacking),
        "JJINVEST_ROOT": str(root),
        "JJINVEST_NOTES": os.pathsep.join(map(str, files)),
    }
    try:
        words = shlex.split(command, posix=os.name != "nt")
        subprocess.run(
            words,
            input="\n".join([*notes.values(), *lacking.values()]).encode(errors="replace"),
            env={**os.environ, **variables},
            timeout=HOOK_SECONDS,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
    except subprocess.CalledProcessError as error:
        return f"exit code {error.returncode} {error.stderr.decode(errors='replace').strip()}"
    except (OSError, ValueError, IndexError, subprocess.TimeoutExpired) as error:
        return str(error)
    return ""
