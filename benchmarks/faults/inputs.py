"""Faults of parameters and data: named in one sentence each, nothing started, the others go on."""

from __future__ import annotations

import shutil

from benchmarks.faults.trial import FAILED, INVALID, OK, PERIOD, Case, fault

PARAMS, DATA = f"params/{PERIOD}.yaml", "data/jiangjin"


def restored(case: Case, path: str) -> None:
    """Put a file of the project back from its copy."""
    place = case.root / path
    if place.is_dir():
        shutil.rmtree(place)
    shutil.copy(case.folder / "kept", place)


def kept(case: Case, path: str) -> None:
    """Keep a copy of a file of the project."""
    shutil.copy(case.root / path, case.folder / "kept")


def spoilt_file(path: str, content: str | bytes | None):
    """Return what spoils a file, None for a folder in its place, and puts it back."""

    def spoil(case: Case):
        kept(case, path)
        if content is None:
            case.folder_instead(path)
        else:
            case.text(path, content)
        yield
        restored(case, path)

    return spoil


for name, path, content, said in (
    ("impossible day in the parameters", PARAMS, "as_of: 2023-06-31\nseed: 1\n", "2023Q2.yaml"),
    ("parameters that are a folder", PARAMS, None, "2023Q2.yaml"),
    ("parameter given twice", PARAMS, "as_of: 2023-07-31\nseed: 1\nseed: 2\n", "seed"),
    ("parameters not in UTF-8", PARAMS, b"\xff\xfe\x00as_of", "2023Q2.yaml"),
    ("parameters nested without an end", PARAMS, "[" * 5000, "2023Q2.yaml"),
    ("parameters with control characters", PARAMS, "as_of: \x07\x1b[31m\n", "2023Q2.yaml"),
    ("unknown parameter", PARAMS, "as_off: 2023-07-31\n", "as_off"),
    ("figures that are a folder", f"{DATA}/figures.csv", None, "figures.csv"),
    ("sources that are a folder", f"{DATA}/sources.csv", None, "sources.csv"),
    ("binary figures", f"{DATA}/figures.csv", bytes(range(256)) * 20, "figures.csv"),
    ("district.yaml that is a folder", f"{DATA}/district.yaml", None, "district.yaml"),
    (
        "entry of district.yaml given twice",
        f"{DATA}/district.yaml",
        "name: {zh: 甲, en: A}\nname: {zh: 乙, en: B}\n",
        "name",
    ),
    (
        "impossible day in district.yaml",
        f"{DATA}/district.yaml",
        "name: {zh: 甲, en: A}\nsince: 2023-02-30\n",
        "district.yaml",
    ),
):
    fault(name, INVALID, said=said)(spoilt_file(path, content))


@fault("sources missing", INVALID, said="sources.csv")
def no_sources(case: Case):
    """A file of the data is missing."""
    kept(case, f"{DATA}/sources.csv")
    (case.root / DATA / "sources.csv").unlink()
    yield
    restored(case, f"{DATA}/sources.csv")


@fault("parameters of another quarter broken", OK, "ok")
def other_parameters(case: Case):
    """A file of parameters of a quarter of which there is no data is broken."""
    case.text("params/2022Q3.yaml", "as_of: 2022-11-31\n")
    yield
    (case.root / "params/2022Q3.yaml").unlink()


@fault("another district broken", FAILED, "ok", "many", elsewhere="other")
def other_district(case: Case):
    """The data of one district is broken; the other is published all the same."""
    shutil.copytree(case.root / DATA, case.root / "data" / "other")
    figures = case.root / "data" / "other" / "figures.csv"
    figures.write_text(figures.read_text(encoding="utf-8").replace(",534,", ",many,"), encoding="utf-8")
    yield
    shutil.rmtree(case.root / "data" / "other")
    for note in case.outputs.glob("FAILED-other.txt"):
        note.unlink()


@fault("no notebooks", INVALID, said="no notebooks")
def no_notebooks(case: Case) -> None:
    """The folder of notebooks is empty."""
    shutil.move(case.root / "notebooks", case.folder / "kept")
    (case.root / "notebooks").mkdir()
    yield
    shutil.rmtree(case.root / "notebooks")
    shutil.move(case.folder / "kept", case.root / "notebooks")
