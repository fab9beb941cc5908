"""Faults of outputs/: something in the way, links, folders where files are expected."""

from __future__ import annotations

import shutil

from benchmarks.faults.trial import FAILED, INVALID, MAY_BE_GONE, MAY_LEAVE_WORK, OK, PERIOD, Case, fault

FINAL = f"outputs/jiangjin/{PERIOD}"


@fault("outputs that are a file", INVALID, said="outputs")
def outputs_file(case: Case):
    """A file is where results are written."""
    shutil.move(case.outputs, case.folder / "kept")
    case.outputs.write_text("in the way", encoding="utf-8")
    yield
    case.outputs.unlink()
    shutil.move(case.folder / "kept", case.outputs)


@fault("locks that are a file", INVALID, said=".locks")
def locks_file(case: Case):
    """A file is where locks are kept."""
    case.file_instead("outputs/.locks")
    yield
    (case.outputs / ".locks").unlink()


@fault("lock that is a folder", INVALID, said=".lock")
def lock_folder(case: Case):
    """A folder is where the lock of the period is."""
    case.folder_instead(f"outputs/.locks/jiangjin-{PERIOD}.lock")
    yield
    shutil.rmtree(case.outputs / ".locks" / f"jiangjin-{PERIOD}.lock")


@fault("work that is a file", FAILED, said=".work")
def work_file(case: Case):
    """A file is where runs work."""
    case.file_instead("outputs/.work")
    yield
    (case.outputs / ".work").unlink()


@fault("work of the period that is a file", OK, "ok")
def period_work_file(case: Case) -> None:
    """A file is where this run works: it is left of something, and in nobody's use."""
    case.file_instead(f"outputs/.work/jiangjin-{PERIOD}")


@fault("failed runs that are a file", FAILED, said=".failed")
def failed_file(case: Case):
    """A file is where failed runs are kept."""
    case.file_instead("outputs/.failed")
    yield
    (case.outputs / ".failed").unlink()


@fault("cache that is a file", FAILED, said=".cache")
def cache_file(case: Case):
    """A file is where executed notebooks are kept."""
    case.file_instead("outputs/.cache")
    yield
    (case.outputs / ".cache").unlink()


@fault("published folder that is a link", OK, "ok")
def link(case: Case) -> None:
    """Somebody moved the report and left a link."""
    elsewhere = case.folder / "elsewhere"
    shutil.move(case.root / FINAL, elsewhere)
    (case.root / FINAL).symlink_to(elsewhere)


@fault("published folder that is a link to nothing", OK, "ok")
def dangling(case: Case) -> None:
    """Somebody moved the report, and then what the link names."""
    shutil.rmtree(case.root / FINAL)
    (case.root / FINAL).symlink_to("nowhere")


@fault("published folder that is a file", OK, "ok")
def final_file(case: Case) -> None:
    """A file is where the report is."""
    case.file_instead(FINAL)


@fault("old folder that is a link", OK, "ok")
def old_link(case: Case) -> None:
    """A link is where the replaced report is put aside."""
    (case.root / FINAL).with_name(f".{PERIOD}.old").symlink_to(case.folder)


@fault("failed folder that is a link", FAILED, "failed", "ZeroDivisionError")
def failed_link(case: Case) -> None:
    """A link is where the failed run is kept."""
    place = case.outputs / ".failed" / "jiangjin"
    place.mkdir(parents=True)
    (place / PERIOD).symlink_to(case.folder)
    case.cell("1/0")


@fault("history that is a folder", OK)
def history_folder(case: Case):
    """A folder is where the history is: it changes nothing in how a run ends."""
    case.folder_instead("outputs/.history/jiangjin.jsonl")
    yield
    shutil.rmtree(case.outputs / ".history" / "jiangjin.jsonl")


@fault("note that is a folder", FAILED, "failed", "ZeroDivisionError")
def note_folder(case: Case):
    """A folder is where the note is: the hook is called all the same."""
    case.folder_instead("outputs/FAILED-jiangjin.txt")
    case.cell("1/0")
    yield
    shutil.rmtree(case.note)


@fault("index page that is a folder", OK, "ok")
def index_folder(case: Case):
    """A folder is where the page of all runs is."""
    case.folder_instead("outputs/index.html")
    yield
    shutil.rmtree(case.outputs / "index.html")


@fault("damaged cache", OK, "ok")
def cache_damaged(case: Case) -> None:
    """The executed notebooks of earlier runs are damaged."""
    for path in (case.outputs / ".cache").rglob("*.ipynb"):
        path.write_text("{", encoding="utf-8")


@fault("cached notebook that is a folder", FAILED, said="00_first")
def cached_folder(case: Case):
    """A folder is where an executed notebook is kept."""
    place = f"outputs/.cache/jiangjin/{PERIOD}/00_first.zh.ipynb"
    case.folder_instead(place)
    yield
    shutil.rmtree(case.root / place)


@fault("published file changed by hand", OK, "ok")
def changed(case: Case) -> None:
    """Somebody edits a published file."""
    case.text(f"{FINAL}/facts.json", "[]")


@fault("published run.json that is a folder", OK, "ok")
def manifest_folder(case: Case) -> None:
    """A folder is where the record of the published run is."""
    case.folder_instead(f"{FINAL}/run.json")


@fault("what a killed swap left", OK, "ok")
def half_swapped(case: Case) -> None:
    """A run ended between the two renames: the old report is beside its place."""
    (case.root / FINAL).rename((case.root / FINAL).with_name(f".{PERIOD}.old"))


@fault("no temporary folder", OK, "ok")
def no_temporary(case: Case) -> None:
    """TMPDIR names a folder that does not exist: another one is used."""
    case.variables["TMPDIR"] = str(case.folder / "nowhere")


@fault("log that is a folder", OK, "ok")
def log_folder(case: Case) -> None:
    """The log cannot be opened: the run goes on."""
    (case.folder / "log.txt").write_text("x" * 10, encoding="utf-8")
    (case.folder / "log.txt").unlink()
    (case.folder / "log.txt").symlink_to("nowhere/log.txt")


MAY_LEAVE_WORK |= {"failed runs that are a file"}
MAY_BE_GONE |= {"outputs that are a file", "locks that are a file"}
